#include "Types.h"

namespace heaplight {

Names::Names() { intern(std::string_view()); }

StringId Names::intern(std::string_view text) {
  auto [place, added] = stringIds_.try_emplace(std::string(text), StringId(strings_.size()));
  if (added)
    strings_.push_back(&place->first);
  return place->second;
}

FrameId Names::intern(const Frame &frame) {
  auto [place, added] = frameIds_.try_emplace(frame, FrameId(frames_.size()));
  if (added)
    frames_.push_back(frame);
  return place->second;
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
