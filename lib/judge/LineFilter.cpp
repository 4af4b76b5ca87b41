#include "judge/LineFilter.h"

#include "judge/Diff.h"
#include "judge/JsonInput.h"

#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

/// [first, last], both from 1.
llvm::Expected<std::pair<uint32_t, uint32_t>> rangeOf(const Value &value) {
  const Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return llvm::createStringError("a range of lines is [FIRST, LAST]");
  std::optional<int64_t> first = (*pair)[0].getAsInteger();
  std::optional<int64_t> last = (*pair)[1].getAsInteger();
  if (!first || !last || *first < 1 || *last > int64_t(UINT32_MAX))
    return llvm::createStringError("lines are whole numbers from 1 on");
  if (*last < *first)
    return llvm::createStringError("a range of lines ends before it begins: [" +
                                   llvm::Twine(*first) + ", " + llvm::Twine(*last) + "]");
  return std::pair(uint32_t(*first), uint32_t(*last));
}

} // namespace

llvm::Expected<LineFilter::Lines> LineFilter::linesOf(const Value &entry,
                                                      const std::string &workingFolder) {
  const Object *object = entry.getAsObject();
  if (!object)
    return llvm::createStringError("it is " + sortOf(entry) +
                                   R"(, not an object with "name" and "lines")");
  if (llvm::Error error = checkKeys(*object, {"name", "lines"}, 1))
    return llvm::createStringError(problemOf(std::move(error)).what);
  std::optional<llvm::StringRef> name = object->getString("name");
  if (!name || name->empty())
    return llvm::createStringError("it has no \"name\"");
  llvm::SmallString<128> path(*name);
  llvm::sys::path::remove_dots(path);
  llvm::StringRef fromHere = path;
  if (!workingFolder.empty() && fromHere.consume_front(workingFolder) &&
      fromHere.consume_front("/"))
    return rangesOf({fromHere.str(), Fit::Equal, false, {}}, *object);
  return rangesOf({path.str().str(), Fit::End, false, {}}, *object);
}

llvm::Expected<LineFilter::Lines> LineFilter::rangesOf(Lines lines, const Object &entry) {
  const Value *given = entry.get("lines");
  const Array *ranges = given ? given->getAsArray() : nullptr;
  if (given && !ranges)
    return llvm::createStringError("its \"lines\" are " + sortOf(*given) +
                                   ", not an array of ranges");
  lines.whole = !ranges || ranges->empty();
  if (ranges)
    for (const Value &value : *ranges) {
      llvm::Expected<std::pair<uint32_t, uint32_t>> range = rangeOf(value);
      if (!range)
        return range.takeError();
      lines.ranges.push_back(*range);
    }
  return lines;
}

llvm::Expected<LineFilter> LineFilter::parseJson(const std::string &text,
                                                 const std::string &workingFolder) {
  llvm::Expected<JsonInput> input = heaplight::parseJson(text, 0);
  if (!input)
    return input.takeError();
  const Array *entries = input->value.getAsArray();
  if (!entries)
    return llvm::createStringError("it is " + sortOf(input->value) +
                                   R"(, not an array: [{"name": "FILE", "lines": [[1, 3]]}])");
  LineFilter filter;
  filter.everything_ = entries->empty();
  for (const Value &entry : *entries) {
    llvm::Expected<Lines> lines = linesOf(entry, workingFolder);
    if (!lines)
      return llvm::createStringError("entry " + llvm::Twine(filter.files_.size() + 1) + ": " +
                                     llvm::toString(lines.takeError()));
    filter.files_.push_back(std::move(*lines));
  }
  return filter;
}

llvm::Expected<LineFilter> LineFilter::parseDiff(const std::string &text,
                                                 const std::string &prefix) {
  llvm::Expected<std::vector<ChangedFile>> files = heaplight::parseDiff(text);
  if (!files)
    return files.takeError();
  LineFilter filter;
  filter.everything_ = false;
  for (const ChangedFile &file : *files) {
    if (file.added.empty())
      continue;
    llvm::StringRef path = file.path;
    Lines lines;
    lines.fit = path.consume_front(prefix) ? Fit::Equal : Fit::EndOfAbsolute;
    lines.name = path.str();
    for (const AddedLines &added : file.added)
      lines.ranges.emplace_back(added.first, added.last);
    filter.files_.push_back(std::move(lines));
  }
  return filter;
}

bool LineFilter::fits(const Lines &lines, llvm::StringRef file) {
  if (file == lines.name)
    return lines.fit != Fit::EndOfAbsolute;
  if (lines.fit == Fit::Equal || (lines.fit == Fit::EndOfAbsolute && !file.starts_with("/")))
    return false;
  return file.consume_back(lines.name) && (file.ends_with("/") || lines.name.front() == '/');
}

void LineFilter::addWhole(const std::string &file, const std::string &prefix) {
  llvm::StringRef path = file;
  Fit fit = path.consume_front(prefix) ? Fit::Equal : Fit::EndOfAbsolute;
  files_.push_back({path.str(), fit, /*whole=*/true, {}});
}

bool LineFilter::passes(const std::string &file, uint32_t line) const {
  if (everything_)
    return true;
  return llvm::any_of(files_, [&](const Lines &lines) {
    if (!fits(lines, file))
      return false;
    return lines.whole || llvm::any_of(lines.ranges, [&](const auto &range) {
             return range.first <= line && line <= range.second;
           });
  });
}

bool LineFilter::passes(const Finding &finding) const {
  return passes(finding.place.file, finding.place.line) ||
         llvm::any_of(finding.path, [&](const FindingFrame &frame) {
           return frame.user && passes(frame.place.file, frame.place.line);
         });
}

} // namespace heaplight
