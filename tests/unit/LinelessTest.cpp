#include "report/Lineless.h"

#include "Build.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::At;

class LinelessTest : public testing::Test {
protected:
  LinelessTest() { code.addHeap(); }

  bool isLineless(const std::string &symbol) {
    Summary summary = code.summary();
    Program program(code.names, {&summary});
    Effects effects(program, code.destructors, code.isUser());
    return heaplight::isLineless(program.function(program.find(code.id(symbol))), effects);
  }

  test::Code code;
  const At nowhere{"f", "user.cpp", 0};
  const At f3{"f", "user.cpp", 3};
};

TEST_F(LinelessTest, ACallAtNoLineIs) {
  code.define("f", "user.cpp").call("malloc", {nowhere});
  EXPECT_TRUE(isLineless("f"));
}

TEST_F(LinelessTest, ACallAtALineIsNot) {
  code.define("f", "user.cpp").call("malloc", {f3});
  EXPECT_FALSE(isLineless("f"));
}

TEST_F(LinelessTest, AnyLineOfTheUsersOnTheWayBearsIt) {
  code.define("f", "user.cpp").call("malloc", {{"push", "lib.h", 0}, f3});
  EXPECT_FALSE(isLineless("f"));
  code.define("g", "user.cpp").call("f", {{"g", "user.cpp", 0}});
  EXPECT_FALSE(isLineless("g"));
}

TEST_F(LinelessTest, ALineOfALibrarysBearsNothing) {
  code.define("f", "user.cpp").call("malloc", {{"push", "lib.h", 70}, nowhere});
  EXPECT_TRUE(isLineless("f"));
}

TEST_F(LinelessTest, WhatRunsBeforeMainIsBorneByTheDeclaration) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {nowhere});
  f->phase = Phase::Startup;
  EXPECT_FALSE(isLineless("f"));
}

TEST_F(LinelessTest, WhatIsOnlyDestroyedIsNoUseOfTheHeap) {
  code.destructors = {code.id("~Node")};
  code.define("~Node");
  code.define("f", "user.cpp").call("~Node", {nowhere}).destroys = true;
  EXPECT_FALSE(isLineless("f"));
}

} // namespace
} // namespace heaplight
