#include "report/RunPlaces.h"

#include "FileOwner.h"

#include <map>

namespace heaplight {
namespace {

RunPlace unnamed(const RecordedFrame &frame) { return {"", 0, frame.function, frame.object}; }

} // namespace

RunPlaces::RunPlaces(const RecordedProcess &process, const std::string &workingFolder)
    : process_(process) {
  std::map<std::string, bool> files;
  auto isUsers = [&](const std::string &file) {
    auto [known, added] = files.try_emplace(file);
    if (added)
      known->second = isUsersFile(file, workingFolder);
    return known->second;
  };
  // Debug information of the system's libraries may name their sources from no known folder.
  for (const RecordedFrame &frame : process.frames)
    users_.push_back(frame.line && isUsers(frame.file) && isUsers(frame.object));
}

RunPlace RunPlaces::placeOf(const RecordedStack &stack) const {
  const RecordedFrame *own = nullptr;
  for (uint32_t number : stack.frames) {
    const RecordedFrame &frame = process_.frames[number];
    if (users_[number])
      return {frame.file, frame.line, "", ""};
    if (!own && !frame.function.empty() && frame.object == process_.program)
      own = &frame;
  }
  if (own)
    return unnamed(*own);
  return stack.frames.empty() ? RunPlace() : unnamed(process_.frames[stack.frames.front()]);
}

} // namespace heaplight
