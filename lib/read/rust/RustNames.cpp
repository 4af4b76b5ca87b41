#include "read/rust/RustNames.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"

#include <utility>

namespace heaplight {
namespace {

/// rustc's older mangling is C++'s, whose names hold letters, digits and few signs: others are
/// spelled out between dollars.
constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> spelled[] = {
    {"$SP$", "@"}, {"$BP$", "*"}, {"$RF$", "&"}, {"$LT$", "<"},
    {"$GT$", ">"}, {"$LP$", "("}, {"$RP$", ")"}, {"$C$", ","}};

/// "$u7b$": a letter by its number.
bool consumeNumbered(llvm::StringRef &rest, std::string &text) {
  size_t end = rest.find('$', 1);
  unsigned number = 0;
  if (!rest.starts_with("$u") || end == llvm::StringRef::npos ||
      rest.slice(2, end).getAsInteger(16, number) || number >= 0x80)
    return false;
  text += char(number);
  rest = rest.drop_front(end + 1);
  return true;
}

bool consumeSpelled(llvm::StringRef &rest, std::string &text) {
  for (const auto &[code, meant] : spelled)
    if (rest.consume_front(code)) {
      text += meant;
      return true;
    }
  return consumeNumbered(rest, text);
}

/// "::h" and 16 digits, the last part of each name of the older mangling.
constexpr size_t hashSize = 19;

bool endsInHash(llvm::StringRef name) {
  llvm::StringRef hash = name.take_back(hashSize);
  return name.size() > hashSize && hash.consume_front("::h") &&
         hash.find_if_not(llvm::isHexDigit) == llvm::StringRef::npos;
}

std::string spelledOut(llvm::StringRef rest) {
  std::string text;
  while (!rest.empty()) {
    // A name that begins with a sign has this before it, as no name of C++ may begin so.
    if (rest.starts_with("_$") && (text.empty() || llvm::StringRef(text).ends_with("::")))
      rest = rest.drop_front();
    if (consumeSpelled(rest, text))
      continue;
    if (rest.consume_front("..")) {
      text += "::";
      continue;
    }
    text += rest.front();
    rest = rest.drop_front();
  }
  return text;
}

/// What comes before the type in the name of such code, in one of two spellings; compilers that
/// are still to come call it by the second name.
constexpr llvm::StringLiteral glueNames[] = {"core::ptr::drop_in_place", "core::ptr::drop_glue"};

/// The demangler writes type arguments as they stand in an expression, f::<T>.
std::string withPlainArguments(llvm::StringRef name) {
  std::string text;
  while (true) {
    auto [before, behind] = name.split("::<");
    text += before;
    if (before.size() == name.size())
      return text;
    text += "<";
    name = behind;
  }
}

} // namespace

std::string readableSymbol(llvm::StringRef symbol) {
  std::string name = llvm::demangle(symbol);
  if (symbol.starts_with("_R"))
    return withPlainArguments(name);
  if (!symbol.starts_with("_ZN") || !endsInHash(name))
    return name;
  return spelledOut(llvm::StringRef(name).drop_back(hashSize));
}

std::string droppedType(llvm::StringRef symbol) {
  // Cheaper than to ask for each symbol's name.
  if (!symbol.contains("drop_in_place") && !symbol.contains("drop_glue"))
    return {};
  std::string name = readableSymbol(symbol);
  llvm::StringRef type = name;
  for (llvm::StringRef glue : glueNames) {
    if (!type.consume_front(glue))
      continue;
    if (type.consume_front("<") && type.consume_back(">"))
      return type.str();
  }
  return {};
}

bool isDropGlue(llvm::StringRef symbol) { return !droppedType(symbol).empty(); }

} // namespace heaplight
