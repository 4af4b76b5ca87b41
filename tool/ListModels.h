// models: a name → what is known of it by hand, on standard output.
#pragma once

#include "Options.h"

namespace heaplight {

/// Returns the exit status: 0, or 2 where nothing is known of the name or the output failed.
int listModels(const ModelsOptions &options, const char *program);

} // namespace heaplight
