#include "read/NameTokens.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

namespace heaplight {

std::vector<std::string> nameTokens(const std::string &name) {
  clang::LangOptions language;
  language.CPlusPlus = language.CPlusPlus11 = language.CPlusPlus20 = true;
  language.DollarIdents = true; // Symbols of compilers hold them.
  const char *end = name.data() + name.size();
  clang::Lexer lexer(clang::SourceLocation(), language, name.data(), name.data(), end);
  std::vector<std::string> tokens;
  clang::Token token;
  while (!lexer.LexFromRawLexer(token))
    tokens.emplace_back(lexer.getBufferLocation() - token.getLength(), token.getLength());
  if (token.isNot(clang::tok::eof))
    tokens.emplace_back(lexer.getBufferLocation() - token.getLength(), token.getLength());
  return tokens;
}

} // namespace heaplight
