// argv[0] → where what comes with the program lies, beside it or in the tree that it was built
// from.
#pragma once

#include <string>

namespace heaplight {

std::string modelsFolder(const char *program);

/// Where mends.yaml lies.
std::string mendsFile(const char *program);

/// Where the recorder lies that run preloads.
std::string recorderFile(const char *program);

/// The program's version and what its file holds: what is kept is as good as the program that made
/// it.
std::string identityOf(const char *program);

} // namespace heaplight
