#include "report/FunctionName.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Demangle/Demangle.h"

#include <algorithm>

namespace heaplight {
namespace {

/// Also as the symbol alone spells it, with every template argument.
std::vector<std::string> namesOf(const std::string &symbol, const std::string &readable) {
  std::vector<std::string> names{withoutParameters(readable)};
  std::string demangled = withoutParameters(llvm::demangle(symbol));
  if (demangled != names.front())
    names.push_back(std::move(demangled));
  return names;
}

bool endsIn(llvm::StringRef name, llvm::StringRef asked) {
  return name.consume_back(asked) && (name.ends_with("::") || name.ends_with(" "));
}

} // namespace

std::string withoutParameters(const std::string &readable) {
  // "const" and the like may follow them.
  size_t close = readable.rfind(')');
  if (close == std::string::npos || readable.find_first_of(":>", close) != std::string::npos)
    return readable;
  int depth = 0;
  for (size_t at = close + 1; at-- > 0;) {
    depth += readable[at] == ')' ? 1 : readable[at] == '(' ? -1 : 0;
    if (!depth)
      return at ? readable.substr(0, at) : readable;
  }
  return readable;
}

std::string withoutArguments(const std::string &name) {
  std::string kept;
  int depth = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    llvm::StringRef rest = llvm::StringRef(name).substr(at);
    if (!depth && rest.starts_with("operator")) {
      size_t sign = rest.find_first_not_of("<>=-", 8);
      kept += rest.take_front(sign);
      at += std::min(sign, rest.size()) - 1;
      continue;
    }
    depth += name[at] == '<';
    if (!depth)
      kept += name[at];
    depth -= name[at] == '>' && depth;
  }
  return kept;
}

NameFit fitOf(const std::string &asked, const std::string &symbol, const std::string &readable) {
  if (asked == symbol || asked == readable)
    return NameFit::Whole;
  NameFit best = NameFit::None;
  for (const std::string &name : namesOf(symbol, readable)) {
    std::string bare = withoutArguments(name);
    if (asked == name)
      best = std::min(best, NameFit::Parameters);
    else if (asked == bare)
      best = std::min(best, NameFit::Arguments);
    else if (endsIn(name, asked) || endsIn(bare, asked) || endsIn(readable, asked))
      best = std::min(best, NameFit::Inner);
  }
  return best;
}

} // namespace heaplight
