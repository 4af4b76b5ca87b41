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

TEST(QuantitiesTest, SizesAreToldInTheUnitThatLeavesFewDigits) {
  EXPECT_EQ(byteSize(0), "0 B");
  EXPECT_EQ(byteSize(1023), "1023 B");
  EXPECT_EQ(byteSize(1024), "1.0 KiB");
  EXPECT_EQ(byteSize(1536), "1.5 KiB");
  EXPECT_EQ(byteSize(46080), "45.0 KiB");
  EXPECT_EQ(byteSize(uint64_t(5) << 30), "5.0 GiB");
  EXPECT_EQ(byteSize(UINT64_MAX), "16.0 EiB");
}

TEST(QuantitiesTest, RoundingLeadsIntoTheNextUnit) {
  EXPECT_EQ(byteSize(1048575), "1.0 MiB"); // Not 1024.0 KiB.
  EXPECT_EQ(byteSize(1024 * 1000), "1000.0 KiB");
}

TEST(QuantitiesTest, OneIsNoPlural) {
  EXPECT_EQ(counted(0, "block"), "0 blocks");
  EXPECT_EQ(counted(1, "block"), "1 block");
  EXPECT_EQ(counted(1204, "block"), "1,204 blocks");
}

} // namespace
} // namespace heaplight
