#include "Types.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(NamesTest, TheEmptyStringIsZero) {
  Names names;
  EXPECT_EQ(names.intern(""), 0u);
  EXPECT_EQ(names.text(0), "");
}

TEST(NamesTest, AStringIsKeptOnceAndStaysWhereItIs) {
  Names names;
  StringId first = names.intern("malloc");
  const std::string *text = &names.text(first);
  for (int number = 0; number < 5000; ++number)
    names.intern("name" + std::to_string(number));
  EXPECT_EQ(names.intern("malloc"), first);
  EXPECT_EQ(&names.text(first), text);
}

TEST(NamesTest, OfAppendedStringsTheFirstIsFound) {
  Names names;
  StringId hidden = names.distinct("f"), first = names.append("f"), second = names.append("f");
  EXPECT_NE(hidden, first);
  EXPECT_NE(first, second);
  EXPECT_EQ(names.intern("f"), first);
  EXPECT_EQ(names.append(""), second + 1);
  EXPECT_EQ(names.intern(""), 0u);
  EXPECT_EQ(names.intern("g"), second + 2);
}

TEST(NamesTest, AnothersStringsAreFoundWhereTheyAreKnown) {
  Names names, other;
  std::vector<StringId> known, theirs;
  // So many that there is no room for them at first.
  for (int number = 0; number < 500; ++number) {
    if (number % 3 == 0)
      known.push_back(names.intern("name" + std::to_string(number)));
    theirs.push_back(number % 2 ? other.intern("name" + std::to_string(number))
                                : other.append("name" + std::to_string(number)));
  }
  StringId apart = other.append("apart"), again = other.append("name3");

  std::vector<StringId> ids =
      names.takeStrings(std::move(other), [&](StringId id) { return id == apart; });

  ASSERT_EQ(ids.size(), theirs.size() + 3);
  EXPECT_EQ(ids[0], 0u);
  for (int number = 0; number < 500; ++number) {
    EXPECT_EQ(names.text(ids[theirs[number]]), "name" + std::to_string(number));
    EXPECT_EQ(names.intern("name" + std::to_string(number)), ids[theirs[number]]);
    if (number % 3 == 0)
      EXPECT_EQ(ids[theirs[number]], known[number / 3]);
  }
  EXPECT_EQ(ids[again], known[1]);
  EXPECT_EQ(names.text(ids[apart]), "apart");
  EXPECT_NE(names.intern("apart"), ids[apart]);
}

TEST(NamesTest, FramesThatDifferInOnePartAreTwo) {
  Names names;
  Frame frame{names.intern("f"), names.intern("a.cpp"), 3, 5, noFrame};
  FrameId id = names.intern(frame);
  EXPECT_EQ(names.intern(frame), id);
  for (auto part : {&Frame::function, &Frame::file, &Frame::line, &Frame::column, &Frame::in}) {
    Frame other = frame;
    ++(other.*part);
    EXPECT_NE(names.intern(other), id);
  }
}

TEST(NamesTest, AChainGoesFromTheInnermostFrameOut) {
  Names names;
  FrameId outer = names.intern(Frame{names.intern("main"), 0, 1, 1, noFrame});
  FrameId middle = names.intern(Frame{names.intern("push"), 0, 2, 1, outer});
  FrameId inner = names.intern(Frame{names.intern("grow"), 0, 3, 1, middle});
  EXPECT_EQ(names.chain(inner), (std::vector<FrameId>{inner, middle, outer}));
  EXPECT_EQ(names.chain(outer), std::vector<FrameId>{outer});
  EXPECT_TRUE(names.chain(noFrame).empty());
}

TEST(CertaintyTest, WeakestComesFirst) {
  EXPECT_LT(Certainty::Exceptional, Certainty::Sometimes);
  EXPECT_LT(Certainty::Sometimes, Certainty::Always);
}

} // namespace
} // namespace heaplight
