#include "read/PathNames.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(PathNamesTest, WhatLiesBelowTheWorkingFolderIsShownRelativeToIt) {
  PathNames names("/work/build", "/work");
  EXPECT_EQ(names.shown("/work/src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(names.shown("../src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(names.shown("made.h"), "build/made.h");
  EXPECT_EQ(names.shown("/elsewhere/a.cpp"), "/elsewhere/a.cpp");
  EXPECT_EQ(names.shown("/workshop/a.cpp"), "/workshop/a.cpp"); // Beside it, not below.
}

TEST(PathNamesTest, AFolderOfItsOwnComesBeforeThatOfTheCommand) {
  PathNames names("/work/build", "/work");
  EXPECT_EQ(names.whole("a.cpp", "/other"), "/other/a.cpp");
  EXPECT_EQ(names.whole("/b/../a.cpp", "/other"), "/a.cpp");
}

TEST(PathNamesTest, NamesOfTheCompilersOwnStay) {
  PathNames names("/work/build", "/work");
  EXPECT_EQ(names.shown("<built-in>"), "<built-in>");
  EXPECT_EQ(names.shown(""), "");
}

} // namespace
} // namespace heaplight
