#include "read/PayloadNames.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {

void PayloadNames::rise(StringId &id, size_t position) {
  uint32_t step = number32();
  if (position && !step)
    fail("what must be sorted isn't");
  id = below(uint64_t(id) + step, strings_);
}

std::set<StringId> PayloadNames::set() {
  size_t size = count(1);
  std::set<StringId> values;
  StringId id = 0;
  for (size_t position = 0; position < size && ok(); ++position) {
    rise(id, position);
    values.insert(values.end(), id);
  }
  return values;
}

std::set<StringId> PayloadNames::strings(Names &names) {
  strings_ = count(1);
  if (!strings_)
    fail("a number is missing");
  std::set<StringId> local = set();
  auto next = local.begin();
  while (next != local.end() && *next == 0)
    ++next;
  for (StringId id = 1; id < strings_ && ok(); ++id) {
    llvm::StringRef each = text();
    if (next == local.end() || *next != id) {
      names.append(each);
      continue;
    }
    names.distinct(std::string(each));
    ++next;
  }
  return local;
}

void PayloadNames::frames(Names &names) {
  size_t size = count(2);
  names.reserve(size);
  depths_.reserve(size);
  Frame last;
  for (FrameId id = 0; id < size && ok(); ++id) {
    Packed packed(number());
    bool newFunction = packed.take(1), newFile = packed.take(1), inlined = packed.take(1);
    last.column = fits(packed.bits());
    near(last.line);
    if (newFunction)
      stringNear(last.function);
    if (newFile)
      stringNear(last.file);
    last.in = noFrame;
    if (inlined) {
      uint64_t back = number();
      if (back == 0 || back > id)
        fail("a frame lies inside a later one");
      else
        last.in = FrameId(id - back);
    }
    depths_.push_back(last.in == noFrame ? 1 : depths_[last.in] + 1);
    names.append(last);
  }
}

Constant PayloadNames::constant() {
  Constant constant;
  constant.argument = number32();
  constant.value = unfold(number());
  return constant;
}

void PayloadNames::dispatches(Names &names) {
  size_t size = count(2);
  if (!size)
    fail("a number is missing");
  for (DispatchId id = 1; id < size && ok(); ++id) {
    Packed packed(number());
    Dispatch dispatch;
    dispatch.closed = packed.take(1);
    bool hasSlot = packed.take(1), hasConstants = packed.take(1), hasPassed = packed.take(1);
    end(packed);
    dispatch.type = string();
    if (hasSlot)
      dispatch.slot = number32();
    for (size_t left = hasConstants ? count(2) : 0; left && ok(); --left)
      dispatch.constants.push_back(constant());
    for (size_t left = hasPassed ? count(2) : 0; left && ok(); --left) {
      uint32_t argument = number32();
      dispatch.passed.push_back({argument, number32()});
    }
    if (!llvm::is_sorted(dispatch.constants) || !llvm::is_sorted(dispatch.passed))
      fail("what must be sorted isn't");
    if (names.intern(dispatch) != id)
      fail("a dispatch is there twice");
  }
}

} // namespace heaplight
