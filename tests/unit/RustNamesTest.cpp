#include "read/rust/RustNames.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

// Expected names are what GNU's c++filt prints, without the hash.

TEST(RustNamesTest, TheOlderManglingIsSpelledOutWithoutItsHash) {
  EXPECT_EQ(readableSymbol("_ZN68_$LT$alloc..rc..Rc$LT$T$C$A$GT$$u20$as$u20$core..ops..drop..Drop"
                           "$GT$4drop17h761836ce1c0f2d5aE"),
            "<alloc::rc::Rc<T,A> as core::ops::drop::Drop>::drop");
  EXPECT_EQ(readableSymbol("_ZN1a4main28_$u7b$$u7b$closure$u7d$$u7d$17h425e8e7d2d4e69c1E"),
            "a::main::{{closure}}");
}

TEST(RustNamesTest, TheNewerManglingAndOtherLanguagesAreTheDemanglersAffair) {
  EXPECT_EQ(readableSymbol("_RNvCs66qv5BOQzbG_1l3one"), "l::one");
  EXPECT_EQ(readableSymbol("_ZN5Arena5allocEm"), "Arena::alloc(unsigned long)");
  EXPECT_EQ(readableSymbol("malloc"), "malloc");
}

TEST(RustNamesTest, AFunctionOfCxxThatLooksLikeAHashKeepsItsName) {
  EXPECT_EQ(readableSymbol("_ZN1a3h12E"), "a::h12");
}

TEST(RustNamesTest, DropGlueIsOfAType) {
  EXPECT_EQ(droppedType("_ZN4core3ptr29drop_in_place$LT$a..Named$GT$17hf5ef9dc7568c010fE"),
            "a::Named");
  EXPECT_EQ(
      droppedType("_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeNtCs6xxl1lAjzDf_1a5NamedEBI_"),
      "a::Named");
  EXPECT_TRUE(isDropGlue("_ZN4core3ptr29drop_in_place$LT$a..Named$GT$17hf5ef9dc7568c010fE"));
}

TEST(RustNamesTest, WhatOnlyBearsItsNameIsNone) {
  EXPECT_FALSE(isDropGlue("drop_in_place"));
  EXPECT_FALSE(isDropGlue("_RNvCs66qv5BOQzbG_1l13drop_in_place"));
  EXPECT_FALSE(isDropGlue("_ZN3foo13drop_in_placeEv"));
}

} // namespace
} // namespace heaplight
