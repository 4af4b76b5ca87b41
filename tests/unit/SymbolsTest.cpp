#include "read/run/Symbols.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(SymbolsTest, WhatCannotBeReadIsStillAFrame) {
  Symbols symbols{PathNames("/home/me", "/home/me")};
  std::vector<RecordedFrame> frames = symbols.at("/home/me/gone/app", 0x1234);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].object, "gone/app");
  EXPECT_EQ(frames[0].address, 0x1234u);
  EXPECT_EQ(frames[0].function, "");
  EXPECT_EQ(frames[0].file, "");
}

TEST(SymbolsTest, CodeOfNoObjectHasAnAddressAlone) {
  Symbols symbols{PathNames("/home/me", "/home/me")};
  std::vector<RecordedFrame> frames = symbols.at("", 7);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].object, "");
  EXPECT_EQ(frames[0].address, 7u);
}

} // namespace
} // namespace heaplight
