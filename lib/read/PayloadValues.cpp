#include "read/PayloadValues.h"

#include <algorithm>

namespace heaplight {

uint64_t PayloadValues::fail(const char *fault) {
  if (!fault_)
    fault_ = fault;
  return 0;
}

bool PayloadValues::next(llvm::msgpack::Object &object) {
  if (!ok())
    return false;
  llvm::Expected<bool> read = reader_.read(object);
  if (read && *read)
    return true;
  if (!read)
    llvm::consumeError(read.takeError());
  fail("it ends early");
  return false;
}

uint64_t PayloadValues::number() {
  llvm::msgpack::Object object;
  if (!next(object))
    return 0;
  return object.Kind == llvm::msgpack::Type::UInt ? object.UInt : fail("a number is missing");
}

uint32_t PayloadValues::fits(uint64_t value) {
  return value <= UINT32_MAX ? uint32_t(value) : uint32_t(fail("a number is too large"));
}

uint32_t PayloadValues::below(uint64_t value, size_t count) {
  return value < count ? uint32_t(value) : uint32_t(fail("it refers to what isn't there"));
}

llvm::StringRef PayloadValues::text() {
  llvm::msgpack::Object object;
  if (!next(object))
    return {};
  if (object.Kind == llvm::msgpack::Type::String)
    return object.Raw;
  fail("a text is missing");
  return {};
}

size_t PayloadValues::count(unsigned bytes) {
  uint64_t value = number();
  return value <= std::min<size_t>(size_ / bytes, noFrame) ? value : fail("it ends early");
}

void PayloadValues::end(const Packed &packed) {
  if (packed.bits())
    fail("a value has no meaning");
}

void PayloadValues::end() {
  llvm::msgpack::Object object;
  llvm::Expected<bool> more = reader_.read(object);
  if (!more)
    llvm::consumeError(more.takeError());
  if (!more || *more)
    fail("it goes on behind its end");
}

uint32_t PayloadValues::near(uint32_t &previous) {
  previous = fits(uint64_t(previous) + uint64_t(unfold(number())));
  return previous;
}

std::vector<uint32_t> PayloadValues::sorted() {
  size_t size = count(1);
  std::vector<uint32_t> values;
  values.reserve(size);
  for (uint64_t last = 0; values.size() < size && ok();)
    values.push_back(uint32_t(last = fits(last + number32())));
  return values;
}

} // namespace heaplight
