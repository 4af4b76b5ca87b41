// Tokens of a function's name → its name, parameters and qualifiers, in one spelling for all that
// mean the same: "const T &" is "T const&", "unsigned int" is "unsigned". Knows no symbols.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace heaplight {

using Tokens = std::vector<std::string>;

struct Spelling {
  Tokens name; ///< With scopes and template arguments; an operator is one token.
  std::optional<std::vector<Tokens>> parameters; ///< None where no list of them stands there.
  Tokens qualifiers;                             ///< What stands behind that list.
};

Spelling spellingOf(const Tokens &tokens);

/// How much of `known` was said by `asked`.
enum class Said : uint8_t {
  Nothing,
  Less, ///< All but template arguments or, of types, scopes.
  All,
};

/// Types.
Said saidOf(const Tokens &asked, const Tokens &known);

/// Where in a name something begins that may stand for the whole.
struct NameStart {
  size_t token = 0;
  bool inner = false; ///< A scope stands before it.
};

/// The first is 0. A symbol's readable name may begin with the type of the result.
std::vector<NameStart> startsOf(const Tokens &name);

/// From `start` to the end of the name.
Said saidOf(const Tokens &asked, const Tokens &name, const NameStart &start);

} // namespace heaplight
