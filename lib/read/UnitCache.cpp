#include "read/UnitCache.h"

#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/TargetParser/Host.h"

namespace heaplight {
namespace {

/// Numbers and texts in a row, each text behind its length: no two rows are the same bytes.
class RowWriter {
public:
  void add(uint64_t number) { writer_.write(number); }
  void add(llvm::StringRef text) {
    add(uint64_t(text.size()));
    stream_ << text;
  }
  void add(const std::vector<std::string> &texts) {
    add(uint64_t(texts.size()));
    for (const std::string &text : texts)
      add(llvm::StringRef(text));
  }
  std::string take() { return std::move(bytes_); }

private:
  std::string bytes_;
  llvm::raw_string_ostream stream_{bytes_};
  llvm::support::endian::Writer writer_{stream_, llvm::endianness::little};
};

/// Behind the end, numbers are 0 and texts empty.
class RowReader {
public:
  explicit RowReader(llvm::StringRef bytes) : data_(bytes, /*IsLittleEndian=*/true, 8) {}
  ~RowReader() { llvm::consumeError(cursor_.takeError()); }

  uint64_t number() { return data_.getU64(cursor_); }
  llvm::StringRef text() {
    uint64_t bytes = number();
    return data_.getBytes(cursor_, bytes);
  }
  uint64_t position() const { return cursor_.tell(); }
  explicit operator bool() { return bool(cursor_); }

private:
  llvm::DataExtractor data_;
  llvm::DataExtractor::Cursor cursor_{0};
};

/// What -march=native and a command without a target mean here.
const std::string &host() {
  static const std::string text = [] {
    std::string text =
        llvm::sys::getDefaultTargetTriple() + ' ' + llvm::sys::getHostCPUName().str();
    std::vector<std::string> features;
    for (const auto &feature : llvm::sys::getHostCPUFeatures())
      if (feature.second)
        features.push_back(' ' + feature.first().str());
    llvm::sort(features);
    return text + llvm::join(features, "");
  }();
  return text;
}

/// Reads what `keep` wrote in front of the bytes.
bool unchanged(RowReader &row, FileFacts &facts) {
  for (uint64_t left = row.number(); left; --left) {
    llvm::StringRef path = row.text();
    ContentHash content;
    content.low = row.number();
    content.high = row.number();
    if (!row || facts.content(path) != content)
      return false;
  }
  for (uint64_t left = row.number(); left; --left) {
    llvm::StringRef path = row.text();
    if (!row || facts.exists(path))
      return false;
  }
  return bool(row);
}

} // namespace

std::string UnitCache::keyOf(const Command &command, const CompileOptions &options) const {
  RowWriter row;
  row.add(context_.tool);
  row.add(context_.models);
  row.add(context_.clang);
  row.add(context_.environment);
  row.add(context_.more);
  row.add(clang::getClangFullVersion());
  row.add(host());
  row.add(command.file);
  row.add(command.directory);
  row.add(command.arguments);
  row.add(command.notes);
  row.add(command.environment);
  row.add(command.systemFolders);
  row.add(command.rust ? command.rust->version : std::string());
  row.add(command.rust ? command.rust->sysroot : std::string());
  row.add(uint64_t(options.assembly ? 1 + unsigned(*options.assembly) : 0));
  row.add(options.workingFolder);
  return row.take();
}

std::unique_ptr<llvm::MemoryBuffer> UnitCache::find(const Command &command,
                                                    const CompileOptions &options) {
  std::unique_ptr<llvm::MemoryBuffer> kept = cache_.get(keyOf(command, options));
  if (!kept)
    return nullptr;
  llvm::StringRef whole = kept->getBuffer();
  RowReader row(whole);
  if (!unchanged(row, facts_))
    return nullptr;
  llvm::StringRef bytes = whole.drop_front(row.position());
  return partOf(std::move(kept), bytes);
}

void UnitCache::keep(const Command &command, const CompileOptions &options, const Result &result) {
  if (!result.files.settled)
    return;
  // Not `facts_`, which may know how the files were before the compile.
  FileFacts now;
  RowWriter row;
  row.add(uint64_t(result.files.read.size()));
  for (const ReadFile &file : result.files.read) {
    std::optional<ContentHash> content = file.content ? file.content : now.content(file.path);
    if (!content)
      return;
    row.add(file.path);
    row.add(content->low);
    row.add(content->high);
  }
  row.add(result.files.absent);
  std::string entry = row.take();
  entry += result.bytes;
  cache_.put(keyOf(command, options), entry);
}

} // namespace heaplight
