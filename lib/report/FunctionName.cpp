#include "report/FunctionName.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Demangle/Demangle.h"

#include <algorithm>

namespace heaplight {
namespace {

/// What the name can't do without: all else in it may be spelled otherwise.
std::string wordOf(const Tokens &name) {
  int depth = 0;
  for (size_t at = name.size(); at-- > 0;) {
    llvm::StringRef token = name[at];
    if (!depth && token.starts_with("operator"))
      return "operator";
    depth += token == ">" ? 1 : token == "<" ? -1 : 0;
    if (!depth && (llvm::isAlpha(token.front()) || token.starts_with("_")))
      return token.str();
  }
  return {};
}

/// The Itanium C++ ABI has short names for some instances of templates, and the demangler knows
/// both: of a parameter it gives the short one, of a constructor's scope what that stands for.
struct ShortName {
  Tokens name;
  Tokens meant;
};

std::vector<ShortName> shortNames(const NameTokens &tokens) {
  std::vector<ShortName> names;
  for (const char *code : {"Ss", "Si", "So", "Sd"}) {
    std::string scope = llvm::demangle("_ZN" + std::string(code) + "C1Ev");
    names.push_back(
        {spellingOf(tokens(llvm::demangle("_Z1f" + std::string(code)))).parameters->at(0),
         tokens(scope.substr(0, scope.rfind("::")))});
  }
  return names;
}

/// Also where the short name stands without its namespace.
Tokens spelledOut(Tokens typed, const NameTokens &tokens) {
  for (const ShortName &known : shortNames(tokens))
    for (size_t at = typed.size(); at-- > 0;) {
      bool inner = at > 0 && typed[at - 1] == "::";
      size_t first = at + 1 - (inner ? std::min(at + 1, known.name.size()) : 1);
      if (typed[at] != known.name.back() ||
          (inner && !llvm::equal(llvm::ArrayRef(typed).slice(first, at + 1 - first), known.name)))
        continue;
      auto begin = typed.erase(typed.begin() + ptrdiff_t(first), typed.begin() + ptrdiff_t(at) + 1);
      typed.insert(begin, known.meant.begin(), known.meant.end());
      at = first;
    }
  return typed;
}

bool agree(const std::vector<Tokens> &asked, const std::vector<Tokens> &known, Said &said) {
  if (asked.size() != known.size())
    return false;
  for (size_t index = 0; index < asked.size(); ++index)
    said = std::min(said, saidOf(asked[index], known[index]));
  return said != Said::Nothing;
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

/// Whether each "<" of what follows an operator's sign has its ">".
static bool areBalanced(llvm::StringRef text) {
  int depth = 0;
  for (char letter : text) {
    depth += letter == '<';
    depth -= letter == '>';
    if (depth < 0)
      return false;
  }
  return !depth;
}

/// Where the sign of the operator ends that `name` begins with: "operator<<<int>" is that of "<<",
/// "operator<<int>" that of "<".
static size_t endOfOperator(llvm::StringRef name) {
  constexpr size_t word = llvm::StringRef("operator").size();
  size_t last = name.find_first_not_of("<>=-", word);
  for (size_t end = std::min(last, name.size()); end > word; --end)
    if (areBalanced(name.substr(end)))
      return end;
  return last;
}

std::string withoutArguments(const std::string &name) {
  std::string kept;
  int depth = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    llvm::StringRef rest = llvm::StringRef(name).substr(at);
    if (!depth && rest.starts_with("operator")) {
      size_t end = endOfOperator(rest);
      kept += rest.take_front(end);
      at += std::min(end, rest.size()) - 1;
      continue;
    }
    depth += name[at] == '<';
    if (!depth)
      kept += name[at];
    depth -= name[at] == '>' && depth;
  }
  return kept;
}

AskedName::AskedName(const std::string &asked, NameTokens tokens)
    : text_(asked), tokens_(std::move(tokens)) {
  Tokens typed = tokens_(asked);
  global_ = !typed.empty() && typed.front() == "::";
  if (global_)
    typed.erase(typed.begin());
  typed_ = spellingOf(typed);
  spelledOut_ = spellingOf(spelledOut(typed, tokens_));
  word_ = wordOf(typed_.name);
}

NameFit AskedName::fit(const std::string &symbol, const std::string &readable) const {
  if (text_ == symbol || text_ == readable)
    return NameFit::Whole;
  if (typed_.name.empty() || readable.find(word_) == std::string::npos)
    return NameFit::None;
  NameFit best = fit(spellingOf(tokens_(readable)));
  if (std::string spelled = llvm::demangle(symbol); spelled != readable)
    best = std::min(best, fit(spellingOf(tokens_(spelled))));
  return best;
}

NameFit AskedName::fit(const Spelling &known) const {
  return std::min(fit(typed_, known), fit(spelledOut_, known));
}

NameFit AskedName::fit(const Spelling &asked, const Spelling &known) const {
  Said said = Said::All;
  if (!asked.qualifiers.empty() && asked.qualifiers != known.qualifiers)
    return NameFit::None;
  bool compared = asked.parameters && known.parameters;
  if (compared && !agree(*asked.parameters, *known.parameters, said))
    return NameFit::None;
  NameFit best = NameFit::None;
  for (const NameStart &start : startsOf(known.name)) {
    Said name = std::min(said, saidOf(asked.name, known.name, start));
    if (name == Said::Nothing || (global_ && start.inner))
      continue;
    best = std::min(best, start.inner          ? NameFit::Inner
                          : name == Said::Less ? NameFit::Arguments
                          : compared           ? NameFit::Whole
                                               : NameFit::Parameters);
  }
  return best;
}

} // namespace heaplight
