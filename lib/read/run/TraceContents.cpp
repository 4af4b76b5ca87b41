#include "read/run/TraceContents.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Errc.h"

#include <cstring>

namespace heaplight {
namespace {

llvm::Error problem(llvm::StringRef name, llvm::StringRef what) {
  return llvm::createStringError(llvm::errc::invalid_argument, "%s: %s", name.str().c_str(),
                                 what.str().c_str());
}

/// The tables of one file, as bytes.
class TableBytes {
public:
  explicit TableBytes(llvm::StringRef file) : file_(file) {}

  /// What is wrong with the header; empty if nothing.
  std::string readHeader(probe::Header &header) const {
    constexpr char unbegun[] = "the process ended before its recording began";
    constexpr char foreign[] = "not a recording of heaplight run";
    if (file_.size() < sizeof(header))
      return file_.empty() ? unbegun : foreign;
    std::memcpy(&header, file_.data(), sizeof(header));
    if (std::memcmp(header.magic, probe::magic, sizeof(header.magic)) != 0) {
      bool isUnbegun = header.magic[0] == '\0' && (header.version == 0 || isCurrent(header));
      return isUnbegun ? unbegun : foreign;
    }
    return isCurrent(header) ? "" : "recorded by another version of heaplight; record it again";
  }

  /// The bytes of the elements that are in use. False where the file doesn't hold them.
  bool read(const probe::Header &header, probe::Table table, std::string &bytes) const {
    uint64_t wanted = header.used[table];
    if (header.extentCount > probe::maxExtents || wanted > file_.size() ||
        header.elementSizes[table] == 0)
      return false;
    wanted *= header.elementSizes[table];
    for (const probe::Extent &extent : llvm::ArrayRef(header.extents, header.extentCount)) {
      if (extent.table != table)
        continue;
      if (extent.offset > file_.size() || extent.size > file_.size() - extent.offset)
        return false;
      bytes += file_.substr(extent.offset, std::min(extent.size, wanted - bytes.size()));
    }
    return bytes.size() == wanted;
  }

private:
  static bool isCurrent(const probe::Header &header) {
    return header.version == probe::layoutVersion && header.headerSize == sizeof(header);
  }

  llvm::StringRef file_;
};

/// The elements of a table. Elements of another size than they have here are refused.
template <typename Element>
bool readTable(const TableBytes &file, const probe::Header &header, probe::Table table,
               std::vector<Element> &elements) {
  std::string bytes;
  if (header.elementSizes[table] != sizeof(Element) || !file.read(header, table, bytes))
    return false;
  elements.resize(bytes.size() / sizeof(Element));
  if (!elements.empty())
    std::memcpy(elements.data(), bytes.data(), bytes.size());
  return true;
}

/// Names of what is in the table of texts.
class Texts {
public:
  explicit Texts(const std::vector<char> &bytes) : bytes_(bytes.data(), bytes.size()) {}

  std::string at(probe::Text text) {
    if (text.offset > bytes_.size() || text.size > bytes_.size() - text.offset)
      isWhole = false;
    return bytes_.substr(text.offset, text.size).str();
  }

  bool isWhole = true; ///< Each that was asked for was there.

private:
  llvm::StringRef bytes_;
};

std::vector<std::string> splitArguments(llvm::StringRef text) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    auto [argument, rest] = text.split('\0');
    arguments.push_back(argument.str());
    text = rest;
  }
  return arguments;
}

/// Whether all numbers stand for elements that there are.
bool isConsistent(const TraceContents &contents) {
  const auto &[header, nodes, records, places, elsewhere, modules, threads, p, f, a] = contents;
  if (nodes.size() < probe::rootCount || modules.empty() || places.size() < records.size() ||
      elsewhere.size() < records.size())
    return false;
  for (size_t i = probe::rootCount; i < nodes.size(); ++i)
    if (nodes[i].parent >= i || nodes[i].module >= modules.size())
      return false;
  for (const auto &[record, place] : llvm::zip_first(records, places))
    if (place.node >= nodes.size() || record.thread >= threads.size() || place.phase > 2)
      return false;
  return true;
}

} // namespace

llvm::Expected<TraceContents> readTraceContents(llvm::StringRef bytes, llvm::StringRef name) {
  TraceContents contents;
  TableBytes file(bytes);
  probe::Header &header = contents.header;
  if (std::string wrong = file.readHeader(header); !wrong.empty())
    return problem(name, wrong);
  std::vector<probe::Module> modules;
  std::vector<probe::Thread> threads;
  std::vector<char> text;
  bool isWhole = readTable(file, header, probe::NodeTable, contents.nodes) &&
                 readTable(file, header, probe::RecordTable, contents.records) &&
                 readTable(file, header, probe::RecordPlaceTable, contents.places) &&
                 readTable(file, header, probe::FreedElsewhereTable, contents.freedElsewhere) &&
                 readTable(file, header, probe::ModuleTable, modules) &&
                 readTable(file, header, probe::ThreadTable, threads) &&
                 readTable(file, header, probe::TextTable, text);
  Texts texts(text);
  for (const probe::Module &module : modules)
    contents.modules.push_back({module, texts.at(module.path)});
  for (const probe::Thread &thread : threads)
    contents.threads.emplace_back(thread.name, strnlen(thread.name, sizeof(thread.name)));
  contents.program = texts.at(header.program);
  contents.folder = texts.at(header.folder);
  contents.arguments = splitArguments(texts.at(header.arguments));
  if (!isWhole || !texts.isWhole || !isConsistent(contents))
    return problem(name, "the recording is damaged; record it again");
  return contents;
}

} // namespace heaplight
