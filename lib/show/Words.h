// enums → the words of the house.
#pragma once

#include "report/Explanation.h"

namespace heaplight {

const char *word(Kind kind);
const char *word(Certainty certainty);
const char *word(Stage stage);
const char *word(Phase phase);
const char *word(Entry entry);

} // namespace heaplight
