#include "read/Syntax.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(SyntaxTest, DestructorsAreKnownByTheirSymbols) {
  for (const char *symbol : {"_ZN1AD0Ev", "_ZN1AD1Ev", "_ZN1AD2Ev", "_ZNSt6vectorIiSaIiEED2Ev",
                             "_ZN12_GLOBAL__N_11BD1Ev"})
    EXPECT_TRUE(isDestructor(symbol)) << symbol;
}

TEST(SyntaxTest, WhatOnlyLooksLikeADestructorIsNone) {
  for (const char *symbol : {"_ZN1AC1Ev", "_ZN1A2D1Ev", "_Z2D1v", "D1", "", "_Z", "_ZD1Ev",
                             "_ZdlPv", "_ZTVN1AD1E", "_ZN1DC2Ev", "_ZNK1DcvbEv"})
    EXPECT_FALSE(isDestructor(symbol)) << symbol;
}

TEST(SyntaxTest, WithoutASyntaxTreeASymbolTellsTheName) {
  Syntax syntax;
  EXPECT_EQ(syntax.function("_ZN4Pool4growEm").name, "Pool::grow(unsigned long)");
  EXPECT_EQ(syntax.function("malloc").name, "malloc");
  EXPECT_FALSE(syntax.function("malloc").system);
}

TEST(SyntaxTest, WithoutASyntaxTreeNothingElseIsKnown) {
  Syntax syntax;
  EXPECT_EQ(syntax.place("f", 1, 1), nullptr);
  EXPECT_EQ(syntax.global("v"), std::nullopt);
  EXPECT_EQ(syntax.variable("f", "v", "A", 1), std::nullopt);
  EXPECT_EQ(syntax.field("f", "v"), std::nullopt);
  EXPECT_EQ(syntax.firstField("f", "A"), std::nullopt);
}

} // namespace
} // namespace heaplight
