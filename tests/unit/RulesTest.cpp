#include "judge/Rules.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// The ids that `text` fits, with blanks between; what is wrong in "!…".
std::string idsOf(std::string_view text) {
  llvm::Expected<RuleGlobs> globs = RuleGlobs::parse(text);
  if (!globs)
    return "!" + llvm::toString(globs.takeError());
  std::string ids;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (globs->has(Rule(rule)))
      ids += (ids.empty() ? "" : " ") + std::string(idOf(Rule(rule)));
  return ids;
}

TEST(RulesTest, EachRuleHasItsOwnFacts) {
  std::set<std::string> ids;
  for (size_t rule = 0; rule < ruleCount; ++rule) {
    const RuleFacts &facts = factsOf(Rule(rule));
    EXPECT_EQ(facts.rule, Rule(rule));
    EXPECT_EQ(ruleOf(facts.id), Rule(rule));
    EXPECT_TRUE(std::string_view(facts.id).starts_with("heap-")) << facts.id;
    // A list has one line for each, and a help text says what to do.
    EXPECT_LT(std::string_view(facts.title).size(), 80u) << facts.id;
    EXPECT_NE(std::string_view(facts.help).find("To mend it, "), std::string_view::npos)
        << facts.id;
    ids.insert(facts.id);
  }
  EXPECT_EQ(ids.size(), ruleCount);
}

TEST(RulesTest, WhatFollowsFromNoPromiseIsOff) {
  std::string off;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (!factsOf(Rule(rule)).byDefault)
      off += std::string(idOf(Rule(rule))) + " ";
  EXPECT_EQ(off, "heap-startup heap-loop ");
}

TEST(RulesTest, EachKindIsFoundByTheRuleOfItsName) {
  for (Certainty certainty : {Certainty::Always, Certainty::Sometimes}) {
    EXPECT_STREQ(idOf(ruleFor(Kind::Allocate, certainty)), "heap-allocate");
    EXPECT_STREQ(idOf(ruleFor(Kind::Deallocate, certainty)), "heap-deallocate");
    EXPECT_STREQ(idOf(ruleFor(Kind::Destroy, certainty)), "heap-destroy");
    EXPECT_STREQ(idOf(ruleFor(Kind::Unknown, certainty)), "heap-unknown");
  }
}

TEST(RulesTest, WhatHappensOnlyWhenSomethingFailsIsFoundByHeapException) {
  for (Kind kind : allKinds)
    EXPECT_EQ(ruleFor(kind, Certainty::Exceptional), Rule::Exception);
}

TEST(RulesTest, EachKindHasItsVerb) {
  EXPECT_STREQ(verbOf(Kind::Allocate).plain, "allocate");
  EXPECT_STREQ(verbOf(Kind::Deallocate).does, "frees");
  EXPECT_STREQ(verbOf(Kind::Destroy).plain, "destroy objects");
  EXPECT_STREQ(verbOf(Kind::Unknown).does, "calls what can't be seen");
}

TEST(RulesTest, AnIdThatIsNoneIsNone) {
  EXPECT_FALSE(ruleOf("heap-allocates"));
  EXPECT_FALSE(ruleOf(""));
}

TEST(RulesTest, TheLastGlobThatFitsDecides) {
  EXPECT_EQ(idsOf("heap-loop"), "heap-loop");
  EXPECT_EQ(idsOf("heap-*,-heap-*,heap-loop"), "heap-loop");
  EXPECT_EQ(idsOf("heap-loop,-*"), "");
  EXPECT_EQ(idsOf("-heap-loop,heap-l*"), "heap-loop");
  EXPECT_EQ(idsOf("*,-heap-[a-t]*"), "heap-unknown heap-unused-suppression");
  EXPECT_EQ(idsOf("bugprone-*"), "!'bugprone-*' fits no rule; the rules are heap-allocate, "
                                 "heap-deallocate, heap-destroy, heap-unknown, heap-exception, "
                                 "heap-startup, heap-loop, heap-contract, heap-unused-suppression");
}

TEST(RulesTest, BlanksAndEmptyPartsDoNotCount) {
  EXPECT_EQ(idsOf(""), "");
  EXPECT_EQ(idsOf(" heap-loop ,, - heap-loop,\n heap-destroy\n"), "heap-destroy");
}

TEST(RulesTest, AGlobThatFitsNoRuleIsToldWithTheNearest) {
  EXPECT_EQ(idsOf("heap-alocate"), "!'heap-alocate' fits no rule; did you mean 'heap-allocate'?");
  EXPECT_EQ(idsOf("-heap-dealloc"),
            "!'heap-dealloc' fits no rule; did you mean 'heap-deallocate'?");
  EXPECT_EQ(idsOf("loop"), "!'loop' fits no rule; did you mean 'heap-loop'?");
  EXPECT_EQ(idsOf("Heap-Loop"), "!'Heap-Loop' fits no rule; did you mean 'heap-loop'?");
  EXPECT_EQ(idsOf("-"), "!'-' takes nothing away; write '-*' or '-heap-…'");
  EXPECT_EQ(idsOf("heap-[a"), "!'heap-[a' is no glob: invalid glob pattern, unmatched '['");
}

TEST(RulesTest, OnlyWhatIsNearIsNearest) {
  std::vector<std::string> words{"forbid", "unless", "budget"};
  EXPECT_EQ(nearestWord("forbidd", words), "forbid");
  EXPECT_EQ(nearestWord("Budget", words), "budget");
  EXPECT_EQ(nearestWord("bugdet", words), "budget");
  EXPECT_EQ(nearestWord("allow", words), "");
  EXPECT_EQ(nearestWord("x", words), "");
  EXPECT_EQ(nearestWord("forbidden", words), "forbid");
  EXPECT_EQ(nearestWord("name::fun", {"name::", "name::func"}), "name::func");
  EXPECT_EQ(nearestWord("", words), "");
  EXPECT_EQ(nearestWord("forbid", {}), "");
}

} // namespace
} // namespace heaplight
