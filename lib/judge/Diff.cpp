#include "judge/Diff.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <optional>

namespace heaplight {
namespace {

constexpr const char *askForPrefixes = "ask git for --src-prefix=a/ --dst-prefix=b/";

/// "@@ -first,count +first,count @@": what a hunk covers before and after.
struct Hunk {
  uint32_t oldCount = 1;
  uint32_t newFirst = 0;
  uint32_t newCount = 1;
};

/// "first,count" or "first"; false where it is neither.
bool readRange(llvm::StringRef &text, uint32_t &first, uint32_t &count) {
  if (text.consumeInteger(10, first))
    return false;
  count = 1;
  return !text.consume_front(",") || !text.consumeInteger(10, count);
}

std::optional<Hunk> hunkOf(llvm::StringRef line) {
  Hunk hunk;
  uint32_t oldFirst = 0;
  if (!line.consume_front("@@ -") || !readRange(line, oldFirst, hunk.oldCount))
    return std::nullopt;
  if (!line.consume_front(" +") || !readRange(line, hunk.newFirst, hunk.newCount))
    return std::nullopt;
  bool overflows = uint64_t(hunk.newFirst) + hunk.newCount > UINT32_MAX;
  if (!line.starts_with(" @@") || overflows || (hunk.newCount && !hunk.newFirst))
    return std::nullopt;
  return hunk;
}

/// One escape of git's quoting, behind its backslash; nothing where git writes none such.
std::optional<char> unescaped(llvm::StringRef &text) {
  constexpr size_t digits = 3;
  unsigned octal = 0;
  if (text.size() >= digits && !text.take_front(digits).getAsInteger(8, octal) && octal <= 0xFF) {
    text = text.drop_front(digits);
    return char(octal);
  }
  if (text.empty())
    return std::nullopt;
  char letter = text.front();
  text = text.drop_front();
  constexpr llvm::StringLiteral names = "abtnvfr\"\\";
  constexpr llvm::StringLiteral letters = "\a\b\t\n\v\f\r\"\\";
  size_t at = names.find(letter);
  return at == llvm::StringRef::npos ? std::nullopt : std::optional<char>(letters[at]);
}

/// The path of a line "+++ PATH", behind the marks. Git quotes a path with letters that are none,
/// and ends one with blanks with a tab; other tools put the time behind a tab.
std::optional<std::string> pathOf(llvm::StringRef text) {
  if (!text.consume_front("\""))
    return text.split('\t').first.str();
  std::string path;
  while (!text.consume_front("\"")) {
    if (text.empty())
      return std::nullopt;
    if (text.consume_front("\\")) {
      std::optional<char> letter = unescaped(text);
      if (!letter)
        return std::nullopt;
      path += *letter;
    } else {
      path += text.front();
      text = text.drop_front();
    }
  }
  return path;
}

class DiffReader {
public:
  explicit DiffReader(llvm::StringRef text) : rest_(text) {}

  llvm::Expected<std::vector<ChangedFile>> read() {
    bool isEmpty = rest_.trim().empty();
    while (!rest_.empty())
      if (llvm::Error error = readOutside(nextLine()))
        return error;
    if (!isEmpty && !isDiff_)
      return problem("it holds no diff; give what `git diff --unified=0` writes");
    return std::move(files_);
  }

private:
  /// Without its break.
  llvm::StringRef nextLine() {
    llvm::StringRef line;
    std::tie(line, rest_) = rest_.split('\n');
    ++number_;
    return line;
  }

  llvm::Error problem(const llvm::Twine &what) const {
    return llvm::createStringError("line " + llvm::Twine(number_) + ": " + what);
  }

  /// A line that belongs to no hunk. CR at its end comes from a diff that was written as text.
  llvm::Error readOutside(llvm::StringRef line) {
    line.consume_back("\r");
    if (line.starts_with("diff --cc ") || line.starts_with("diff --combined ") ||
        line.starts_with("@@@ "))
      return problem("the diff has several parents; give one against a single commit");
    if (line.consume_front("diff --git ")) {
      isDiff_ = true;
      inFile_ = false;
      if (!line.starts_with("a/") && !line.starts_with("\"a/"))
        return problem("'" + line + "' has no a/ before its path; " + askForPrefixes);
      return llvm::Error::success();
    }
    if (line.starts_with("--- ") && rest_.starts_with("+++ "))
      return readPaths(line.drop_front(4));
    return line.starts_with("@@ -") ? readHunk(line) : llvm::Error::success();
  }

  llvm::Error readPaths(llvm::StringRef before) {
    llvm::StringRef line = nextLine().drop_front(4);
    line.consume_back("\r");
    std::optional<std::string> path = pathOf(line);
    if (!path)
      return problem("'" + line + "' is no path as git quotes it");
    isDiff_ = inFile_ = true;
    std::optional<std::string> old = pathOf(before);
    if (!old || (*old != "/dev/null" && !llvm::StringRef(*old).starts_with("a/")))
      return problem("'" + before + "' has no a/ before its path; " + askForPrefixes);
    isGone_ = *path == "/dev/null";
    if (isGone_)
      return llvm::Error::success();
    if (!llvm::StringRef(*path).starts_with("b/"))
      return problem("'" + line + "' has no b/ before its path; " + askForPrefixes);
    files_.push_back({path->substr(2), {}});
    return llvm::Error::success();
  }

  llvm::Error readHunk(llvm::StringRef header) {
    std::optional<Hunk> hunk = hunkOf(header);
    if (!hunk)
      return problem("'" + header + "' is no head of a hunk");
    if (!inFile_)
      return problem("a hunk stands before the file that it belongs to");
    uint32_t at = hunk->newFirst;
    while (hunk->oldCount || hunk->newCount) {
      if (rest_.empty())
        return problem("the diff is cut off inside a hunk");
      llvm::StringRef line = nextLine();
      char mark = line.empty() ? ' ' : line.front(); // Some tools take the blank of empty lines.
      if (mark == '\\')
        continue; // "\ No newline at end of file"
      bool isOld = mark == '-' || mark == ' ' || mark == '\r';
      bool isNew = mark == '+' || mark == ' ' || mark == '\r';
      if ((!isOld && !isNew) || (isOld && !hunk->oldCount) || (isNew && !hunk->newCount))
        return problem("the hunk isn't as long as its head says");
      if (mark == '+')
        add(at);
      hunk->oldCount -= isOld;
      hunk->newCount -= isNew;
      at += isNew;
    }
    return llvm::Error::success();
  }

  void add(uint32_t line) {
    if (isGone_)
      return;
    std::vector<AddedLines> &added = files_.back().added;
    if (!added.empty() && added.back().last + 1 == line)
      added.back().last = line;
    else
      added.push_back({line, line});
  }

  llvm::StringRef rest_;
  uint32_t number_ = 0;
  bool isDiff_ = false;
  bool inFile_ = false;
  bool isGone_ = false; ///< The file of the hunks that follow.
  std::vector<ChangedFile> files_;
};

} // namespace

llvm::Expected<std::vector<ChangedFile>> parseDiff(llvm::StringRef text) {
  return DiffReader(text).read();
}

} // namespace heaplight
