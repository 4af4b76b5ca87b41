#include "report/Asked.h"

#include <gtest/gtest.h>

#include <set>

namespace heaplight {
namespace {

/// "a.cpp|3", "function", or what is wrong. `files` are there.
std::string read(const std::string &what, const std::set<std::string> &files = {}) {
  llvm::Expected<Asked> asked =
      readAsked(what, [&](const std::string &path) { return files.count(path) != 0; });
  if (!asked)
    return llvm::toString(asked.takeError());
  if (!asked->place)
    return "function";
  return asked->place->file + "|" + std::to_string(asked->place->line);
}

TEST(AskedTest, AFileAndALineIsAPlace) {
  EXPECT_EQ(read("a.cpp:3"), "a.cpp|3");
  EXPECT_EQ(read("a.cpp:003"), "a.cpp|3");
  EXPECT_EQ(read("a.cpp:3:9"), "a.cpp|3");
  EXPECT_EQ(read("a.cpp:3:"), "a.cpp|3");
}

TEST(AskedTest, ANameIsAFunction) {
  for (const char *name :
       {"f", "std::move", "::f", ":3", "a::b<c::d>::e(f::g)", "Box::operator()", "what[abi:cxx11]",
        "Error::what[abi:cxx11]() const", "(anonymous namespace)::f", "_Z1fv"})
    EXPECT_EQ(read(name), "function") << name;
}

TEST(AskedTest, AFilesNameMayHoldAColon) {
  EXPECT_EQ(read("a:b.cpp:3"), "a:b.cpp|3");
  EXPECT_EQ(read("v:2:7"), "v|2");
  EXPECT_EQ(read("v:2:7", {"v:2"}), "v:2|7");
  EXPECT_EQ(read("a:b.cpp", {"a:b.cpp"}),
            "a:b.cpp: which line of this file is not said; say a:b.cpp:LINE");
}

TEST(AskedTest, WhatIsNoLineIsRefused) {
  EXPECT_EQ(read("a.c:abc"), "a.c:abc: 'abc' is no line; say FILE:LINE with a number from 1 on");
  EXPECT_EQ(read("a.c:3x"), "a.c:3x: '3x' is no line; say FILE:LINE with a number from 1 on");
  EXPECT_EQ(read("a.c:"), "a.c:: no line stands behind the colon; say FILE:LINE");
  EXPECT_EQ(read("a.c:0"), "a.c:0: there is no line 0; lines are counted from 1");
  EXPECT_EQ(read("a.c:-1"), "a.c:-1: there is no line -1; lines are counted from 1");
  EXPECT_EQ(read("a.c:-1:3"), "a.c:-1:3: there is no line -1; lines are counted from 1");
  EXPECT_EQ(read("a.c:3:x"), "a.c:3:x: 'x' is no column; say FILE:LINE or FILE:LINE:COLUMN");
}

TEST(AskedTest, ALineBeyondAllNumbersIsTheHighest) {
  EXPECT_EQ(read("a.c:99999999999999999999"), "a.c|4294967295");
}

} // namespace
} // namespace heaplight
