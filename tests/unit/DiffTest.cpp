#include "judge/Diff.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

/// "path: first-last, …" of each file, or "!" and what is wrong.
Words addedBy(const std::string &text) {
  llvm::Expected<std::vector<ChangedFile>> files = parseDiff(text);
  if (!files)
    return {"!" + llvm::toString(files.takeError())};
  Words said;
  for (const ChangedFile &file : *files) {
    std::string lines;
    for (const AddedLines &added : file.added)
      lines += " " + std::to_string(added.first) + "-" + std::to_string(added.last);
    said.push_back(file.path + ":" + lines);
  }
  return said;
}

const std::string head =
    "diff --git a/a.cpp b/a.cpp\nindex 1..2 100644\n--- a/a.cpp\n+++ b/a.cpp\n";

TEST(DiffTest, LinesThatAreAdded) {
  EXPECT_EQ(addedBy(head + "@@ -1 +1 @@\n-a\n+b\n@@ -8,0 +9,3 @@ f()\n+c\n+d\n+e\n"),
            Words{"a.cpp: 1-1 9-11"});
  EXPECT_EQ(addedBy(""), Words{});
}

TEST(DiffTest, LinesThatGoAddNone) {
  EXPECT_EQ(addedBy(head + "@@ -3,2 +2,0 @@\n-a\n-b\n"), Words{"a.cpp:"});
}

TEST(DiffTest, LinesAroundAChangeAreNotAdded) {
  EXPECT_EQ(addedBy(head + "@@ -1,3 +1,4 @@\n a\n-b\n+c\n+d\n\n"), Words{"a.cpp: 2-3"});
}

TEST(DiffTest, TextThatLooksLikeAHeadIsText) {
  EXPECT_EQ(addedBy(head + "@@ -1,2 +1,2 @@\n--- a/x\n--- a/y\n+++ b/x\n+@@ -1 +1 @@\n"),
            Words{"a.cpp: 1-2"});
}

TEST(DiffTest, FilesThatComeAndGo) {
  EXPECT_EQ(addedBy("diff --git a/n.cpp b/n.cpp\nnew file mode 100644\nindex 0..1\n--- /dev/null\n"
                    "+++ b/n.cpp\n@@ -0,0 +1,2 @@\n+a\n+b\n"
                    "diff --git a/o.cpp b/o.cpp\ndeleted file mode 100644\nindex 1..0\n"
                    "--- a/o.cpp\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"),
            Words{"n.cpp: 1-2"});
}

TEST(DiffTest, RenamedFilesHaveTheirNewName) {
  EXPECT_EQ(addedBy("diff --git a/o.cpp b/n.cpp\nsimilarity index 100%\nrename from o.cpp\n"
                    "rename to n.cpp\n"
                    "diff --git a/p.cpp b/q.cpp\nsimilarity index 90%\nrename from p.cpp\n"
                    "rename to q.cpp\nindex 1..2\n--- a/p.cpp\n+++ b/q.cpp\n@@ -1 +1 @@\n-a\n+b\n"),
            Words{"q.cpp: 1-1"});
}

TEST(DiffTest, PathsThatGitQuotes) {
  auto path = [](const std::string &quoted) {
    return addedBy("--- /dev/null\n+++ " + quoted + "\n@@ -0,0 +1 @@\n+a\n");
  };
  EXPECT_EQ(path(R"("b/caf\303\251.cpp")"), Words{"caf\xC3\xA9.cpp: 1-1"});
  EXPECT_EQ(path(R"("b/\"q\"\\\t\n\a\b\v\f\r.cpp")"), Words{"\"q\"\\\t\n\a\b\v\f\r.cpp: 1-1"});
  EXPECT_EQ(path("b/two words.cpp\t"), Words{"two words.cpp: 1-1"});
  EXPECT_EQ(path("b/a.cpp\t2026-01-01 00:00"), Words{"a.cpp: 1-1"});
  EXPECT_EQ(path(R"("b/a.cpp)"), Words{R"(!line 2: '"b/a.cpp' is no path as git quotes it)"});
  EXPECT_EQ(path(R"("b/\q")"), Words{R"(!line 2: '"b/\q"' is no path as git quotes it)"});
}

TEST(DiffTest, AMissingLastBreakIsNoLine) {
  EXPECT_EQ(addedBy(head + "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
                           "\\ No newline at end of file\n@@ -9,0 +9 @@\n+c\n"),
            Words{"a.cpp: 1-1 9-9"});
  EXPECT_EQ(addedBy(head + "@@ -0,0 +1 @@\n+a"), Words{"a.cpp: 1-1"});
}

TEST(DiffTest, WhatIsNoTextAddsNone) {
  EXPECT_EQ(addedBy("diff --git a/i.png b/i.png\nindex 1..2 100644\n"
                    "Binary files a/i.png and b/i.png differ\n"
                    "diff --git a/s b/s\nindex 1..2 160000\n--- a/s\n+++ b/s\n@@ -1 +1 @@\n"
                    "-Subproject commit 1\n+Subproject commit 2\n"
                    "diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n"),
            Words{"s: 1-1"});
}

TEST(DiffTest, LinesWithCarriageReturns) {
  EXPECT_EQ(addedBy(head + "@@ -1 +1,2 @@\r\n-a\r\n+b\r\n+c\r\n"), Words{"a.cpp: 1-2"});
  EXPECT_EQ(addedBy("--- a/a.cpp\r\n+++ b/a.cpp\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n"),
            Words{"a.cpp: 1-1"});
}

TEST(DiffTest, AMessageBeforeItIsReadOver) {
  EXPECT_EQ(addedBy("commit 1234\nAuthor: A\n\n    --- text\n\n" + head + "@@ -1 +1 @@\n-a\n+b\n"),
            Words{"a.cpp: 1-1"});
}

struct BadDiff {
  const char *text; ///< H stands for the head of a file.
  const char *problem;
};

class BadDiffTest : public testing::TestWithParam<BadDiff> {};

TEST_P(BadDiffTest, SaysWhatIsWrongAndWhere) {
  std::string text = GetParam().text;
  if (text.starts_with("H"))
    text = head + text.substr(1);
  EXPECT_EQ(addedBy(text), Words{std::string("!line ") + GetParam().problem});
}

INSTANTIATE_TEST_SUITE_P(
    All, BadDiffTest,
    testing::Values(
        BadDiff{"hello\n", "1: it holds no diff; give what `git diff --unified=0` writes"},
        BadDiff{"diff --cc a.cpp\n",
                "1: the diff has several parents; give one against a single commit"},
        BadDiff{"diff --combined a.cpp\n",
                "1: the diff has several parents; give one against a single commit"},
        BadDiff{"@@@ -1 -1 +1 @@@\n",
                "1: the diff has several parents; give one against a single commit"},
        BadDiff{"diff --git a.cpp a.cpp\n",
                "1: 'a.cpp a.cpp' has no a/ before its path; ask git for --src-prefix=a/ "
                "--dst-prefix=b/"},
        BadDiff{"diff --git i/a.cpp w/a.cpp\n",
                "1: 'i/a.cpp w/a.cpp' has no a/ before its path; ask git for --src-prefix=a/ "
                "--dst-prefix=b/"},
        BadDiff{"--- a.cpp\n+++ a.cpp\n@@ -1 +1 @@\n-a\n+b\n",
                "2: 'a.cpp' has no a/ before its path; ask git for --src-prefix=a/ "
                "--dst-prefix=b/"},
        BadDiff{"--- a/a.cpp\n+++ w/a.cpp\n@@ -1 +1 @@\n-a\n+b\n",
                "2: 'w/a.cpp' has no b/ before its path; ask git for --src-prefix=a/ "
                "--dst-prefix=b/"},
        BadDiff{"@@ -1 +1 @@\n-a\n+b\n", "1: a hunk stands before the file that it belongs to"},
        BadDiff{"H@@ -1 +1 @@\n-a\n", "6: the diff is cut off inside a hunk"},
        BadDiff{"H@@ -1 +1\n", "5: '@@ -1 +1' is no head of a hunk"},
        BadDiff{"H@@ -x +1 @@\n", "5: '@@ -x +1 @@' is no head of a hunk"},
        BadDiff{"H@@ -1 +1,x @@\n", "5: '@@ -1 +1,x @@' is no head of a hunk"},
        BadDiff{"H@@ -1 +99999999999 @@\n", "5: '@@ -1 +99999999999 @@' is no head of a hunk"},
        BadDiff{"H@@ -1 +4294967295,4294967295 @@\n",
                "5: '@@ -1 +4294967295,4294967295 @@' is no head of a hunk"},
        BadDiff{"H@@ -1 +0,1 @@\n", "5: '@@ -1 +0,1 @@' is no head of a hunk"},
        BadDiff{"H@@ -1 +1 @@\n-a\n-b\n", "7: the hunk isn't as long as its head says"},
        BadDiff{"H@@ -0,0 +1 @@\n-a\n", "6: the hunk isn't as long as its head says"},
        BadDiff{"H@@ -1 +1 @@\nxa\n", "6: the hunk isn't as long as its head says"}));

} // namespace
} // namespace heaplight
