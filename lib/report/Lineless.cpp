#include "report/Lineless.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {
namespace {

bool hasUserLine(const Call &call, const FunctionEffect &found, const Effects &effects) {
  const Names &names = effects.names();
  std::vector<FrameId> path = names.chain(call.frame);
  effects.appendPath(found.inner, path);
  return llvm::any_of(path, [&](FrameId id) {
    const Frame &frame = names.frame(id);
    return frame.line && effects.isUserFile(frame.file);
  });
}

} // namespace

bool isLineless(const Function &function, const Effects &effects) {
  if (function.phase != Phase::Run)
    return false;
  // The program's own may stand for several bodies of that name.
  uint32_t index = effects.program().find(function.symbol);
  return llvm::any_of(effects.of(index), [&](const FunctionEffect &found) {
    const Call &call = effects.program().function(index).calls[found.call];
    return found.key.kind != Kind::Destroy && call.origin != Origin::Registered &&
           !hasUserLine(call, found, effects);
  });
}

} // namespace heaplight
