#include "report/FunctionName.h"

#include "read/NameTokens.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(FunctionNameTest, ParametersGo) {
  EXPECT_EQ(withoutParameters("std::string::append(char const*)"), "std::string::append");
  EXPECT_EQ(withoutParameters("Shape::area() const"), "Shape::area");
  EXPECT_EQ(withoutParameters("Less::operator()(int, int)"), "Less::operator()");
  EXPECT_EQ(withoutParameters("run(void (*)(int))"), "run");
  EXPECT_EQ(withoutParameters("(anonymous namespace)::f(int)"), "(anonymous namespace)::f");
}

TEST(FunctionNameTest, WhatHasNoneStays) {
  EXPECT_EQ(withoutParameters("malloc"), "malloc");
  EXPECT_EQ(withoutParameters("(anonymous namespace)::f"), "(anonymous namespace)::f");
}

TEST(FunctionNameTest, TemplateArgumentsGoButOperatorsKeepTheirSigns) {
  EXPECT_EQ(withoutArguments("std::vector<std::pair<int, int>>::push_back"),
            "std::vector::push_back");
  EXPECT_EQ(withoutArguments("max<int>"), "max");
  EXPECT_EQ(withoutArguments("A<int>::operator<"), "A::operator<");
  EXPECT_EQ(withoutArguments("A<int>::operator->"), "A::operator->");
  EXPECT_EQ(withoutArguments("std::operator<<<std::char<int>>"), "std::operator<<");
  EXPECT_EQ(withoutArguments("operator<<int>"), "operator<");
  EXPECT_EQ(withoutArguments("operator>><int>"), "operator>>");
}

struct Named {
  std::string symbol;
  std::string readable;
};

NameFit fitOf(const std::string &asked, const Named &function) {
  return AskedName(asked, nameTokens).fit(function.symbol, function.readable);
}

TEST(FunctionNameTest, ANameFitsAsCloselyAsItSays) {
  const Named add{"_ZN4Book3addERKi", "Book::add(const int&)"};
  EXPECT_EQ(fitOf(add.symbol, add), NameFit::Whole);
  EXPECT_EQ(fitOf("Book::add(const int&)", add), NameFit::Whole);
  EXPECT_EQ(fitOf("Book::add", add), NameFit::Parameters);
  EXPECT_EQ(fitOf("add", add), NameFit::Inner);
  EXPECT_EQ(fitOf("add(const int&)", add), NameFit::Inner);
  for (const char *other : {"dd", "Book", "::add", "Book::add(int)", "Book::add()", "add() const"})
    EXPECT_EQ(fitOf(other, add), NameFit::None) << other;
}

TEST(FunctionNameTest, TemplateArgumentsMayBeLeftOut) {
  const Named put{"_ZN3BoxIiE3putEv", "Box<int>::put()"};
  EXPECT_EQ(fitOf("Box<int>::put", put), NameFit::Parameters);
  EXPECT_EQ(fitOf("Box::put", put), NameFit::Arguments);
  EXPECT_EQ(fitOf("put", put), NameFit::Inner);
  EXPECT_EQ(fitOf("Box<long>::put", put), NameFit::None);
}

TEST(FunctionNameTest, ATypeMayBeSpelledInAnyWay) {
  const Named read{"_Z4readRKSsmPPKc", "read(const std::string&, unsigned long, const char**)"};
  for (const char *asked :
       {"read(const std::string &, unsigned long, const char **)",
        "read(std::string const&, long unsigned int, char const**)",
        "read( const string& , unsigned long const , char const * * )", "::read"})
    EXPECT_LE(fitOf(asked, read), NameFit::Arguments) << asked;
  for (const char *asked :
       {"read(std::string&, unsigned long, const char**)",
        "read(const std::string&, long, const char**)", "read(const std::string&, unsigned long)"})
    EXPECT_EQ(fitOf(asked, read), NameFit::None) << asked;
}

TEST(FunctionNameTest, ShortNamesOfTheAbiStandForTheirTemplates) {
  // c++filt _Z4readRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE
  const Named read{"_Z4readRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
                   "read(const std::basic_string<char>&)"};
  EXPECT_LE(fitOf("read(std::string const &)", read), NameFit::Arguments);
  EXPECT_LE(fitOf("read(const string &)", read), NameFit::Arguments);
  EXPECT_EQ(fitOf("read(const my::string &)", read), NameFit::None);
  EXPECT_EQ(fitOf("read(std::string)", read), NameFit::None);
}

TEST(FunctionNameTest, ASymbolsOwnSpellingFitsAsWell) {
  // c++filt _ZN3BoxISt6vectorIiSaIiEEE3putERKS2_
  const Named put{"_ZN3BoxISt6vectorIiSaIiEEE3putERKS2_",
                  "Box<std::vector<int>>::put(const std::vector<int>&)"};
  EXPECT_LE(fitOf("Box<std::vector<int, std::allocator<int> > >::put("
                  "std::vector<int, std::allocator<int> > const&)",
                  put),
            NameFit::Parameters);
  EXPECT_LE(fitOf("Box<std::vector<int>>::put(std::vector<int> const&)", put), NameFit::Whole);
}

TEST(FunctionNameTest, WhatHasNoKnownParametersFitsAnyList) {
  EXPECT_EQ(fitOf("main(int, char **)", {"main", "main()"}), NameFit::Parameters);
  EXPECT_EQ(fitOf("fill(void)", {"fill", "fill"}), NameFit::Parameters);
  EXPECT_EQ(fitOf("f(void)", {"_Z1fv", "f()"}), NameFit::Whole);
}

TEST(FunctionNameTest, OperatorsMayStandAway) {
  const Named at{"_ZN3BoxixEi", "Box::operator[](int)"};
  EXPECT_EQ(fitOf("Box::operator []", at), NameFit::Parameters);
  EXPECT_EQ(fitOf("operator[] (int)", at), NameFit::Inner);
  const Named call{"_ZNK3BoxclEv", "Box::operator()() const"};
  EXPECT_EQ(fitOf("Box::operator ()", call), NameFit::Parameters);
  EXPECT_EQ(fitOf("Box::operator()() const", call), NameFit::Whole);
  const Named convert{"_ZN3BoxcvbEv", "Box::operator bool()"};
  EXPECT_EQ(fitOf("operator bool", convert), NameFit::Inner);
  EXPECT_EQ(fitOf("bool", convert), NameFit::None);
  const Named make{"_Znam", "operator new[](unsigned long)"};
  EXPECT_EQ(fitOf("operator new []", make), NameFit::Parameters);
  EXPECT_EQ(fitOf("operator new", make), NameFit::None);
}

TEST(FunctionNameTest, ADestructorIsNoClass) {
  const Named destroy{"_ZN3BoxD1Ev", "Box::~Box()"};
  EXPECT_EQ(fitOf("~Box", destroy), NameFit::Inner);
  EXPECT_EQ(fitOf("Box", destroy), NameFit::None);
}

TEST(FunctionNameTest, TheResultsTypeIsNoPartOfTheName) {
  // c++filt _Z4makeIiET_v
  const Named make{"_Z4makeIiET_v", "make<int>()"};
  EXPECT_EQ(fitOf("make", make), NameFit::Arguments);
  EXPECT_EQ(fitOf("int make<int>()", make), NameFit::Whole);
  EXPECT_EQ(fitOf("int", make), NameFit::None);
}

} // namespace
} // namespace heaplight
