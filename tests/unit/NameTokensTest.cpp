#include "read/NameTokens.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

TEST(NameTokensTest, SpacesMakeNoDifference) {
  Words expected{"a", "::", "f", "(", "const", "int", "&", ")"};
  EXPECT_EQ(nameTokens("a::f(const int&)"), expected);
  EXPECT_EQ(nameTokens(" a :: f( const int & ) "), expected);
}

TEST(NameTokensTest, OperatorsAreWhole) {
  EXPECT_EQ(nameTokens("operator<=>"), (Words{"operator", "<=>"}));
  EXPECT_EQ(nameTokens("operator->*"), (Words{"operator", "->*"}));
}

TEST(NameTokensTest, NothingIsLost) {
  EXPECT_EQ(nameTokens(""), Words{});
  EXPECT_EQ(nameTokens("f$_0::'lambda'"), (Words{"f$_0", "::", "'lambda'"}));
  EXPECT_EQ(nameTokens("'x"), Words{"'x"});
}

} // namespace
} // namespace heaplight
