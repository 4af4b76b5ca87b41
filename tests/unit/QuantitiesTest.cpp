#include "report/Quantities.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(QuantitiesTest, DigitsAreGroupedByThrees) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1482113), "1,482,113");
  EXPECT_EQ(grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(QuantitiesTest, MemoryIsToldInTheUnitThatFits) {
  EXPECT_EQ(memory(0), "0 B");
  EXPECT_EQ(memory(1023), "1023 B");
  EXPECT_EQ(memory(1024), "1 KiB");
  EXPECT_EQ(memory(1536), "1.5 KiB");
  EXPECT_EQ(memory(46'080), "45 KiB");
  EXPECT_EQ(memory(1'048'575), "1 MiB"); // Not 1,024 KiB.
  EXPECT_EQ(memory(1'048'576), "1 MiB");
  EXPECT_EQ(memory(uint64_t(5) << 30), "5 GiB");
  EXPECT_EQ(memory(UINT64_MAX), "16 EiB");
}

TEST(QuantitiesTest, OneIsNoPlural) {
  EXPECT_EQ(counted(0, "block"), "0 blocks");
  EXPECT_EQ(counted(1, "block"), "1 block");
  EXPECT_EQ(counted(1204, "block"), "1,204 blocks");
}

} // namespace
} // namespace heaplight
