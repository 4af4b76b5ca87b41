#include "report/FunctionName.h"

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
}

TEST(FunctionNameTest, ANameFitsAsCloselyAsItSays) {
  const std::string symbol = "_ZN4Book3addERKi", readable = "Book::add(const int&)";
  EXPECT_EQ(fitOf(symbol, symbol, readable), NameFit::Whole);
  EXPECT_EQ(fitOf("Book::add(const int&)", symbol, readable), NameFit::Whole);
  EXPECT_EQ(fitOf("Book::add", symbol, readable), NameFit::Parameters);
  EXPECT_EQ(fitOf("add", symbol, readable), NameFit::Inner);
  EXPECT_EQ(fitOf("add(const int&)", symbol, readable), NameFit::Inner);
  EXPECT_EQ(fitOf("dd", symbol, readable), NameFit::None);
  EXPECT_EQ(fitOf("Book", symbol, readable), NameFit::None);
}

TEST(FunctionNameTest, TemplateArgumentsMayBeLeftOut) {
  const std::string symbol = "_ZN3BoxIiE3putEv", readable = "Box<int>::put()";
  EXPECT_EQ(fitOf("Box<int>::put", symbol, readable), NameFit::Parameters);
  EXPECT_EQ(fitOf("Box::put", symbol, readable), NameFit::Arguments);
  EXPECT_EQ(fitOf("put", symbol, readable), NameFit::Inner);
}

} // namespace
} // namespace heaplight
