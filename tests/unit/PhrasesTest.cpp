#include "show/Phrases.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

TEST(ShortNameTest, LosesScopesParametersAndTemplateArguments) {
  EXPECT_EQ(shortName("malloc"), "malloc");
  EXPECT_EQ(shortName("grow(unsigned long)"), "grow");
  EXPECT_EQ(shortName("a::b::Pool<int, std::less<int>>::grow(int) const"), "grow");
  EXPECT_EQ(shortName("std::vector<int> make<int>(int)"), "make");
  EXPECT_EQ(shortName("std::vector<int>::~vector()"), "~vector");
  EXPECT_EQ(shortName(""), "");
}

TEST(ShortNameTest, AnonymousNamespacesAndClassesAreScopes) {
  EXPECT_EQ(shortName("(anonymous namespace)::quiet()"), "quiet");
  EXPECT_EQ(shortName("a::(anonymous namespace)::B::quiet(int)"), "quiet");
}

TEST(ShortNameTest, OperatorsKeepTheirSigns) {
  EXPECT_EQ(shortName("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(shortName("operator new[](unsigned long)"), "operator new[]");
  EXPECT_EQ(shortName("operator delete(void*, unsigned long)"), "operator delete");
  EXPECT_EQ(shortName("operator delete[](void*)"), "operator delete[]");
  EXPECT_EQ(shortName("A::operator()(int) const"), "operator()");
  EXPECT_EQ(shortName("std::map<int, int>::operator[](const int&)"), "operator[]");
  EXPECT_EQ(shortName("A::operator->() const"), "operator->");
  EXPECT_EQ(shortName("std::ostream& std::operator<< <char>(std::ostream&, char)"), "operator<<");
  EXPECT_EQ(shortName("bool operator< <int>(A<int>, A<int>)"), "operator<");
  EXPECT_EQ(shortName("A::operator<=>(A) const"), "operator<=>");
  EXPECT_EQ(shortName("A::operator>>=(int)"), "operator>>=");
  EXPECT_EQ(shortName("std::string std::operator+<char>(const char*, std::string)"), "operator+");
  EXPECT_EQ(shortName("operator\"\"_s(const char*, unsigned long)"), "operator\"\"_s");
}

TEST(ShortNameTest, ConversionsKeepTheirType) {
  EXPECT_EQ(shortName("A::operator bool() const"), "operator bool");
  EXPECT_EQ(shortName("A::operator unsigned long() const"), "operator unsigned long");
}

TEST(ShortNameTest, AConversionIsNoAllocatorForItsTypesName) {
  EXPECT_EQ(shortName("A::operator newtype() const"), "operator newtype");
  EXPECT_EQ(shortName("A::operator deleter() const"), "operator deleter");
}

TEST(ShortNameTest, AConversionToATemplateEndsAtItsOwnParameters) {
  EXPECT_EQ(shortName("A::operator std::function<void (int)>() const"), "operator std::function");
}

TEST(ShortNameTest, ANameThatBeginsLikeAnOperatorIsAName) {
  EXPECT_EQ(shortName("operators(int)"), "operators");
  EXPECT_EQ(shortName("my_operator(int)"), "my_operator");
}

TEST(ShortNameTest, AFunctionWithinAFunctionIsNamedForItself) {
  EXPECT_EQ(shortName("g()::Local::run()"), "run");
  EXPECT_EQ(shortName("g()::'lambda'(int)::operator()(int) const"), "operator()");
}

TEST(ShortNameTest, ALambdaIsCalledThat) {
  EXPECT_EQ(shortName("(lambda)::operator()(int) const"), "lambda");
  EXPECT_EQ(shortName("g(std::vector<int>&)::(lambda)::operator()(int) const"), "lambda");
}

TEST(FewerArgumentsTest, WhatFitsStays) { EXPECT_EQ(withFewerArguments("a<b<c>>", 7), "a<b<c>>"); }

TEST(FewerArgumentsTest, InnerArgumentsGoFirst) {
  const std::string type = "std::pair<const Key<char>, std::vector<Leaf<int>>>";
  EXPECT_EQ(withFewerArguments(type, 49), "std::pair<const Key<char>, std::vector<Leaf<…>>>");
  EXPECT_EQ(withFewerArguments(type, 44), "std::pair<const Key<…>, std::vector<…>>");
  EXPECT_EQ(withFewerArguments(type, 20), "std::pair<…>");
  EXPECT_EQ(withFewerArguments(type, 3), "std::pair<…>");
}

TEST(FewerArgumentsTest, WhatStandsAroundStays) {
  EXPECT_EQ(withFewerArguments("24 B Node<std::string>* × n", 20), "24 B Node<…>* × n");
  EXPECT_EQ(withFewerArguments("no body: operator<<(A<int>, A<int>)", 32),
            "no body: operator<<(A<…>, A<…>)");
}

TEST(ShortNameTest, AnAbiTagIsNoPartOfTheName) {
  EXPECT_EQ(shortName("std::error_code::message[abi:cxx11]() const"), "message");
}

TEST(ShortNameTest, AnUnclosedParenthesisEndsTheName) { EXPECT_EQ(shortName("(anonymous"), ""); }

/// Effects of one line, as phrases.
class PhrasesTest : public testing::Test {
protected:
  PhrasesTest() {
    unit.frames = {{"f()", "a.cpp", 3, 1, std::nullopt},
                   {"std::vector<int>::push_back(int&&)", "lib.h", 70, 1, 0},
                   {"grow()", "a.cpp", 9, 1, std::nullopt}};
  }
  ReportEffect effect(Kind kind, Certainty certainty = Certainty::Always) {
    ReportEffect effect;
    effect.kind = kind;
    effect.certainty = certainty;
    effect.direct = true;
    effect.callee = kind == Kind::Deallocate ? "free(void*)" : "operator new(unsigned long)";
    effect.path = {0, 1};
    return effect;
  }
  Words texts(const std::vector<ReportEffect> &effects) {
    Words found;
    for (const Phrase &phrase : phrasesOf(effects, unit, options))
      found.push_back(phrase.text);
    return found;
  }

  ReportUnit unit;
  TextOptions options;
};

TEST_F(PhrasesTest, AnAllocationTellsHowSurelyHowMuchAndHow) {
  ReportEffect allocate = effect(Kind::Allocate, Certainty::Sometimes);
  allocate.inLoop = true;
  allocate.bytes = 24;
  allocate.type = "Node";
  EXPECT_EQ(texts({allocate}),
            Words{"allocates sometimes · in loop · 24 B Node · push_back → operator new"});
  EXPECT_EQ(texts({effect(Kind::Allocate)}), Words{"allocates always · push_back → operator new"});
}

TEST_F(PhrasesTest, ALineThatGoesThroughTheUsersCodeNamesThat) {
  ReportEffect allocate = effect(Kind::Allocate);
  allocate.direct = false;
  allocate.path = {0, 2};
  EXPECT_EQ(texts({allocate}), Words{"allocates always · through grow"});
}

TEST_F(PhrasesTest, OfSeveralAllocationsTheSurestSpeaks) {
  ReportEffect weak = effect(Kind::Allocate, Certainty::Exceptional);
  EXPECT_EQ(texts({weak, effect(Kind::Allocate)}),
            Words{"allocates always · push_back → operator new"});
  EXPECT_EQ(texts({weak}), Words{"allocates only when something fails · push_back → operator new"});
}

TEST_F(PhrasesTest, EachPhaseIsToldForItself) {
  ReportEffect early = effect(Kind::Allocate);
  early.phase = Phase::Startup;
  EXPECT_EQ(texts({effect(Kind::Allocate), early}).size(), 2u);
  EXPECT_EQ(texts({early}).front().find("startup: "), 0u);
}

TEST_F(PhrasesTest, UnknownCallsAreEachToldOnce) {
  ReportEffect one = effect(Kind::Unknown), other = effect(Kind::Unknown);
  one.reason = "no body: a";
  other.reason = "no body: b";
  EXPECT_EQ(texts({one, other, one}), (Words{"unknown: no body: a", "unknown: no body: b"}));
}

TEST_F(PhrasesTest, WhatWasElidedIsShownAsWrittenOnly) {
  ReportEffect gone = effect(Kind::Allocate);
  gone.stage = Stage::Written;
  EXPECT_EQ(texts({gone}), Words{}); // Something of its kind is left.
  gone.elided = true;
  ASSERT_EQ(texts({gone}).size(), 1u);
  EXPECT_EQ(texts({gone})[0].find("written only: "), 0u);
  options.stage = StageView::Built;
  EXPECT_EQ(texts({gone}), Words{});
  options.stage = StageView::Written;
  EXPECT_EQ(texts({gone}).size(), 1u);
}

TEST_F(PhrasesTest, ADestructorThatOnlyRunsIsShownWhereAllIsAskedFor) {
  ReportEffect dies = effect(Kind::Destroy);
  dies.subject = "v";
  dies.type = "Guard";
  EXPECT_EQ(texts({dies}), Words{"destroys v: Guard"});
  dies.mattersToHeap = false;
  EXPECT_EQ(texts({dies}), Words{});
  options.show = ShowWhat::All;
  EXPECT_EQ(texts({dies}), Words{"destroys v: Guard"});
}

TEST_F(PhrasesTest, AllocationsComeBeforeFrees) {
  EXPECT_EQ(texts({effect(Kind::Deallocate), effect(Kind::Allocate)}),
            (Words{"allocates always · push_back → operator new", "frees always"}));
}

TEST_F(PhrasesTest, WhatWasSeenStandsBesideWhatIsPossible) {
  ReportLine line{"a.cpp", 3, {effect(Kind::Allocate), effect(Kind::Deallocate)}};
  auto seen = [&](RecordedCounts counts) {
    line.observed = counts;
    Words found;
    for (const Phrase &phrase : phrasesOf(line, unit, options))
      found.push_back(phrase.text);
    return found;
  };
  const std::string allocates = "allocates always · push_back → operator new";
  EXPECT_EQ(seen({}), (Words{allocates + " · not seen", "frees always · not seen"}));
  EXPECT_EQ(seen({1204, 46080, 1204, 0, 0, 0}),
            (Words{allocates + " · seen 1,204 × about 38 B = 45 KiB",
                   "frees always · seen 1,204 times"}));
  EXPECT_EQ(seen({3, 96, 1, 0, 0, 0}),
            (Words{allocates + " · seen 3 × 32 B = 96 B", "frees always · seen once"}));
  EXPECT_EQ(seen({1, 32, 0, 0, 0, 0})[0], allocates + " · seen 1 × 32 B");
  EXPECT_EQ(seen({2, 0, 0, 0, 0, 0})[0], allocates + " · seen 2 × 0 B = 0 B");
  line.observed.reset();
  EXPECT_EQ(phrasesOf(line, unit, options)[0].text, allocates);
}

TEST_F(PhrasesTest, OfAnUnknownCallAllThatWasSeenIsTold) {
  ReportEffect unknown = effect(Kind::Unknown);
  unknown.reason = "no body: a";
  ReportLine line{"a.cpp", 3, {unknown}, RecordedCounts{2, 16, 1, 8, 0, 0}};
  auto last = [&] { return phrasesOf(line, unit, options).back().text; };
  EXPECT_EQ(last(), "unknown: no body: a · seen to allocate 2 × 8 B = 16 B, to free once");
  line.observed = RecordedCounts{0, 0, 4, 32, 0, 0};
  EXPECT_EQ(last(), "unknown: no body: a · seen to free 4 times");
  line.observed = RecordedCounts();
  EXPECT_EQ(last(), "unknown: no body: a · not seen at the heap");
  line.effects.push_back(effect(Kind::Allocate)); // That tells of it.
  EXPECT_EQ(last(), "unknown: no body: a");
}

TEST_F(PhrasesTest, WhatWasElidedIsNotMissed) {
  ReportEffect gone = effect(Kind::Allocate);
  gone.stage = Stage::Written;
  gone.elided = true;
  ReportLine line{"a.cpp", 3, {gone}, RecordedCounts()};
  const std::string elided = "written only: allocates always · push_back → operator new, elided";
  EXPECT_EQ(phrasesOf(line, unit, options)[0].text, elided);
  line.observed = RecordedCounts{1, 8, 0, 0, 0, 0};
  EXPECT_EQ(phrasesOf(line, unit, options)[0].text, elided + " · seen 1 × 8 B all the same");
}

TEST_F(PhrasesTest, MarksAreOneColumnAndInAsciiOneByte) {
  std::set<std::string> seen;
  for (Kind kind : allKinds)
    for (Tone tone : {Tone(kind), Tone::Elided}) {
      EXPECT_EQ(markOf({kind, tone, ""}, /*ascii=*/true).size(), 1u);
      seen.insert(markOf({kind, tone, ""}, /*ascii=*/true));
    }
  EXPECT_EQ(seen.size(), 8u); // Each tells its kind, and whether it is weak.
}

} // namespace
} // namespace heaplight
