#include "reach/Twins.h"

#include "Build.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

using test::FunctionBuilder;

/// `f` and another body of it, each with the calls that a test gives it.
class TwinsTest : public testing::Test {
protected:
  void SetUp() override {
    code.addHeap();
    code.declare("mystery");
  }

  FunctionBuilder body(const std::string &name) { return code.define(name, "user.h", 3); }
  Call &call(FunctionBuilder &caller, const std::string &callee) {
    return caller.call(callee, {{"f", "user.h", 4}});
  }

  Linked settled() {
    Linked linked;
    linked.written = code.summary(Stage::Written);
    linked.built = code.summary(Stage::Built);
    Twin twin{code.id("f"), code.id("f of b.cpp")};
    linked.names = std::move(code.names);
    settleTwins(linked, {{twin, {"f", "a.cpp", "b.cpp", Meant::Either}}});
    return linked;
  }

  test::Code code;
  FunctionBuilder counts = body("f");
  FunctionBuilder other = body("f of b.cpp");
};

bool has(const Linked &linked, const std::string &symbol) {
  return std::any_of(
      linked.built.functions.begin(), linked.built.functions.end(),
      [&](const Function &function) { return linked.names.text(function.symbol) == symbol; });
}

TEST_F(TwinsTest, WhatDoesTheSameIsDropped) {
  call(counts, "malloc");
  call(other, "malloc");
  call(other, "malloc");
  Linked linked = settled();
  EXPECT_TRUE(linked.twins.empty() && linked.conflicts.empty());
  EXPECT_TRUE(has(linked, "f"));
  EXPECT_FALSE(has(linked, "f of b.cpp"));
}

TEST_F(TwinsTest, WhatDoesMoreOrSurerIsATwin) {
  call(counts, "malloc").inFunction = Certainty::Sometimes;
  call(other, "malloc");
  Linked linked = settled();
  EXPECT_TRUE(has(linked, "f of b.cpp"));
  ASSERT_EQ(linked.twins.size(), 2u);
  EXPECT_EQ(linked.names.text(linked.twins[0].body), "f of b.cpp");
  // The name that the other body goes by is no function's.
  EXPECT_FALSE(std::any_of(
      linked.built.functions.begin(), linked.built.functions.end(),
      [&](const Function &function) { return function.symbol == linked.twins[1].body; }));
  EXPECT_EQ(linked.conflicts.size(), 1u);
}

TEST_F(TwinsTest, WhatOnlyFailsDifferentlyIsNotSpokenOf) {
  call(counts, "malloc");
  call(other, "malloc");
  call(other, "mystery").inFunction = Certainty::Exceptional;
  Linked linked = settled();
  EXPECT_EQ(linked.twins.size(), 2u);
  EXPECT_TRUE(linked.conflicts.empty());
}

} // namespace
} // namespace heaplight
