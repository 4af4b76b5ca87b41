#include "read/JsonDepth.h"

#include <gtest/gtest.h>

#include <string>

namespace heaplight {
namespace {

TEST(JsonDepth, CountsBracketsOfBothSorts) {
  EXPECT_FALSE(nestsTooDeep(std::string(50, '[')));
  EXPECT_TRUE(nestsTooDeep(std::string(51, '[')));
  EXPECT_TRUE(nestsTooDeep(std::string(25, '[') + std::string(26, '{')));
}

TEST(JsonDepth, LeavesOutWhatIsClosedOrText) {
  std::string many;
  for (int pair = 0; pair < 60; ++pair)
    many += "[],{}";
  EXPECT_FALSE(nestsTooDeep(many));
  EXPECT_FALSE(nestsTooDeep("\"" + std::string(60, '[') + "\""));
  EXPECT_FALSE(nestsTooDeep("\"\\\"" + std::string(60, '[') + "\""));
  EXPECT_FALSE(nestsTooDeep("]]]" + std::string(50, '[')));
}

} // namespace
} // namespace heaplight
