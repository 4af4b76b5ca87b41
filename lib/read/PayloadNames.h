// bytes → the strings, frames and dispatches of a summary, and what refers to them. Knows no
// functions and no calls.
#pragma once

#include "read/PayloadValues.h"

namespace heaplight {

/// Each table is read once, in this order, before anything refers to it. Ids that lie beyond their
/// table are a fault.
class PayloadNames : protected PayloadValues {
protected:
  using PayloadValues::PayloadValues;

  /// Returns those that are of this summary alone.
  std::set<StringId> strings(Names &names);
  void frames(Names &names);
  void dispatches(Names &names);

  StringId string() { return below(number(), strings_); }
  /// What is left of a number that values shared.
  StringId string(Packed &packed) { return below(packed.bits(), strings_); }
  StringId stringNear(StringId &previous) { return below(near(previous), strings_); }
  FrameId frameNear(FrameId &previous) { return below(near(previous), depths_.size()); }
  /// How many frames its chain has.
  size_t depthOf(FrameId frame) const { return depths_[frame]; }
  std::set<StringId> set();
  /// The next of ids that rise; at `position` 0 there was none before.
  void rise(StringId &id, size_t position);
  Constant constant();

private:
  size_t strings_ = 0;
  std::vector<uint32_t> depths_; ///< By frame.
};

} // namespace heaplight
