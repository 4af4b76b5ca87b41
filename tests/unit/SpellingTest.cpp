#include "report/Spelling.h"

#include "read/NameTokens.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// Its tokens with a space between, parameters behind a bar each, qualifiers behind two.
std::string spell(const std::string &name) {
  Spelling spelling = spellingOf(nameTokens(name));
  std::string text = llvm::join(spelling.name, " ");
  if (spelling.parameters)
    for (const Tokens &parameter : *spelling.parameters)
      text += " | " + llvm::join(parameter, " ");
  return spelling.qualifiers.empty() ? text : text + " || " + llvm::join(spelling.qualifiers, " ");
}

TEST(SpellingTest, ANameIsTakenApart) {
  EXPECT_EQ(spell("a::f(int, b*) const"), "a :: f | int | b * || const");
  EXPECT_EQ(spell("f"), "f");
  EXPECT_FALSE(spellingOf(nameTokens("f")).parameters);
  EXPECT_TRUE(spellingOf(nameTokens("f()")).parameters);
  EXPECT_EQ(spell("f(void)"), "f");
}

TEST(SpellingTest, QualifiersStandBehindTheirType) {
  EXPECT_EQ(spell("f(const a::b<const int>* const)"), "f | a :: b < int const > const * const");
  EXPECT_EQ(spell("f(void (*)(const int&))"), "f | void ( * ) ( int const & )");
  EXPECT_EQ(spell("f(const int)"), "f | int");
}

TEST(SpellingTest, WordsOfATypeHaveOneOrder) {
  EXPECT_EQ(spell("f(unsigned long int)"), "f | long unsigned");
  EXPECT_EQ(spell("f(long long, signed, signed char)"), "f | long long | int | char signed");
}

TEST(SpellingTest, AnOperatorIsOneToken) {
  EXPECT_EQ(spell("A::operator () (int)"), "A :: operator() | int");
  EXPECT_EQ(spell("operator new [](unsigned)"), "operator new[] | unsigned");
  EXPECT_EQ(spell("A<B<int>>::operator>>(int)"), "A < B < int > > :: operator>> | int");
  EXPECT_EQ(spell("operator\"\" _s(char)"), "operator\"\"_s | char");
  EXPECT_EQ(spell("operator\"\"_s(char)"), "operator\"\"_s | char");
}

TEST(SpellingTest, WhatHasNoNameIsOneToken) {
  EXPECT_EQ(spell("(anonymous namespace)::f(int)"), "(anonymous namespace) :: f | int");
  EXPECT_EQ(spell("g()::(lambda at a.cpp:3:4)::operator()(int)"),
            "g ( ) :: (lambda) :: operator() | int");
}

TEST(SpellingTest, TagsOfTheBinaryInterfaceGo) {
  EXPECT_EQ(spell("A::what[abi:cxx11]() const"), "A :: what || const");
  EXPECT_EQ(spell("f(struct A*)"), "f | A *");
}

TEST(SpellingTest, BracketsThatNobodyClosesDoNoHarm) {
  for (const char *name : {"f(", "f)", "f<", "a<b(c>)", "operator", "operator(", "::", "(", ")",
                           "const", "f(const", "f(const ::", "[abi", "(anonymous"})
    spell(name);
}

} // namespace
} // namespace heaplight
