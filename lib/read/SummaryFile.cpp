#include "read/SummaryFile.h"
#include "read/SummaryPayload.h"

#include "llvm/BinaryFormat/MsgPackReader.h"
#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

namespace heaplight {
namespace {

// magic, then as MsgPack: format, checksum of all that follows, version of the program, how many
// sources and of each its name and the two halves of its hash, payload
constexpr llvm::StringLiteral magic = "heaplight summary\n";
constexpr uint64_t knownFormat = 3;
constexpr const char *advice = "; make it again with heaplight summarize";

llvm::Error damaged(llvm::MemoryBufferRef buffer, const llvm::Twine &how) {
  return llvm::createStringError(buffer.getBufferIdentifier() + ": is damaged: " + how + advice);
}

/// The bytes that `write` makes with a MsgPack writer.
template <typename Write> std::string written(Write write) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  llvm::msgpack::Writer writer(stream);
  write(writer);
  return bytes;
}

std::string number(uint64_t value) {
  return written([&](llvm::msgpack::Writer &writer) { writer.write(value); });
}

/// Takes a MsgPack object of `kind` from the front of `bytes`. It must be in the form that the
/// writer chooses, so that the length of that form tells where the next object is.
std::optional<llvm::msgpack::Object> takeObject(llvm::StringRef &bytes, llvm::msgpack::Type kind) {
  llvm::msgpack::Reader reader(bytes);
  llvm::msgpack::Object object;
  llvm::Expected<bool> read = reader.read(object);
  if (!read) {
    llvm::consumeError(read.takeError());
    return std::nullopt;
  }
  if (!*read || object.Kind != kind)
    return std::nullopt;
  std::string form = written([&](llvm::msgpack::Writer &writer) {
    if (kind == llvm::msgpack::Type::UInt)
      writer.write(object.UInt);
    else
      writer.write(object.Raw);
  });
  if (!bytes.consume_front(form))
    return std::nullopt;
  return object;
}

std::optional<std::vector<SourceFact>> takeSources(llvm::StringRef &bytes) {
  using llvm::msgpack::Type;
  std::optional<llvm::msgpack::Object> count = takeObject(bytes, Type::UInt);
  std::vector<SourceFact> sources;
  for (uint64_t left = count ? count->UInt : 0; left; --left) {
    auto file = takeObject(bytes, Type::String), low = takeObject(bytes, Type::UInt),
         high = takeObject(bytes, Type::UInt);
    if (!file || !low || !high)
      return std::nullopt;
    sources.push_back({file->Raw.str(), {low->UInt, high->UInt}});
  }
  return count ? std::optional(std::move(sources)) : std::nullopt;
}

} // namespace

std::string writeSummary(const Unit &unit, llvm::ArrayRef<SourceFact> sources) {
  std::string body = written([&](llvm::msgpack::Writer &writer) {
    writer.write(llvm::StringRef(HEAPLIGHT_VERSION));
    writer.write(uint64_t(sources.size()));
    for (const SourceFact &source : sources) {
      writer.write(llvm::StringRef(source.file));
      writer.write(source.content.low);
      writer.write(source.content.high);
    }
  });
  body += writePayload(unit);
  return magic.str() + number(knownFormat) + number(llvm::xxh3_64bits(body)) + body;
}

bool isSummary(llvm::StringRef bytes) { return bytes.starts_with(magic); }

llvm::Expected<Unit> readSummary(llvm::MemoryBufferRef buffer) {
  llvm::Expected<SummaryFile> file = readSummaryFile(buffer);
  if (!file)
    return file.takeError();
  return std::move(file->unit);
}

llvm::Expected<SummaryFile> readSummaryFile(llvm::MemoryBufferRef buffer) {
  using llvm::msgpack::Type;
  llvm::StringRef bytes = buffer.getBuffer();
  if (!bytes.consume_front(magic))
    return llvm::createStringError(buffer.getBufferIdentifier() +
                                   ": is no heaplight summary; make it with heaplight summarize");
  std::optional<llvm::msgpack::Object> format = takeObject(bytes, Type::UInt);
  if (!format)
    return damaged(buffer, "it ends early");
  if (format->UInt != knownFormat)
    return llvm::createStringError(
        buffer.getBufferIdentifier() + ": was written by another version (format " +
        llvm::Twine(format->UInt) + ", this reads " + llvm::Twine(knownFormat) + ")" + advice);
  std::optional<llvm::msgpack::Object> checksum = takeObject(bytes, Type::UInt);
  if (!checksum || checksum->UInt != llvm::xxh3_64bits(bytes) || !takeObject(bytes, Type::String))
    return damaged(buffer, "its checksum is wrong");
  std::optional<std::vector<SourceFact>> sources = takeSources(bytes);
  if (!sources)
    return damaged(buffer, "its sources are not told");
  llvm::Expected<Unit> unit = readPayload(bytes);
  if (!unit)
    return damaged(buffer, llvm::toString(unit.takeError()));
  return SummaryFile{std::move(*unit), std::move(*sources)};
}

} // namespace heaplight
