#include "Types.h"

namespace heaplight {

Names::Names() {
  intern(std::string_view());
  intern(Dispatch());
}

StringId Names::intern(std::string_view text) {
  for (StringId id : appended_)
    find(strings_[id], id);
  appended_.clear();
  StringId next = StringId(strings_.size());
  StringId id = find(text, next);
  if (id == next)
    strings_.emplace_back(text);
  return id;
}

StringId Names::find(std::string_view text, StringId otherwise) {
  // A DenseMap keeps the two greatest keys for itself.
  for (uint64_t hash = std::hash<std::string_view>()(text) / 4;; ++hash) {
    auto [place, added] = stringIds_.try_emplace(hash, otherwise);
    if (added || strings_[place->second] == text)
      return place->second;
  }
}

StringId Names::distinct(std::string_view text) {
  strings_.emplace_back(text);
  return StringId(strings_.size() - 1);
}

StringId Names::append(std::string_view text) {
  appended_.push_back(distinct(text));
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

void Names::forgetStrings() {
  stringIds_ = decltype(stringIds_)();
  strings_ = {};
}

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
