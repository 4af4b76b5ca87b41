// Program → how much memory a call of each function asks for on normal paths, where that is one and
// the same. Counts no calls and no loops.
#pragma once

#include "reach/Program.h"

namespace heaplight {

/// How much the allocations that lie behind a call ask for.
struct Allocated {
  enum class Sizes : uint8_t { None, One, Several };
  Sizes sizes = Sizes::None;
  // Of the one.
  StringId type = 0;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes;

  void add(const Allocated &other);
  friend bool operator==(const Allocated &, const Allocated &) = default;
};

class Allocations {
public:
  /// `program` must outlive it.
  explicit Allocations(const Program &program);

  Allocated of(uint32_t function) const { return byFunction_[function]; }
  Allocated of(const Call &call) const;

private:
  Allocated own(const Call &call, uint32_t callee) const;
  void add(uint32_t function, const Allocated &more);

  const Program &program_;
  std::vector<Allocated> byFunction_;
  std::vector<uint32_t> open_; ///< Functions whose callers don't know the latest of them yet.
};

} // namespace heaplight
