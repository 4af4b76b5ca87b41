#include "judge/Expectation.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

std::vector<Expectation> parsed(const std::string &text) {
  llvm::Expected<std::vector<Expectation>> expectations = parseExpectations(text);
  EXPECT_TRUE(bool(expectations)) << llvm::toString(expectations.takeError());
  return std::move(*expectations);
}

std::string complaint(const std::string &text) {
  llvm::Expected<std::vector<Expectation>> expectations = parseExpectations(text);
  return expectations ? "" : llvm::toString(expectations.takeError());
}

TEST(ExpectationTest, EveryPartOfTheGrammarIsRead) {
  std::vector<Expectation> all =
      parsed(" written allocate always 24 B in loop at startup ; none;built destroy");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0], (Expectation{"written allocate always 24 B in loop at startup", Stage::Written,
                                 Kind::Allocate, Certainty::Always, 24, true, Phase::Startup}));
  EXPECT_EQ(all[1].kind, std::nullopt);
  EXPECT_EQ(all[1].stage, Stage::Built);
  EXPECT_EQ(all[2].kind, Kind::Destroy);
}

TEST(ExpectationTest, WhatCantBeReadIsNamedWithTheNearestWord) {
  EXPECT_EQ(complaint("alocate"), "can't read 'alocate'; did you mean 'allocate'?");
  EXPECT_EQ(complaint("allocate somtimes"),
            "can't read 'allocate somtimes' from 'somtimes' on; did you mean 'sometimes'?");
  EXPECT_EQ(complaint("written"), "can't read 'written': it ends too early");
  EXPECT_EQ(complaint("none of it"), "can't read 'none of it' from 'of' on");
  EXPECT_EQ(complaint(""), "can't read '': it ends too early");
  EXPECT_EQ(complaint("allocate at"), "can't read 'allocate at': it ends too early");
}

std::vector<Deed> deeds() {
  return {{Stage::Built, Kind::Allocate, Certainty::Sometimes, Phase::Run, true, 24},
          {Stage::Built, Kind::Allocate, Certainty::Exceptional, Phase::Run, false, 8},
          {Stage::Written, Kind::Deallocate, Certainty::Always, Phase::Exit, false, {}},
          {Stage::Built, Kind::Destroy, Certainty::Always, Phase::Run, false, {}}};
}

bool hold(const std::string &text) {
  for (const Expectation &one : parsed(text))
    if (!holds(one, deeds()))
      return false;
  return true;
}

TEST(ExpectationTest, WhatIsSoHolds) {
  EXPECT_TRUE(hold("allocate; allocate sometimes 24 B in loop; allocate 8 B"));
  EXPECT_TRUE(hold("written deallocate always at exit; destroy always"));
}

TEST(ExpectationTest, WhatIsNotSoDoesNotHold) {
  for (const char *text :
       {"none", "written none", "allocate always", "allocate exceptional", "allocate 16 B",
        "allocate 8 B in loop", "deallocate", "unknown", "allocate at startup"})
    EXPECT_FALSE(hold(text)) << text;
}

TEST(ExpectationTest, NoneLetsDestructorsRun) {
  std::vector<Deed> destroys{
      {Stage::Built, Kind::Destroy, Certainty::Always, Phase::Run, false, {}}};
  EXPECT_TRUE(holds(parsed("none")[0], destroys));
}

TEST(ExpectationTest, DeedsAreToldInTheCommentsWords) {
  EXPECT_EQ(describe(deeds(), Stage::Built), "allocate sometimes; destroy always");
  EXPECT_EQ(describe(deeds(), Stage::Written), "deallocate always at exit");
  EXPECT_EQ(describe({}, Stage::Built), "none");
}

} // namespace
} // namespace heaplight
