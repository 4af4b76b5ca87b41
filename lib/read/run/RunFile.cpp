#include "read/run/RunFile.h"

#include "read/JsonDepth.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

#include <chrono>

namespace heaplight {
namespace {

namespace json = llvm::json;
namespace fs = llvm::sys::fs;

constexpr int64_t knownForm = 1;
constexpr uint64_t mostBytes = uint64_t(1) << 30; ///< Parsed, it takes many times as much memory.

llvm::Error failure(llvm::StringRef file, const llvm::Twine &what) {
  return llvm::createStringError(llvm::Twine(file) + ": " + what);
}

/// What the parser says of a text: "[2:15, byte=27]: Expected object key".
std::string parserComplaint(llvm::Error error) {
  std::string whole = llvm::toString(std::move(error));
  auto [place, what] = llvm::StringRef(whole).split("]: ");
  place.consume_front("[");
  auto [line, column] = place.split(", ").first.split(':');
  return ("line " + line + ", column " + column + ": it isn't JSON: " + what).str();
}

/// The values of one object, each asked for with its place; the first that is wrong is told.
class Fields {
public:
  Fields(const json::Object &object, json::Path path) : object_(object), path_(path) {}

  bool read(llvm::StringLiteral key, uint64_t &number) const {
    const json::Value *value = find(key);
    if (!value)
      return false;
    std::optional<uint64_t> known = value->getAsUINT64();
    if (known)
      number = *known;
    else
      path_.field(key).report("expected a whole number from 0 to 2^64 - 1");
    return known.has_value();
  }

  bool read(llvm::StringLiteral key, std::string &text) const {
    const json::Value *value = find(key);
    if (!value)
      return false;
    std::optional<llvm::StringRef> known = value->getAsString();
    // No path holds a zero byte, and what asks the system for one would end at it.
    bool sound = known && !known->contains('\0');
    if (sound)
      text = known->str();
    else
      path_.field(key).report("expected a text without zero bytes");
    return sound;
  }

  /// Calls `each` with every element that is an object, until it says false.
  template <typename Each> bool readObjects(llvm::StringLiteral key, Each each) const {
    const json::Value *value = find(key);
    const json::Array *array = value ? value->getAsArray() : nullptr;
    if (!array) {
      if (value)
        path_.field(key).report("expected an array");
      return false;
    }
    json::Path path = path_.field(key);
    for (unsigned index = 0; index < array->size(); ++index) {
      const json::Object *object = (*array)[index].getAsObject();
      if (!object)
        path.index(index).report("expected an object");
      if (!object || !each(Fields(*object, path.index(index))))
        return false;
    }
    return true;
  }

  void report(llvm::StringLiteral key, llvm::StringLiteral what) const {
    path_.field(key).report(what);
  }

private:
  const json::Value *find(llvm::StringLiteral key) const {
    const json::Value *value = object_.get(key);
    if (!value)
      path_.field(key).report("it is missing");
    return value;
  }

  const json::Object &object_;
  mutable json::Path path_;
};

bool readCounts(const Fields &fields, RecordedCounts &counts) {
  return fields.read("allocations", counts.allocations) && fields.read("bytes", counts.bytes) &&
         fields.read("frees", counts.frees) && fields.read("freed_bytes", counts.freedBytes) &&
         fields.read("lost_blocks", counts.lostBlocks) &&
         fields.read("lost_bytes", counts.lostBytes);
}

bool readLine(const Fields &fields, ObservedLine &line) {
  uint64_t number = 0;
  if (!fields.read("file", line.file) || !fields.read("line", number))
    return false;
  if (line.file.empty())
    return fields.report("file", "expected a path"), false;
  if (!number || number > UINT32_MAX)
    return fields.report("line", "expected a line's number, from 1 to 4294967295"), false;
  line.line = uint32_t(number);
  return readCounts(fields, line.counts);
}

/// Whose form it is, before anything of it is believed.
llvm::Error checkForm(const json::Value &value, llvm::StringRef file) {
  const json::Object *object = value.getAsObject();
  std::optional<llvm::StringRef> version =
      object ? object->getString("heaplight") : std::optional<llvm::StringRef>();
  std::optional<int64_t> form = object ? object->getInteger("schema") : std::optional<int64_t>();
  if (!version || !form)
    return failure(file, "is not what heaplight run --format json writes");
  if (object->get("units") || object->get("explained") || object->get("findings"))
    return failure(file,
                   "is another output of heaplight's; give one of heaplight run --format json");
  if (*form != knownForm)
    return failure(file, "has form " + llvm::Twine(*form) + ", from heaplight " + *version +
                             "; this heaplight reads form " + llvm::Twine(knownForm) +
                             ": make it anew with heaplight run --format json");
  return llvm::Error::success();
}

bool readValues(const json::Value &value, json::Path path, ObservedRun &run) {
  Fields fields(*value.getAsObject(), path);
  if (!fields.read("program", run.program))
    return false;
  bool sound = fields.readObjects("processes", [&](const Fields &process) {
    uint64_t missed = 0;
    if (!process.read("missed", missed))
      return false;
    run.missed = llvm::SaturatingAdd(run.missed, missed);
    return true;
  });
  return sound && fields.readObjects("lines", [&](const Fields &each) {
    ObservedLine line;
    if (!readLine(each, line))
      return false;
    run.lines.push_back(std::move(line));
    return true;
  });
}

} // namespace

llvm::Expected<ObservedRun> readRun(llvm::MemoryBufferRef buffer) {
  llvm::StringRef file = buffer.getBufferIdentifier();
  if (buffer.getBuffer().trim().empty())
    return failure(file, "is empty; did the run that was to write it fail?");
  if (nestsTooDeep(buffer.getBuffer()))
    return failure(file,
                   "is not what heaplight run --format json writes: more than 50 brackets lie "
                   "in each other");
  llvm::Expected<json::Value> value = json::parse(buffer.getBuffer());
  if (!value)
    return failure(file, parserComplaint(value.takeError()));
  if (llvm::Error error = checkForm(*value, file))
    return std::move(error);
  ObservedRun run;
  run.source = file.str();
  json::Path::Root root("run");
  if (readValues(*value, root, run))
    return run;
  return failure(file, "is no sound run: " + llvm::toString(root.getError()));
}

llvm::Expected<ObservedRun> readRunFile(const std::string &path) {
  if (path.empty())
    return llvm::createStringError("an empty file name is given; name what heaplight run --format "
                                   "json wrote");
  fs::file_status status;
  if (std::error_code error = fs::status(path, status))
    return failure(path, "cannot be read: " + error.message());
  // What a shell puts in a file's place ends as well; a device may not.
  bool pipe = status.type() == fs::file_type::fifo_file;
  if (!pipe && status.type() != fs::file_type::regular_file)
    return failure(path, "is no file that heaplight run --format json wrote");
  if (status.getSize() > mostBytes)
    return failure(path, "is larger than 1 GiB; run the program with fewer threads or inputs");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return failure(path, "cannot be read: " + buffer.getError().message());
  llvm::Expected<ObservedRun> run = readRun(llvm::MemoryBufferRef((*buffer)->getBuffer(), path));
  if (run)
    run->written = std::chrono::duration_cast<std::chrono::seconds>(
                       status.getLastModificationTime().time_since_epoch())
                       .count();
  return run;
}

} // namespace heaplight
