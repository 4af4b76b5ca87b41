// Program → how much memory a call of each function asks for on normal paths, where that is one and
// the same. Counts no calls and no loops.
#pragma once

#include "reach/Program.h"

#include <map>

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
  friend auto operator<=>(const Allocated &, const Allocated &) = default;
};

class Allocations {
public:
  /// `program` must outlive it.
  explicit Allocations(const Program &program);

  Allocated of(uint32_t function) const { return values_[byFunction_[function]]; }
  Allocated of(const Call &call) const;

private:
  /// By their number in `values_`.
  using ValueId = uint32_t;
  static constexpr ValueId nothing = 0, several = 1;

  Allocated own(const Call &call, uint32_t callee) const;
  ValueId idOf(const Allocated &value);
  void add(uint32_t function, ValueId more);

  const Program &program_;
  std::vector<Allocated> values_; ///< Each once.
  std::map<Allocated, ValueId> ids_;
  std::vector<ValueId> byFunction_;
  std::vector<uint32_t> open_; ///< Functions whose callers don't know the latest of them yet.
};

} // namespace heaplight
