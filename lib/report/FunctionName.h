// What people type for a function → whether a function is meant. Reads no files.
#pragma once

#include "report/Spelling.h"

#include <functional>

namespace heaplight {

/// How closely a name fits, the best first. All spellings of one type are equal.
enum class NameFit : uint8_t {
  Whole,      ///< The symbol, or the readable name with parameters.
  Parameters, ///< All but the parameters, or these where none are known.
  Arguments,  ///< All but the parameters, template arguments or scopes of types.
  Inner,      ///< Only what stands behind some "::".
  None,
};

/// A function's name → its tokens, as the lexer of the language tells them.
using NameTokens = std::function<Tokens(const std::string &)>;

/// "std::string::append" for "std::string::append(char const*)".
std::string withoutParameters(const std::string &readable);

/// "max" for "max<int>"; names of operators keep their signs.
std::string withoutArguments(const std::string &name);

/// A name that people typed, to be held against many functions.
class AskedName {
public:
  AskedName(const std::string &asked, NameTokens tokens);

  /// By the readable name, and by what the symbol alone spells, with every template argument.
  NameFit fit(const std::string &symbol, const std::string &readable) const;

private:
  NameFit fit(const Spelling &known) const;
  NameFit fit(const Spelling &asked, const Spelling &known) const;

  std::string text_;
  NameTokens tokens_;
  Spelling typed_;
  Spelling spelledOut_; ///< With the templates that the ABI's short names stand for.
  bool global_ = false; ///< It begins with "::".
  std::string word_;    ///< Stands in the readable name of each function that fits.
};

} // namespace heaplight
