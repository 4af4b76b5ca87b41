#include "report/Asked.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <limits>

namespace heaplight {
namespace {

llvm::Error fail(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// Digits, with a sign or without.
bool isNumber(llvm::StringRef text) {
  if (!text.consume_front("-"))
    text.consume_front("+");
  return !text.empty() && llvm::all_of(text, llvm::isDigit);
}

/// Of text behind a colon: a name goes on behind "::" and within brackets.
bool mayBeLine(llvm::StringRef head, llvm::StringRef tail) {
  return isNumber(tail) || (!head.ends_with(":") && !tail.contains_insensitive("abi") &&
                            tail.find_first_of("()[]<>") == llvm::StringRef::npos);
}

/// `text` is what was typed for the line; `what` all that was typed.
llvm::Expected<uint32_t> lineOf(llvm::StringRef text, const std::string &what) {
  if (text.empty())
    return fail(what + ": no line stands behind the colon; say FILE:LINE");
  if (!isNumber(text))
    return fail(what + ": '" + text + "' is no line; say FILE:LINE with a number from 1 on");
  uint32_t line = 0;
  if (text.starts_with("-") || text.ltrim("+0").empty())
    return fail(what + ": there is no line " + text + "; lines are counted from 1");
  if (text.ltrim('+').getAsInteger(10, line))
    return std::numeric_limits<uint32_t>::max();
  return line;
}

} // namespace

llvm::Expected<Asked> readAsked(const std::string &what, IsFile isFile) {
  Asked asked{what, std::nullopt};
  auto [head, tail] = llvm::StringRef(what).rsplit(':');
  if (head.size() == what.size() || head.empty() || !mayBeLine(head, tail))
    return asked;
  auto [file, line] = head.rsplit(':');
  bool hasColumn = !file.empty() && isNumber(line) && !isFile(head.str());
  if (!hasColumn) {
    file = head;
    line = tail;
  } else if (!tail.empty() && !isNumber(tail)) {
    return fail(what + ": '" + tail + "' is no column; say FILE:LINE or FILE:LINE:COLUMN");
  }
  if (!isNumber(line) && isFile(what))
    return fail(what + ": which line of this file is not said; say " + what + ":LINE");
  llvm::Expected<uint32_t> number = lineOf(line, what);
  if (!number)
    return number.takeError();
  asked.place = FileLine{file.str(), *number};
  return asked;
}

} // namespace heaplight
