// a source as Clang parses it → its module, for a `StageReader`. What the parse says of the files
// that it read, and of types and objects, is taken while the AST is there.
#pragma once

#include "read/PathNames.h"
#include "read/StageReader.h"

#include <memory>

namespace clang {
class FrontendAction;
} // namespace clang

namespace heaplight {

/// To be executed by the request's own compiler. `paths` is to outlive it.
std::unique_ptr<clang::FrontendAction> makeSourceAction(const StageRequest &request,
                                                        const PathNames &paths);

} // namespace heaplight
