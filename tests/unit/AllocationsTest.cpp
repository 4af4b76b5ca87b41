#include "reach/Allocations.h"

#include "Build.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::At;

class AllocationsTest : public testing::Test {
protected:
  AllocationsTest() { code.addHeap(); }

  void allocate(test::FunctionBuilder function, uint64_t bytes) {
    function.call("malloc", {here(function)}).bytes = bytes;
  }
  At here(test::FunctionBuilder function) const {
    return {code.names.text(function->symbol), "user.cpp", 3};
  }

  Allocated of(const std::string &symbol) {
    Summary summary = code.summary();
    Program program(code.names, {&summary});
    return Allocations(program).of(program.find(code.id(symbol)));
  }

  test::Code code;
};

constexpr Allocated nothing;
const Allocated of24{Allocated::Sizes::One, 0, 24, std::nullopt};
const Allocated ofSeveral{Allocated::Sizes::Several, 0, std::nullopt, std::nullopt};

TEST_F(AllocationsTest, OneSizeIsKnownHoweverOftenAndDeepItIsAskedFor) {
  auto f = code.define("f", "user.cpp"), g = code.define("g", "user.cpp");
  allocate(f, 24);
  allocate(f, 24);
  g.call("f", {here(g)});
  EXPECT_EQ(of("f"), of24);
  EXPECT_EQ(of("g"), of24);
}

TEST_F(AllocationsTest, OfSeveralSizesNoneIsTold) {
  auto f = code.define("f", "user.cpp"), g = code.define("g", "user.cpp");
  allocate(f, 24);
  allocate(g, 8);
  g.call("f", {here(g)});
  EXPECT_EQ(of("f"), of24);
  EXPECT_EQ(of("g"), ofSeveral);
}

TEST_F(AllocationsTest, WhatOnlyFreesAsksForNothing) {
  auto f = code.define("f", "user.cpp");
  f.call("free", {here(f)});
  EXPECT_EQ(of("f"), nothing);
}

TEST_F(AllocationsTest, WhatIsAskedForWhenSomethingFailsIsLeftOut) {
  auto f = code.define("f", "user.cpp");
  allocate(f, 24);
  Call &thrown = f.call("malloc", {here(f)});
  thrown.bytes = 8;
  thrown.inFunction = Certainty::Exceptional;
  EXPECT_EQ(of("f"), of24);
}

TEST_F(AllocationsTest, WhatIsStoredToRunLaterAsksForNothingNow) {
  auto f = code.define("f", "user.cpp"), g = code.define("g", "user.cpp");
  allocate(f, 24);
  g.call("f", {here(g)}).origin = Origin::Registered;
  EXPECT_EQ(of("g"), nothing);
}

TEST_F(AllocationsTest, FunctionsThatCallEachOtherAskForTheSame) {
  auto f = code.define("f", "user.cpp"), g = code.define("g", "user.cpp");
  f.call("g", {here(f)});
  g.call("f", {here(g)});
  allocate(g, 24);
  EXPECT_EQ(of("f"), of24);
}

} // namespace
} // namespace heaplight
