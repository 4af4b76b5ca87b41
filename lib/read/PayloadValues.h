// bytes → the numbers and texts of a summary's payload, one after the other. Knows MsgPack and what
// is too large to be true, nothing of what the values mean.
#pragma once

#include "Types.h"
#include "read/SummaryPayload.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/BinaryFormat/MsgPackReader.h"

#include <vector>

namespace heaplight {

/// After the first fault every number is 0 and every text empty, so that callers need not ask
/// after each: they ask before each turn of a loop and at the end.
class PayloadValues {
public:
  /// The bytes are to outlive it, and the texts that it gives.
  explicit PayloadValues(llvm::StringRef bytes) : size_(bytes.size()), reader_(bytes) {}

  bool ok() const { return !fault_; }
  /// The first one, in a few words; null where there is none.
  const char *fault() const { return fault_; }

protected:
  /// Returns 0, to stand for the value.
  uint64_t fail(const char *fault);
  uint64_t number();
  uint32_t number32() { return fits(number()); }
  uint32_t fits(uint64_t value);
  uint32_t below(uint64_t value, size_t count);
  llvm::StringRef text();
  /// How many things follow of which each takes at least `bytes`.
  size_t count(unsigned bytes);
  /// The next of the values up to `last` that share a number.
  template <typename Value> Value value(Packed &packed, unsigned width, Value last) {
    uint64_t value = packed.take(width);
    return Value(value <= uint64_t(last) ? value : fail("a value has no meaning"));
  }
  /// Nothing is left of a number that values shared.
  void end(const Packed &packed);
  /// Nothing is left of the bytes.
  void end();
  /// A difference to `previous`, which then is the value.
  uint32_t near(uint32_t &previous);
  std::vector<uint32_t> sorted();

private:
  bool next(llvm::msgpack::Object &object);

  size_t size_;
  llvm::msgpack::Reader reader_;
  const char *fault_ = nullptr;
};

} // namespace heaplight
