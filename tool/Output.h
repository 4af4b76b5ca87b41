// bytes → a file of the user's, whole or not at all: who reads it, or kills the program, never
// finds half of it.
#pragma once

#include <string>

namespace heaplight {

/// A link stays, and what it leads to is written; a pipe or a device is written into. Says on
/// standard error why it could not be.
bool writeWhole(const std::string &name, const std::string &bytes);

} // namespace heaplight
