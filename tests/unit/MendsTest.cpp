#include "judge/Mends.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

Mends parsed(const std::string &text) {
  llvm::Expected<Mends> mends = parseMends("heaplight-mends: 1\n" + text, "mends.yaml");
  if (mends)
    return *mends;
  ADD_FAILURE() << llvm::toString(mends.takeError());
  return {};
}

std::string complaint(const std::string &text) {
  llvm::Expected<Mends> mends = parseMends(text, "mends.yaml");
  return mends ? "" : llvm::toString(mends.takeError());
}

const char *const entries = R"(
mends:
  - enters: ['std::vector<*>::push_back*']
    kinds: [allocate]
    in-loop: true
    say: reserve before the loop
  - enters: ['std::vector<*>::push_back*', 'std::vector<*>::insert*']
    kinds: [allocate, deallocate]
    say: reserve first
  - enters: ['std::any::any<*']
    kinds: [allocate]
    say: it takes {bytes} bytes
)";

MendFacts entering(const std::string &function) {
  MendFacts facts;
  facts.entered = {function};
  return facts;
}

const std::string pushBack = "std::vector<int>::push_back(int&&)";

TEST(MendsTest, TheFirstEntryThatFitsIsTold) {
  Mends mends = parsed(entries);
  MendFacts facts = entering(pushBack);
  EXPECT_EQ(mendOf(facts, mends), "reserve first");
  facts.inLoop = true;
  EXPECT_EQ(mendOf(facts, mends), "reserve before the loop");
}

TEST(MendsTest, OtherFunctionsAndKindsHaveNone) {
  Mends mends = parsed(entries);
  EXPECT_EQ(mendOf(entering("std::deque<int>::push_back(int&&)"), mends), "");
  EXPECT_EQ(mendOf({}, mends), "");
  MendFacts facts = entering(pushBack);
  facts.kind = Kind::Unknown;
  EXPECT_EQ(mendOf(facts, mends), "");
}

TEST(MendsTest, TheFunctionBehindOneThatHandsOnCountsToo) {
  Mends mends = parsed(entries);
  MendFacts facts = entering("Queue::push(int)");
  facts.entered.push_back(pushBack);
  EXPECT_EQ(mendOf(facts, mends), "reserve first");
  facts.entered.insert(facts.entered.begin(), "Queue::add(int)");
  EXPECT_EQ(mendOf(facts, mends), "");
}

TEST(MendsTest, AnEntryThatNamesTheSizeFitsOnlyWhereThatIsKnown) {
  Mends mends = parsed(entries);
  MendFacts facts = entering("std::any::any<Big>(Big&&)");
  EXPECT_EQ(mendOf(facts, mends), "");
  facts.bytes = 40;
  EXPECT_EQ(mendOf(facts, mends), "it takes 40 bytes");
}

TEST(MendsTest, WhatGrowsWantsItsRoomBeforeUnlessAnEntrySaysMore) {
  Mends mends = parsed(entries);
  MendFacts facts = entering("Ring::push(int)");
  facts.grows = true;
  EXPECT_EQ(mendOf(facts, mends), "make the room before this code runs");
  facts.inLoop = true;
  EXPECT_EQ(mendOf(facts, mends), "make the room before the loop");
  facts.entered = {pushBack};
  EXPECT_EQ(mendOf(facts, mends), "reserve before the loop");
}

TEST(MendsTest, AStaticIsMadeBeforehandWhateverItIs) {
  MendFacts facts = entering(pushBack);
  facts.firstUse = true;
  EXPECT_EQ(mendOf(facts, parsed(entries)),
            "make the static before this code first runs: at startup, or by a call beforehand");
}

TEST(MendsTest, WordsAreByName) {
  Mends mends = parsed("words: [{names: [__cxa_throw, __cxa_rethrow], called: throw}]\nmends: []");
  EXPECT_EQ(mends.words, (std::map<std::string, std::string>{{"__cxa_rethrow", "throw"},
                                                             {"__cxa_throw", "throw"}}));
}

TEST(MendsTest, WhatIsWrongIsToldInOneLineWithItsPlace) {
  EXPECT_EQ(complaint("heaplight-mends: 2\nmends: []"), "mends.yaml: heaplight-mends must be 1");
  for (const char *text : {"", "mends: []", "heaplight-mends: 1\nmends: [{enters: [f]}]",
                           "heaplight-mends: 1\nmends: [{enters: [f], kinds: [leak], say: s}]",
                           "heaplight-mends: 1\nmends: []\nmore: 1", "{", "heaplight-mends: [1"}) {
    std::string wrong = complaint(text);
    EXPECT_TRUE(wrong.starts_with("mends.yaml:")) << text << ": " << wrong;
    EXPECT_EQ(wrong.find('\n'), std::string::npos) << wrong;
  }
}

} // namespace
} // namespace heaplight
