#include "judge/Fixes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

llvm::Error problemOf(const Edit &edit, const llvm::Twine &what) {
  return llvm::createStringError(edit.place.file + ":" + llvm::Twine(edit.place.line) + ":" +
                                 llvm::Twine(edit.place.column) + ": " + what);
}

/// One line of a text.
struct Line {
  llvm::StringRef text;
  llvm::StringRef lineBreak;
};

/// As Clang counts them: LF, CR and CR LF each end one. Behind the last break there is one more,
/// which may be empty.
std::vector<Line> linesOf(llvm::StringRef text) {
  std::vector<Line> lines;
  while (true) {
    llvm::StringRef line = text.take_front(text.find_first_of("\r\n"));
    llvm::StringRef rest = text.drop_front(line.size());
    llvm::StringRef lineBreak = rest.take_front(rest.starts_with("\r\n") ? 2 : 1);
    lines.push_back({line, lineBreak});
    if (lineBreak.empty())
      return lines;
    text = rest.drop_front(lineBreak.size());
  }
}

std::string withBreaks(llvm::StringRef text, llvm::StringRef lineBreak) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at)
    if (text.substr(at).starts_with("\r\n"))
      continue;
    else if (text[at] == '\n')
      result += lineBreak;
    else
      result += text[at];
  return result;
}

class Editor {
public:
  explicit Editor(llvm::StringRef text) : text_(text), lines_(linesOf(text)) {}

  llvm::Error make(const Edit &edit) {
    const FilePlace &place = edit.place;
    if (!place.line || place.line > lines_.size())
      return problemOf(edit, "the file has no such line; it is not the text that was read");
    const Line &line = lines_[place.line - 1];
    size_t most = line.text.size() + line.lineBreak.size();
    if (!place.column || place.column > line.text.size() + 1 ||
        edit.length > most - (place.column - 1))
      return problemOf(edit, "the line has no such bytes; it is not the text that was read");
    size_t start = size_t(line.text.begin() - text_.begin()) + place.column - 1;
    if (start < done_ || (last_ && start == lastStart_))
      return problemOf(edit, "two edits overlap here, so none was made");
    result_ += text_.slice(done_, start);
    result_ += withBreaks(edit.text, breakAt(place.line - 1));
    done_ = start + edit.length;
    lastStart_ = start;
    last_ = &edit;
    return llvm::Error::success();
  }

  std::string finish() {
    result_ += text_.drop_front(done_);
    return std::move(result_);
  }

private:
  /// Of that line, or of the one before where it has none.
  llvm::StringRef breakAt(size_t line) const {
    if (!lines_[line].lineBreak.empty())
      return lines_[line].lineBreak;
    return line ? lines_[line - 1].lineBreak : llvm::StringRef("\n");
  }

  llvm::StringRef text_;
  std::vector<Line> lines_;
  std::string result_;
  size_t done_ = 0; ///< Bytes of the text that are dealt with.
  size_t lastStart_ = 0;
  const Edit *last_ = nullptr;
};

} // namespace

std::map<std::string, std::vector<Edit>> editsByFile(const LintReport &report) {
  std::map<std::string, std::vector<Edit>> edits;
  for (const Finding &finding : report.findings)
    if (finding.standing != Standing::Suppressed)
      for (const Edit &edit : finding.fixes)
        edits[edit.place.file].push_back(edit);
  for (auto &[file, all] : edits) {
    llvm::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  return edits;
}

llvm::Expected<std::string> withEdits(std::string_view text, std::vector<Edit> edits) {
  llvm::sort(edits);
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  Editor editor{llvm::StringRef(text)};
  for (const Edit &edit : edits)
    if (llvm::Error error = editor.make(edit))
      return error;
  return editor.finish();
}

} // namespace heaplight
