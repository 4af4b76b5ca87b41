#include "judge/Contracts.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::Court;
using Words = std::vector<std::string>;

class ContractsTest : public test::CourtTest {
protected:
  ContractsTest() {
    code.define("f", "user.cpp", 2).call("malloc", {f3});
    code.define("g", "user.cpp", 10);
  }

  /// What `symbol` promised, in the order in which that was read.
  static Words promisedBy(Court &court, const std::string &symbol) {
    Words texts;
    auto found = court.contracts.byFunction.find(court.id(symbol));
    if (found != court.contracts.byFunction.end())
      for (uint32_t number : found->second)
        texts.push_back(court.contracts.all[number].text);
    return texts;
  }

  static const Contract &theOnly(const Court &court) {
    EXPECT_EQ(court.contracts.all.size(), 1u);
    return court.contracts.all.at(0);
  }
};

const std::set<Kind> heapKinds{Kind::Allocate, Kind::Deallocate, Kind::Unknown};

TEST_F(ContractsTest, AnAttributeForbidsAllButDestructors) {
  promises("f");
  Court made = court();
  EXPECT_EQ(
      theOnly(made),
      (Contract{{heapKinds, {}}, Severity::Warning, "[[clang::nonblocking]]", {"user.cpp", 1, 1}}));
  EXPECT_EQ(promisedBy(made, "f"), Words{"[[clang::nonblocking]]"});
  EXPECT_EQ(promisedBy(made, "g"), Words{});
}

TEST_F(ContractsTest, ACommentOverADeclarationIsTheSamePromise) {
  unit.promises.insert(promise("f", "none"));
  Court made = court();
  EXPECT_EQ(theOnly(made).forbidden, (Forbidden{heapKinds, {}}));
  EXPECT_EQ(promisedBy(made, "f"), Words{"// heaplight: none"});
}

TEST_F(ContractsTest, OnePromiseThatIsReadTwiceIsOne) {
  // The parser gave it out, and it stands in the text as well.
  unit.promises.insert(promise("f", "none"));
  file.lines[1] = "// heaplight: none";
  file.lines[2] = "void f() {";
  Court made = court();
  EXPECT_EQ(made.contracts.all.size(), 1u);
  EXPECT_TRUE(made.contracts.byLine.empty());
}

TEST_F(ContractsTest, ACommentBehindCodeSpeaksOfItsLine) {
  file.lines[3] = "  push(1); // heaplight: none";
  Court made = court();
  ASSERT_EQ(made.contracts.byLine.size(), 1u);
  EXPECT_EQ(made.contracts.byLine.begin()->first, (SourceLine{made.id("user.cpp"), 3}));
  EXPECT_EQ(theOnly(made).at, (FilePlace{"user.cpp", 3, 12}));
  EXPECT_TRUE(made.contracts.byFunction.empty());
}

TEST_F(ContractsTest, ACommentAloneSpeaksOfTheFunctionBeneath) {
  file.lines[1] = "// heaplight: none";
  file.lines[2] = "void f() {";
  Court made = court();
  EXPECT_EQ(promisedBy(made, "f"), Words{"// heaplight: none"});
  EXPECT_TRUE(made.contracts.byLine.empty());
}

TEST_F(ContractsTest, AboveAnythingElseItSpeaksOfTheNextLine) {
  file.lines[2] = "  // heaplight: none";
  file.lines[4] = "  push(1);";
  Court made = court();
  ASSERT_EQ(made.contracts.byLine.size(), 1u);
  EXPECT_EQ(made.contracts.byLine.begin()->first.line, 4u);
}

TEST_F(ContractsTest, OnlyNoneOfWhatShipsIsAPromise) {
  file.lines[3] = "  push(1); // heaplight: written none; allocate sometimes; built none";
  unit.promises.insert(promise("g", "allocate always"));
  Court made = court();
  EXPECT_EQ(theOnly(made).at.line, 3u);
  Words kept;
  for (const ContractComment &comment : made.contracts.comments)
    kept.push_back(comment.expectation.text);
  EXPECT_EQ(kept, (Words{"allocate always", "written none", "allocate sometimes"}));
  EXPECT_EQ(made.contracts.comments[0].function, made.id("g"));
  EXPECT_EQ(made.contracts.comments[1].line, (SourceLine{made.id("user.cpp"), 3}));
}

TEST_F(ContractsTest, AllowSilencesAndPromisesNothing) {
  file.lines[3] = "  push(1); // heaplight: allow(heap-allocate) reserved";
  Court made = court();
  EXPECT_TRUE(made.contracts.all.empty());
  EXPECT_TRUE(made.contracts.comments.empty());
  EXPECT_TRUE(made.contracts.bad.empty());
}

TEST_F(ContractsTest, WhatCantBeReadIsKeptWithItsPlace) {
  file.lines[3] = "  push(1); // heaplight: alocate";
  Court made = court();
  ASSERT_EQ(made.contracts.bad.size(), 1u);
  EXPECT_EQ(made.contracts.bad[0].at, (FilePlace{"user.cpp", 3, 12}));
  EXPECT_EQ(made.contracts.bad[0].message, "can't read 'alocate'; did you mean 'allocate'?");
  EXPECT_TRUE(made.contracts.all.empty());
}

TEST_F(ContractsTest, OtherCommentsSayNothing) {
  file.lines[3] = "  push(1); // see heaplight: none of this";
  Court made = court();
  EXPECT_TRUE(made.contracts.all.empty());
  EXPECT_TRUE(made.contracts.bad.empty());
}

TEST_F(ContractsTest, APolicyHoldsForTheFunctionsThatItFits) {
  file.policy = "Contracts:\n- {functions: f, forbid: destroy, unless: startup, severity: error}\n";
  Court made = court();
  EXPECT_EQ(theOnly(made), (Contract{{{Kind::Destroy}, {Exempt::Startup}},
                                     Severity::Error,
                                     "the policy",
                                     {".heaplight.yaml", 2, 3}}));
  EXPECT_EQ(promisedBy(made, "f"), Words{"the policy"});
  EXPECT_EQ(promisedBy(made, "g"), Words{});
}

TEST_F(ContractsTest, ABudgetAloneForbidsNothing) {
  file.policy = "Contracts: [{functions: f, budget: {allocate: 2}}]";
  EXPECT_TRUE(court().contracts.all.empty());
}

TEST_F(ContractsTest, SeveralPromisesOfOneFunctionAllHold) {
  promises("f");
  file.policy = "Contracts: [{functions: f, forbid: destroy}]";
  Court made = court();
  EXPECT_EQ(promisedBy(made, "f"), (Words{"[[clang::nonblocking]]", "the policy"}));
}

TEST_F(ContractsTest, PoliciesKnowTheUsersFunctionsThatHaveABody) {
  code.define("lib", "lib.h");
  code.declare("declared");
  Court made = court();
  Words names;
  for (const UserFunction &function : userFunctions(made.sources))
    names.push_back(function.name);
  EXPECT_EQ(names, (Words{"f()", "g()"}));
}

} // namespace
} // namespace heaplight
