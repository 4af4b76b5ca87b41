// LLVM call or function → which part of a coroutine it runs or is. A handle leads to the
// coroutine's frame, which opens with two pointers: to the function that resumes the coroutine and
// to the one that destroys it. Before LLVM has split a coroutine it has no such functions yet.
#pragma once

#include <cstdint>
#include <optional>

namespace llvm {
class CallBase;
class Function;
} // namespace llvm

namespace heaplight {

/// A pointer at the start of a coroutine's frame.
enum class CoroutinePart : uint8_t {
  Resume,
  Destroy,
  Either, ///< One of the two: the call doesn't tell which.
};

/// What a call through a coroutine's handle runs. Nothing for every other call.
std::optional<CoroutinePart> calledPart(const llvm::CallBase &call);

/// What `function` is to the coroutine that it was split from. Nothing for every other function.
std::optional<CoroutinePart> partOf(const llvm::Function &function);

} // namespace heaplight
