#include "show/Github.h"

#include "Linted.h"

namespace heaplight {
namespace {

std::string shown(const LintReport &report) {
  return test::written([&](llvm::raw_ostream &stream) { showGithub(report, stream); });
}

Finding plain(const std::string &file, const std::string &message) {
  Finding finding;
  finding.place = {file, 3, 5};
  finding.message = message;
  return finding;
}

TEST(GithubTest, AFindingIsACommand) {
  Finding finding = plain("a.cpp", "it allocates");
  EXPECT_EQ(shown(test::reportOf({finding})),
            "::warning file=a.cpp,line=3,col=5,title=heap-allocate::it allocates\n");
  finding.severity = Severity::Error;
  finding.place = {"a.cpp", 0, 0};
  finding.mend = "reserve";
  EXPECT_EQ(shown(test::reportOf({finding})),
            "::error file=a.cpp,title=heap-allocate::it allocates%0Amend: reserve\n");
}

TEST(GithubTest, PathsAreTheRepositorys) {
  LintReport report = test::reportOf({plain("a.cpp", "m")});
  report.repositoryPrefix = "sub/";
  EXPECT_TRUE(shown(report).starts_with("::warning file=sub/a.cpp,"));
}

TEST(GithubTest, WhatEndsAPropertyOrTheCommandIsEscaped) {
  EXPECT_EQ(shown(test::reportOf({plain("a,b:c%d.cpp", "100%, x::y")})),
            "::warning file=a%2Cb%3Ac%25d.cpp,line=3,col=5,title=heap-allocate::100%25, x::y\n");
}

TEST(GithubTest, NoTextMakesACommandOfItsOwn) {
  EXPECT_EQ(shown(test::reportOf({plain("a\n::error::x", "m\r\n::error::x")})),
            "::warning file=a<U+000A>%3A%3Aerror%3A%3Ax,line=3,col=5,title=heap-allocate::"
            "m<U+000D><U+000A>::error::x\n");
}

TEST(GithubTest, WhatDoesNotCountIsNotTold) {
  Finding finding = plain("a.cpp", "m");
  finding.standing = Standing::Known;
  EXPECT_EQ(shown(test::reportOf({finding})), "");
}

} // namespace
} // namespace heaplight
