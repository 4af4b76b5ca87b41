#include "read/PathNames.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(PathNamesTest, WhatLiesBelowTheWorkingFolderIsShownRelativeToIt) {
  PathNames names("/project/build", "/project");
  EXPECT_EQ(names.shown("/project/src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(names.shown("../src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(names.shown("made.h"), "build/made.h");
  EXPECT_EQ(names.shown("/elsewhere/a.cpp"), "/elsewhere/a.cpp");
  EXPECT_EQ(names.shown("/projectshop/a.cpp"), "/projectshop/a.cpp"); // Beside it, not below.
}

TEST(PathNamesTest, AFolderOfItsOwnComesBeforeThatOfTheCommand) {
  PathNames names("/project/build", "/project");
  EXPECT_EQ(names.whole("a.cpp", "/other"), "/other/a.cpp");
  EXPECT_EQ(names.whole("/b/../a.cpp", "/other"), "/a.cpp");
}

TEST(PathNamesTest, NamesOfTheCompilersOwnStay) {
  PathNames names("/project/build", "/project");
  EXPECT_EQ(names.shown("<built-in>"), "<built-in>");
  EXPECT_EQ(names.shown(""), "");
}

} // namespace
} // namespace heaplight
