#include "judge/YamlTree.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

#include <algorithm>

namespace heaplight {
namespace {

namespace yaml = llvm::yaml;

/// No file of ours needs more; what is deeper or larger wasn't written by hand.
constexpr unsigned deepest = 16;
constexpr size_t largest = 1 << 20;
/// Bytes: what a message quotes may be as long as the file.
constexpr size_t longestMessage = 600;

/// Walks LLVM's nodes, which are parsed while they are walked. The first thing that is wrong ends
/// it.
class TreeReader {
public:
  TreeReader(llvm::StringRef text, const std::string &path) : text_(text), path_(path) {
    sources_.setDiagHandler(keepFirst, this);
  }

  llvm::Expected<YamlValue> read();

private:
  static void keepFirst(const llvm::SMDiagnostic &diagnostic, void *reader);

  YamlValue convert(yaml::Node *node, unsigned depth);
  void convertList(yaml::SequenceNode &list, unsigned depth, YamlValue &into);
  void convertMapping(yaml::MappingNode &mapping, unsigned depth, YamlValue &into);
  void convertScalar(yaml::ScalarNode &scalar, YamlValue &into);
  FilePlace placeOf(llvm::SMLoc location) const;
  llvm::SMLoc startOf(const yaml::Node &node) const;
  /// Keeps the first complaint.
  void complain(const FilePlace &place, const llvm::Twine &message);
  bool failed() const { return wrong_.has_value(); }
  std::string whySyntax(unsigned line, llvm::StringRef message) const;

  llvm::StringRef text_;
  const std::string &path_;
  llvm::SourceMgr sources_;
  std::optional<std::pair<FilePlace, std::string>> wrong_;
};

void TreeReader::keepFirst(const llvm::SMDiagnostic &diagnostic, void *reader) {
  auto &self = *static_cast<TreeReader *>(reader);
  uint32_t line = uint32_t(std::max(diagnostic.getLineNo(), 1));
  uint32_t column = uint32_t(std::max(diagnostic.getColumnNo(), 0)) + 1;
  self.complain({self.path_, line, column}, self.whySyntax(line, diagnostic.getMessage()));
}

/// What people do wrong most often is said in their words, the rest in LLVM's.
std::string TreeReader::whySyntax(unsigned line, llvm::StringRef message) const {
  llvm::SmallVector<llvm::StringRef> lines;
  text_.split(lines, '\n');
  llvm::StringRef wrong = line <= lines.size() ? lines[line - 1] : llvm::StringRef();
  if (wrong.take_while([](char letter) { return llvm::isSpace(letter); }).contains('\t'))
    return "a tab indents this line; YAML takes blanks only";
  if (message.contains("alias or anchor"))
    return "a value that begins with * or & needs quotes: '*'";
  message = message.rtrim(".!");
  return "this is no YAML: " + message.take_front(1).lower() + message.drop_front(1).str() +
         "; look for a quote, a bracket or a blank after ':' that is missing";
}

void TreeReader::complain(const FilePlace &place, const llvm::Twine &message) {
  if (!wrong_)
    wrong_ = {place, message.str()};
}

FilePlace TreeReader::placeOf(llvm::SMLoc location) const {
  if (!location.isValid())
    return {path_, 1, 1};
  auto [line, column] = sources_.getLineAndColumn(location);
  return {path_, line, column};
}

/// Of a list or mapping in brackets LLVM tells what stands behind the first.
llvm::SMLoc TreeReader::startOf(const yaml::Node &node) const {
  llvm::SMLoc start = node.getSourceRange().Start;
  if (!start.isValid() ||
      !(llvm::isa<yaml::SequenceNode>(node) || llvm::isa<yaml::MappingNode>(node)))
    return start;
  llvm::StringRef before = text_.take_front(size_t(start.getPointer() - text_.data())).rtrim();
  return before.ends_with("[") || before.ends_with("{")
             ? llvm::SMLoc::getFromPointer(before.end() - 1)
             : start;
}

void TreeReader::convertScalar(yaml::ScalarNode &scalar, YamlValue &into) {
  llvm::SmallString<64> storage;
  llvm::StringRef raw = scalar.getRawValue();
  into.sort = YamlValue::Sort::Scalar;
  into.text = scalar.getValue(storage).str();
  if (raw.starts_with("'") || raw.starts_with("\"")) {
    ++into.place.column;
    raw = raw.drop_front().drop_back();
  }
  into.verbatim = raw == into.text && !raw.contains('\n');
}

void TreeReader::convertList(yaml::SequenceNode &list, unsigned depth, YamlValue &into) {
  into.sort = YamlValue::Sort::List;
  for (yaml::Node &item : list) {
    YamlValue value = convert(&item, depth + 1);
    if (failed())
      return;
    if (value.sort == YamlValue::Sort::Nothing)
      value.place = into.place;
    into.items.push_back(std::move(value));
  }
}

void TreeReader::convertMapping(yaml::MappingNode &mapping, unsigned depth, YamlValue &into) {
  into.sort = YamlValue::Sort::Mapping;
  std::map<std::string, uint32_t> lines;
  for (yaml::KeyValueNode &entry : mapping) {
    YamlValue key = convert(entry.getKey(), depth + 1);
    if (!failed() && key.sort != YamlValue::Sort::Scalar)
      complain(key.place, "a key is expected here, such as 'Rules:'");
    if (failed())
      return;
    auto [before, fresh] = lines.try_emplace(key.text, key.place.line);
    if (!fresh)
      complain(key.place, "'" + key.text + "' stands here a second time; the first is in line " +
                              llvm::Twine(before->second));
    YamlValue value = convert(entry.getValue(), depth + 1);
    if (failed())
      return;
    if (value.sort == YamlValue::Sort::Nothing)
      value.place = key.place;
    into.keys.push_back(std::move(key));
    into.items.push_back(std::move(value));
  }
}

YamlValue TreeReader::convert(yaml::Node *node, unsigned depth) {
  YamlValue value;
  if (!node) {
    complain({path_, 1, 1}, "this is no YAML");
    return value;
  }
  value.place = placeOf(startOf(*node));
  if (depth > deepest)
    complain(value.place, "this is nested too deeply");
  else if (auto *alias = llvm::dyn_cast<yaml::AliasNode>(node))
    complain(placeOf(llvm::SMLoc::getFromPointer(alias->getName().data() - 1)),
             "a value that begins with * needs quotes: '*" + alias->getName() +
                 "'; aliases aren't known here");
  else if (llvm::StringRef tag = node->getRawTag(); !tag.empty())
    complain(placeOf(llvm::SMLoc::getFromPointer(tag.data())),
             "a value that begins with ! needs quotes; tags aren't known here");
  if (failed())
    return value;
  if (auto *scalar = llvm::dyn_cast<yaml::ScalarNode>(node))
    convertScalar(*scalar, value);
  else if (auto *block = llvm::dyn_cast<yaml::BlockScalarNode>(node)) {
    value.sort = YamlValue::Sort::Scalar;
    value.text = block->getValue().rtrim('\n').str();
  } else if (auto *list = llvm::dyn_cast<yaml::SequenceNode>(node))
    convertList(*list, depth, value);
  else if (auto *mapping = llvm::dyn_cast<yaml::MappingNode>(node))
    convertMapping(*mapping, depth, value);
  return value;
}

llvm::Expected<YamlValue> TreeReader::read() {
  yaml::Stream stream(llvm::MemoryBufferRef(text_, path_), sources_, /*ShowColors=*/false);
  yaml::document_iterator document = stream.begin();
  YamlValue value;
  if (document != stream.end())
    value = convert(document->getRoot(), 0);
  if (!failed() && !stream.failed() && ++document != stream.end()) {
    yaml::Node *root = document->getRoot();
    complain(placeOf(root ? root->getSourceRange().Start : llvm::SMLoc()),
             "a second document begins here; one file holds one");
  }
  if (!failed() && stream.failed())
    complain({path_, 1, 1}, "this is no YAML");
  if (wrong_)
    return wrongAt(wrong_->first, wrong_->second);
  return value;
}

/// Where bytes stand that no text holds.
std::optional<size_t> firstByteThatIsNoText(llvm::StringRef text) {
  for (size_t at = 0; at < text.size();) {
    unsigned length = llvm::getNumBytesForUTF8(llvm::UTF8(text[at]));
    auto *start = reinterpret_cast<const llvm::UTF8 *>(text.data() + at);
    bool control = llvm::isASCII(text[at]) && !llvm::isPrint(text[at]) && !llvm::isSpace(text[at]);
    if (control || length > text.size() - at || !llvm::isLegalUTF8Sequence(start, start + length))
      return at;
    at += length;
  }
  return std::nullopt;
}

} // namespace

FilePlace YamlValue::placeOf(size_t offset) const {
  FilePlace moved = place;
  moved.column += verbatim ? uint32_t(offset) : 0;
  return moved;
}

llvm::Error wrongAt(const FilePlace &place, const llvm::Twine &message) {
  std::string line = message.str();
  std::replace_if(line.begin(), line.end(), [](char letter) { return llvm::isSpace(letter); }, ' ');
  if (line.size() > longestMessage) {
    auto inLetter = [&](size_t at) { return (line[at] & 0xC0) == 0x80; };
    size_t start = longestMessage / 2, end = line.size() - longestMessage / 2;
    while (start && inLetter(start))
      --start;
    while (end < line.size() && inLetter(end))
      ++end;
    line.replace(start, end - start, "…");
  }
  return llvm::createStringError(place.file + ":" + llvm::Twine(place.line) + ":" +
                                 llvm::Twine(place.column) + ": " + line);
}

llvm::Expected<YamlValue> parseYaml(const std::string &text, const std::string &path) {
  llvm::StringRef bytes(text);
  bytes.consume_front("\xEF\xBB\xBF"); // Columns of the first line don't count it.
  if (bytes.size() > largest)
    return wrongAt({path, 1, 1}, "this is larger than " + llvm::Twine(largest >> 20) +
                                     " MiB, so nobody wrote it as a policy");
  if (std::optional<size_t> at = firstByteThatIsNoText(bytes)) {
    llvm::StringRef before = bytes.take_front(*at);
    return wrongAt({path, uint32_t(before.count('\n') + 1),
                    uint32_t(before.size() - (before.rfind('\n') + 1) + 1)},
                   "a byte that is no text stands here; save the file as UTF-8");
  }
  return TreeReader(bytes, path).read();
}

} // namespace heaplight
