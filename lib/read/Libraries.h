// paths of libraries → what their machine code does, from the cache where that knows them, and with
// the models that correct it. One that can't be read costs its own functions alone.
#pragma once

#include "read/Cache.h"
#include "read/Model.h"

namespace heaplight {

struct LibraryContext {
  const Models &models;
  Cache *cache = nullptr; ///< May be null.
  std::string tool;       ///< This program's version, and of what it keeps.
  /// Paths of those whose code becomes part of the program that is linked with them, though what is
  /// read of it is made to be loaded.
  std::vector<std::string> linkedIn = {};
};

struct ReadLibraries {
  std::vector<Unit> units; ///< In the order of the paths.
  /// Paths that couldn't be read, and one line on why.
  std::vector<std::pair<std::string, std::string>> unread;
};

/// `paths` name dependents before what they need.
ReadLibraries readLibraries(const std::vector<std::string> &paths, const LibraryContext &context);

/// Lets models speak for functions of machine code, and of what it calls.
void applyModels(const Models &models, Unit &unit);

} // namespace heaplight
