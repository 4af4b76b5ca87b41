#include "show/LintJson.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::at;

llvm::json::Value read(const LintReport &report) {
  return test::readJson(
      test::written([&](llvm::raw_ostream &stream) { showJson(report, "1.2.3", stream); }));
}

TEST(LintJsonTest, AFindingSaysAllThatIsKnownOfIt) {
  llvm::json::Value json = read(test::sampleReport());
  EXPECT_EQ(at(json, "heaplight"), "1.2.3");
  EXPECT_EQ(at(json, "schema"), 1);
  llvm::json::Value finding = at(json, "findings.0");
  EXPECT_EQ(at(finding, "rule"), "heap-allocate");
  EXPECT_EQ(at(finding, "severity"), "error");
  EXPECT_EQ(at(finding, "standing"), "counts");
  EXPECT_EQ(at(finding, "file"), "src/engine.cpp");
  EXPECT_EQ(at(finding, "line"), 88);
  EXPECT_EQ(at(finding, "column"), 10);
  EXPECT_EQ(at(finding, "certainty"), "sometimes");
  EXPECT_EQ(at(finding, "phase"), "run");
  EXPECT_EQ(at(finding, "in_loop"), false);
  EXPECT_EQ(at(finding, "callee"), "operator new(unsigned long)");
  EXPECT_EQ(at(finding, "promise.file"), "src/engine.h");
  EXPECT_EQ(at(finding, "path.2.file"), "/usr/include/c++/12/bits/stl_vector.h");
  EXPECT_EQ(at(finding, "path.2.user"), false);
  EXPECT_EQ(at(finding, "path.2.inlined"), true);
}

TEST(LintJsonTest, WhatIsNotKnownIsLeftOut) {
  llvm::json::Value finding = at(read(test::reportOf({Finding()})), "findings.0");
  for (const char *key : {"file", "line", "column", "function", "symbol", "callee", "reason",
                          "size", "path", "promise", "mend", "fixes", "fingerprint"})
    EXPECT_EQ(finding.getAsObject()->get(key), nullptr) << key;
}

TEST(LintJsonTest, EveryStandingIsTold) {
  llvm::json::Value json = read(test::sampleReport());
  EXPECT_EQ(at(json, "findings.1.standing"), "suppressed");
  EXPECT_EQ(at(json, "findings.1.justification"), "measured: never in the first second");
  EXPECT_EQ(at(json, "findings.2.standing"), "known");
  EXPECT_EQ(at(json, "findings.3.fixes.0.length"), 24);
  EXPECT_EQ(at(json, "gone.0.count"), 2);
  EXPECT_EQ(at(json, "summary.errors"), 1);
  EXPECT_EQ(at(json, "summary.known"), 1);
  EXPECT_EQ(at(json, "summary.gone"), 2);
}

TEST(LintJsonTest, TextsArriveAsTheyAre) {
  for (const std::string &text : test::hostileTexts()) {
    llvm::json::Value json = read(test::reportOf({test::hostileFinding(text)}));
    if (llvm::json::isUTF8(text)) {
      EXPECT_EQ(at(json, "findings.0.message"), llvm::StringRef(text));
    }
  }
}

} // namespace
} // namespace heaplight
