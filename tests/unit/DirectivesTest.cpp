#include "judge/Directives.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Form = Directive::Form;
using Words = std::vector<std::string>;

/// Each as "text{list}", "text" where it has no parentheses.
Words listsOf(const std::string &text) {
  Words lists;
  for (const Directive &directive : directivesIn(text))
    lists.push_back(text.substr(directive.at, directive.length) +
                    (directive.list ? "{" + *directive.list + "}" : ""));
  return lists;
}

std::string reasonOf(const std::string &text) {
  std::vector<Directive> directives = directivesIn(text);
  if (directives.empty())
    return "none";
  const Directive &first = directives.front();
  return text.substr(first.reasonAt, first.reasonEnd - first.reasonAt) +
         (first.ownsReason ? " (its own)" : "");
}

TEST(DirectivesTest, EachFormOfClangTidy) {
  std::vector<Form> forms;
  for (const Directive &directive : directivesIn("NOLINT NOLINTNEXTLINE NOLINTBEGIN NOLINTEND"))
    forms.push_back(directive.form);
  EXPECT_EQ(forms, (std::vector<Form>{Form::Line, Form::NextLine, Form::Begin, Form::End}));
}

TEST(DirectivesTest, LettersBehindItMustMakeAForm) {
  EXPECT_EQ(listsOf(" NOLINTS NOLINTnextline NOLINTNEXTLINES nolint"), Words{});
  EXPECT_EQ(listsOf(" NOLINT_x NOLINT2 xNOLINT NOLINT: NOLINT."),
            (Words{"NOLINT", "NOLINT", "NOLINT", "NOLINT", "NOLINT"}));
}

TEST(DirectivesTest, ParenthesesComeAtOnceAndEndInTheLine) {
  EXPECT_EQ(listsOf("NOLINT(a, b)"), Words{"NOLINT(a, b){a,b}"});
  EXPECT_EQ(listsOf("NOLINT (a)"), Words{"NOLINT"});
  EXPECT_EQ(listsOf("NOLINT(a"), Words{"NOLINT"});
  EXPECT_EQ(listsOf("NOLINT()"), Words{"NOLINT(){}"});
  EXPECT_EQ(listsOf("NOLINT( a ,,\tb )"), Words{"NOLINT( a ,,\tb ){a,,b}"});
  EXPECT_EQ(listsOf("NOLINT(NOLINT)"), Words{"NOLINT(NOLINT){NOLINT}"});
}

TEST(DirectivesTest, NamesHaveNoBlanksAroundThem) {
  std::vector<Directive> directives = directivesIn("NOLINT( a ,, - b,*)");
  ASSERT_EQ(directives.size(), 1u);
  EXPECT_EQ(directives[0].names,
            (std::vector<DirectiveName>{{"a", false}, {"- b", true}, {"*", false}}));
}

TEST(DirectivesTest, AllowBeginsItsComment) {
  EXPECT_EQ(listsOf(" heaplight: allow(heap-allocate) once"),
            Words{"heaplight: allow(heap-allocate){heap-allocate}"});
  EXPECT_EQ(listsOf("/ heaplight:allow (a,b)"), Words{"heaplight:allow (a,b){a,b}"});
  EXPECT_EQ(listsOf(" * heaplight: allow(a)"), Words{"heaplight: allow(a){a}"});
  EXPECT_EQ(listsOf(" heaplight: allow"), Words{"heaplight: allow"});
  EXPECT_EQ(listsOf(" heaplight: allow(a"), Words{"heaplight: allow"});
  EXPECT_EQ(listsOf(" heaplight: allocate"), Words{});
  EXPECT_EQ(listsOf(" heaplight: allows(a)"), Words{});
  EXPECT_EQ(listsOf(" write heaplight: allow(a)"), Words{});
  EXPECT_EQ(listsOf(" heaplight: allow(a) NOLINT(b)"),
            (Words{"heaplight: allow(a){a}", "NOLINT(b){b}"}));
}

TEST(DirectivesTest, TheReasonIsWhatFollowsUpToTheNext) {
  EXPECT_EQ(reasonOf("NOLINT(a): grows once  "), "grows once (its own)");
  EXPECT_EQ(reasonOf("NOLINT -- grows once"), "grows once (its own)");
  EXPECT_EQ(reasonOf("NOLINT(a) \xE2\x80\x94 grows"), "grows (its own)");
  EXPECT_EQ(reasonOf("NOLINT(a) grows"), "grows");
  EXPECT_EQ(reasonOf("NOLINT(a) x NOLINT(b): y"), "x");
  EXPECT_EQ(reasonOf("NOLINT(a)"), "");
  EXPECT_EQ(reasonOf(" heaplight: allow(a) grows"), "grows (its own)");
  EXPECT_EQ(reasonOf("nothing"), "none");
}

} // namespace
} // namespace heaplight
