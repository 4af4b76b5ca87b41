// enums → the words of the house.
#pragma once

#include "Types.h"

namespace heaplight {

const char *word(Kind kind);
const char *word(Certainty certainty);
const char *word(Stage stage);
const char *word(Phase phase);

} // namespace heaplight
