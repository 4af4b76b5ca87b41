#include "show/Junit.h"

#include "Linted.h"

namespace heaplight {
namespace {

// tests/views has an XML parser read it.
std::string shown(const LintReport &report) {
  return test::written([&](llvm::raw_ostream &stream) { showJunit(report, stream); });
}

TEST(JunitTest, EachFileIsASuiteAndEachFindingAFailure) {
  Finding finding;
  finding.place = {"a.cpp", 3, 5};
  finding.function = "f(int)";
  finding.message = "it allocates";
  EXPECT_EQ(shown(test::reportOf({finding})),
            R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="heaplight lint">
 <testsuite name="a.cpp" tests="1" failures="1" errors="0" skipped="0" time="0">
  <testcase name="heap-allocate at 3:5 in f(int)" classname="a.cpp" file="a.cpp" time="0">
   <failure type="heap-allocate" message="it allocates">a.cpp:3:5: warning: it allocates [heap-allocate]</failure>
  </testcase>
 </testsuite>
</testsuites>
)xml");
}

TEST(JunitTest, ACleanRunHasOneCaseThatPasses) {
  std::string text = shown(test::reportOf({}));
  EXPECT_NE(text.find("tests=\"1\" failures=\"0\" errors=\"0\""), std::string::npos) << text;
  EXPECT_NE(text.find("<testcase name=\"no findings\""), std::string::npos) << text;
}

TEST(JunitTest, AProblemIsAnError) {
  LintReport report = test::reportOf({});
  report.problems = {{"a.cpp", "no such file"}};
  std::string text = shown(report);
  EXPECT_NE(text.find("<error type=\"problem\" message=\"no such file\">"), std::string::npos);
  EXPECT_EQ(text.find("no findings"), std::string::npos);
}

TEST(JunitTest, WhatXmlCantHoldIsNamed) {
  Finding finding;
  finding.message = "<&\">\x01\uFFFE\xFF";
  EXPECT_NE(shown(test::reportOf({finding}))
                .find("message=\"&lt;&amp;&quot;&gt;&lt;U+0001&gt;&lt;U+FFFE&gt;&lt;FF&gt;\""),
            std::string::npos);
}

} // namespace
} // namespace heaplight
