#include "Types.h"

#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <utility>

namespace heaplight {

namespace {

uint32_t hashOf(std::string_view text) { return uint32_t(llvm::xxh3_64bits(text)); }

} // namespace

Names::Names() {
  distinct(std::string());
  intern(Dispatch());
}

StringId Names::intern(std::string_view text) {
  if (text.empty())
    return 0;
  findAppended();
  makeRoom();
  uint32_t hash = hashOf(text);
  Slot &slot = slotOf(text, hash);
  if (!slot.id) {
    slot = {hash, distinct(std::string(text))};
    ++taken_;
  }
  return slot.id;
}

std::vector<StringId> Names::takeStrings(Names &&other, llvm::function_ref<bool(StringId)> apart) {
  findAppended();
  std::deque<std::string> strings = std::exchange(other.strings_, {});
  other.slots_ = {};
  std::vector<uint32_t> hashes;
  hashes.reserve(strings.size());
  for (const std::string &text : strings)
    hashes.push_back(hashOf(text));

  // Each lies elsewhere in memory: without a word ahead, most of the time would be waiting for it.
  constexpr size_t ahead = 8;
  auto expect = [&](size_t coming) {
    if (coming + ahead < hashes.size())
      __builtin_prefetch(&slots_[hashes[coming + ahead] & (slots_.size() - 1)]);
    if (coming < hashes.size())
      if (const Slot &slot = slots_[hashes[coming] & (slots_.size() - 1)];
          slot.hash == hashes[coming])
        __builtin_prefetch(&strings_[slot.id]);
  };
  std::vector<StringId> ids(strings.size());
  for (StringId id = 1; id < strings.size(); ++id) {
    makeRoom();
    expect(id + ahead);
    if (apart(id)) {
      ids[id] = distinct(std::move(strings[id]));
      continue;
    }
    Slot &slot = slotOf(strings[id], hashes[id]);
    if (!slot.id) {
      slot = {hashes[id], distinct(std::move(strings[id]))};
      ++taken_;
    }
    ids[id] = slot.id;
  }
  return ids;
}

void Names::findAppended() {
  for (StringId id : std::exchange(appended_, {})) {
    makeRoom();
    uint32_t hash = hashOf(strings_[id]);
    Slot &slot = slotOf(strings_[id], hash);
    if (!slot.id) {
      slot = {hash, id};
      ++taken_;
    }
  }
}

Names::Slot &Names::slotOf(std::string_view text, uint32_t hash) {
  for (size_t place = hash;; ++place) {
    Slot &slot = slots_[place & (slots_.size() - 1)];
    if (!slot.id || (slot.hash == hash && strings_[slot.id] == text))
      return slot;
  }
}

void Names::makeRoom() {
  if (taken_ < slots_.size() / 2)
    return;
  constexpr size_t first = 64;
  std::vector<Slot> old(std::max(first, 2 * slots_.size()));
  std::swap(old, slots_);
  for (const Slot &moved : old)
    if (moved.id) {
      size_t place = moved.hash;
      while (slots_[place & (slots_.size() - 1)].id)
        ++place;
      slots_[place & (slots_.size() - 1)] = moved;
    }
}

StringId Names::distinct(std::string text) {
  strings_.push_back(std::move(text));
  return StringId(strings_.size() - 1);
}

StringId Names::append(std::string_view text) {
  appended_.push_back(distinct(std::string(text)));
  return appended_.back();
}

FrameId Names::intern(const Frame &frame) {
  auto [place, added] = frameIds_.try_emplace(frame, FrameId(frames_.size()));
  if (added)
    frames_.push_back(frame);
  return place->second;
}

FrameId Names::append(const Frame &frame) {
  frames_.push_back(frame);
  return FrameId(frames_.size() - 1);
}

DispatchId Names::intern(const Dispatch &dispatch) {
  auto [place, added] = dispatchIds_.try_emplace(dispatch, DispatchId(dispatches_.size()));
  if (added)
    dispatches_.push_back(&place->first);
  return place->second;
}

void Names::reserve(size_t frames) { frames_.reserve(frames); }

std::vector<FrameId> Names::chain(FrameId innermost) const {
  std::vector<FrameId> frames;
  for (FrameId id = innermost; id != noFrame; id = frames_[id].in)
    frames.push_back(id);
  return frames;
}

size_t Names::FrameHash::operator()(const Frame &frame) const {
  size_t hash = 0;
  for (uint32_t part : {frame.function, frame.file, frame.line, frame.column, frame.in})
    hash = (hash ^ part) * 0x9E3779B97F4A7C15ull + (hash >> 29);
  return hash;
}

} // namespace heaplight
