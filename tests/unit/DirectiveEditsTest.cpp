#include "judge/DirectiveEdits.h"

#include "judge/Fixes.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// `source` without what its first directive says, or without its names in `gone`.
std::string without(const std::string &source, const std::set<std::string> &gone = {}) {
  for (const Comment &comment : commentsWith(source, {"NOLINT", "heaplight"}))
    for (const Directive &directive : directivesIn(comment.text)) {
      Mention mention{"a.cpp", comment, directive};
      llvm::Expected<std::string> text = withEdits(
          source, {gone.empty() ? withoutDirective(mention) : withoutNames(mention, gone)});
      return text ? *text : llvm::toString(text.takeError());
    }
  return "no directive";
}

TEST(DirectiveEditsTest, ACommentBehindCodeGoesWithTheBlanksBeforeIt) {
  EXPECT_EQ(without("f(); \t// NOLINT(heap-x)  \ng();\n"), "f();\ng();\n");
  EXPECT_EQ(without("f();// NOLINT(heap-x)"), "f();");
  EXPECT_EQ(without("f(); /* NOLINT(heap-x) */ \t\r\n"), "f();\r\n");
}

TEST(DirectiveEditsTest, ACommentAloneGoesWithItsLine) {
  EXPECT_EQ(without("f();\n  // NOLINTNEXTLINE(heap-x)\ng();\n"), "f();\ng();\n");
  EXPECT_EQ(without("f();\r\n\t/* NOLINT(heap-x) */ \r\ng();\r\n"), "f();\r\ng();\r\n");
  EXPECT_EQ(without("f();\n// NOLINT(heap-x)"), "f();\n");
  EXPECT_EQ(without("/// NOLINT(heap-x)\nf();"), "f();");
}

TEST(DirectiveEditsTest, TheLineStaysWhereAnotherWouldJoinTheOneBefore) {
  EXPECT_EQ(without("#define A f() \\\n// NOLINT(heap-x)\ng();\n"), "#define A f() \\\n\ng();\n");
}

TEST(DirectiveEditsTest, WordsThatItKeptApartStayApart) {
  EXPECT_EQ(without("return/* NOLINT(heap-x) */x;"), "return x;");
  EXPECT_EQ(without("return /* NOLINT(heap-x) */ x;"), "return x;");
  EXPECT_EQ(without("return /* NOLINT(heap-x) */x;"), "return x;");
  EXPECT_EQ(without("return/* NOLINT(heap-x) */ x;"), "return x;");
  EXPECT_EQ(without("  /* NOLINT(heap-x) */ f();"), "  f();");
  EXPECT_EQ(without("a; /* NOLINT(heap-x) */ // b"), "a; // b");
  EXPECT_EQ(without("/* b */ // NOLINT(heap-x)\n"), "/* b */\n");
}

TEST(DirectiveEditsTest, OfALongerCommentOnlyItsOwnWordsGo) {
  EXPECT_EQ(without("f(); // needed. NOLINT(heap-x)\n"), "f(); // needed.\n");
  EXPECT_EQ(without("f(); // NOLINT(heap-x) see below\n"), "f(); // see below\n");
  EXPECT_EQ(without("f(); // a NOLINT(heap-x) b\n"), "f(); // a b\n");
  EXPECT_EQ(without("f(); // NOLINT(heap-x) NOLINT(b)\n"), "f(); // NOLINT(b)\n");
  EXPECT_EQ(without("f(); /* a NOLINT(heap-x) */\n"), "f(); /* a */\n");
  EXPECT_EQ(without("/* a\n * NOLINT(heap-x)\n */\n"), "/* a\n * \n */\n");
  EXPECT_EQ(without("// NOLINT(heap-x) \\\nb\nf();"), "// \\\nb\nf();");
  EXPECT_EQ(without("/* NOLINT(heap-x)\n*/ f();"), "/* \n*/ f();");
}

TEST(DirectiveEditsTest, ItsReasonGoesToo) {
  EXPECT_EQ(without("f(); // NOLINT(heap-x): grows once\n"), "f();\n");
  EXPECT_EQ(without("f(); // a NOLINT(heap-x) - grows NOLINT(b)\n"), "f(); // a NOLINT(b)\n");
  EXPECT_EQ(without("f(); // heaplight: allow(heap-x) grows once\n"), "f();\n");
}

TEST(DirectiveEditsTest, OfSeveralNamesOnlySomeGo) {
  EXPECT_EQ(without("f(); // NOLINT(heap-x, b-y)\n", {"heap-x"}), "f(); // NOLINT(b-y)\n");
  EXPECT_EQ(without("f(); // NOLINT(a,heap-x,b): c\n", {"heap-x"}), "f(); // NOLINT(a,b): c\n");
  EXPECT_EQ(without("f(); // NOLINT(heap-x, heap-y)\n", {"heap-x", "heap-y"}), "f();\n");
}

} // namespace
} // namespace heaplight
