// Text of a function's name → its tokens, as Clang's lexer sees them. Knows no grammar.
#pragma once

#include <string>
#include <vector>

namespace heaplight {

/// In their order; white space and comments are gone.
std::vector<std::string> nameTokens(const std::string &name);

} // namespace heaplight
