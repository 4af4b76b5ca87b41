#include "read/StandIns.h"

#include "Ir.h"

namespace heaplight {
namespace {

using test::Ir;

/// "fast: small large …" for each stand-in of `text`; "…" where it may lead elsewhere.
std::vector<std::string> standIns(const std::string &text) {
  Ir ir("define internal void @small() { ret void }\n define internal void @large() { ret void }\n"
        "declare void @far()\n" +
        text);
  std::vector<std::string> found;
  for (const StandIn &standIn : standInsOf(ir.module())) {
    found.push_back(standIn.name->getName().str() + ":");
    for (const llvm::Function *function : standIn.functions)
      found.back() += " " + function->getName().str();
    found.back() += standIn.complete ? "" : " …";
  }
  return found;
}

/// The same for one ifunc whose resolver takes `body`.
std::string chosen(const std::string &body, const std::string &beside = "") {
  std::vector<std::string> found = standIns(
      beside + "\n@fast = ifunc void (), ptr @choose\n define ptr @choose() {\n" + body + "\n}");
  EXPECT_EQ(found.size(), 1u);
  return found.front();
}

TEST(StandInsTest, AResolverIsFollowedThroughChoices) {
  EXPECT_EQ(chosen("ret ptr @large"), "fast: large");
  EXPECT_EQ(chosen("%c = call i1 @ask()\n %p = select i1 %c, ptr @small, ptr @far\n ret ptr %p",
                   "declare i1 @ask()"),
            "fast: small far");
  EXPECT_EQ(chosen("%c = call i1 @ask()\n br i1 %c, label %a, label %b\n"
                   "a: br label %b\n"
                   "b: %p = phi ptr [ @small, %0 ], [ @large, %a ]\n ret ptr %p",
                   "declare i1 @ask()"),
            "fast: small large");
}

TEST(StandInsTest, AResolverIsFollowedThroughItsVariables) {
  EXPECT_EQ(chosen("%v = alloca ptr\n store ptr @small, ptr %v\n store ptr @large, ptr %v\n"
                   "%p = load ptr, ptr %v\n ret ptr %p"),
            "fast: large small");
  EXPECT_EQ(chosen("%p = load ptr, ptr getelementptr (ptr, ptr @table, i64 1)\n ret ptr %p",
                   "@table = internal constant [2 x ptr] [ptr @small, ptr @large]"),
            "fast: small large");
}

TEST(StandInsTest, AResolverIsFollowedIntoWhatItCalls) {
  EXPECT_EQ(chosen("%p = call ptr @pick()\n ret ptr %p",
                   "define internal ptr @pick() { ret ptr @large }"),
            "fast: large");
}

TEST(StandInsTest, WhatComesFromElsewhereLeavesMore) {
  EXPECT_EQ(chosen("%p = call ptr @pick(ptr @small)\n ret ptr %p", "declare ptr @pick(ptr)"),
            "fast: small …");
  EXPECT_EQ(chosen("%p = load ptr, ptr @changes\n ret ptr %p", "@changes = global ptr @small"),
            "fast: …");
  EXPECT_EQ(chosen("%v = alloca ptr\n call void @fill(ptr %v)\n %p = load ptr, ptr %v\n ret ptr %p",
                   "declare void @fill(ptr)"),
            "fast: …");
  EXPECT_EQ(chosen("ret ptr null"), "fast: …"); // No call of it can be meant.
}

TEST(StandInsTest, AnAliasThatCanBeReplacedIsOneToo) {
  EXPECT_EQ(standIns("@spare = weak alias void (), ptr @small\n"
                     "@other = alias void (), ptr @small\n"),
            std::vector<std::string>{"spare: small"});
}

} // namespace
} // namespace heaplight
