#include "judge/YamlTree.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// "LINE:COLUMN" of values and their texts, as nested as they are.
std::string shown(const YamlValue &value) {
  std::string place = std::to_string(value.place.line) + ":" + std::to_string(value.place.column);
  switch (value.sort) {
  case YamlValue::Sort::Nothing:
    return place + " nothing";
  case YamlValue::Sort::Scalar:
    return place + " '" + value.text + "'";
  case YamlValue::Sort::List:
  case YamlValue::Sort::Mapping:
    break;
  }
  std::string text = place + (value.keys.empty() ? " [" : " {");
  for (size_t index = 0; index < value.items.size(); ++index)
    text += (index ? ", " : "") + (value.keys.empty() ? "" : shown(value.keys[index]) + ": ") +
            shown(value.items[index]);
  return text + (value.keys.empty() ? "]" : "}");
}

/// What is wrong in "!…".
std::string shown(const std::string &text) {
  llvm::Expected<YamlValue> value = parseYaml(text, "p");
  return value ? shown(*value) : "!" + llvm::toString(value.takeError());
}

TEST(YamlTreeTest, ValuesStandWhereTheyStand) {
  EXPECT_EQ(shown("a: b\n'c': \"d\"\n"), "1:1 {1:1 'a': 1:4 'b', 2:2 'c': 2:7 'd'}");
  EXPECT_EQ(shown("a:\n  - b\n  - [c, d]\n"),
            "1:1 {1:1 'a': 2:3 [2:5 'b', 3:5 [3:6 'c', 3:9 'd']]}");
  EXPECT_EQ(shown("a:\nb: {c: }\n"),
            "1:1 {1:1 'a': 1:1 nothing, 2:1 'b': 2:4 {2:5 'c': 2:5 nothing}}");
}

TEST(YamlTreeTest, ATextWithoutValuesIsNothing) {
  EXPECT_EQ(shown(""), "1:1 nothing");
  EXPECT_EQ(shown("# a\n"), "2:1 nothing");
}

TEST(YamlTreeTest, ColumnsAreBytesAndDoNotCountAByteOrderMark) {
  EXPECT_EQ(shown("\xEF\xBB\xBF\xC3\xA9: b"), "1:1 {1:1 '\xC3\xA9': 1:5 'b'}");
}

TEST(YamlTreeTest, APartOfATextHasItsPlaceWhereItStandsAsItIs) {
  auto column = [](const std::string &text) {
    llvm::Expected<YamlValue> value = parseYaml(text, "p");
    EXPECT_TRUE(bool(value));
    return value->items.at(0).placeOf(2).column;
  };
  EXPECT_EQ(column("a: xyz"), 6u);
  EXPECT_EQ(column("a: 'xyz'"), 7u);
  EXPECT_EQ(column("a: \"\\x78yz\""), 5u); // The text's start: its letters were written otherwise.
  EXPECT_EQ(column("a: 'x\n  yz'"), 5u);
}

TEST(YamlTreeTest, WhatIsWrongIsSaidOnce) {
  EXPECT_EQ(shown("a: [b, [c, {d: *e}]]"), "!p:1:16: a value that begins with * needs quotes: "
                                           "'*e'; aliases aren't known here");
  EXPECT_EQ(shown("a: 1\na: 2\na: 3"),
            "!p:2:1: 'a' stands here a second time; the first is in line 1");
}

} // namespace
} // namespace heaplight
