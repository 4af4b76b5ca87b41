#include "judge/JsonInput.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Lines = std::vector<uint32_t>;

Lines linesOf(const std::string &text, unsigned arrayDepth) {
  llvm::Expected<JsonInput> input = parseJson(text, arrayDepth);
  if (input)
    return input->elementLines;
  ADD_FAILURE() << llvm::toString(input.takeError());
  return {};
}

InputProblem problemIn(const std::string &text) {
  llvm::Expected<JsonInput> input = parseJson(text, 0);
  return input ? InputProblem{0, "none"} : problemOf(input.takeError());
}

TEST(JsonInputTest, ElementsAreToldOfByTheirFirstLine) {
  EXPECT_EQ(linesOf("[\n1,\n\n{\n\"a\": [5,\n6]},\"x\",\n[7]]", 0), (Lines{2, 4, 6, 7}));
  EXPECT_EQ(linesOf("[]", 0), Lines{});
  EXPECT_EQ(linesOf("[\n]", 0), Lines{});
}

TEST(JsonInputTest, OnlyArraysAtTheDepthThatIsAskedFor) {
  EXPECT_EQ(linesOf("{\"a\":\n[\n{\"b\":[1]},\n2]}", 1), (Lines{3, 4}));
  EXPECT_EQ(linesOf("[[\n1],[\n2]]", 1), (Lines{2, 3}));
}

TEST(JsonInputTest, BracketsInTextAreText) {
  EXPECT_EQ(linesOf("[\"[,\\\",[\",\n\"]\",\n3]", 0), (Lines{1, 2, 3}));
}

TEST(JsonInputTest, WhatIsNoJsonHasItsLine) {
  EXPECT_EQ(problemIn("[1,\n2,\n}"), (InputProblem{3, "it isn't JSON: Invalid JSON value"}));
  EXPECT_EQ(problemIn("\"abc\\"), (InputProblem{1, "it isn't JSON: Unterminated string"}));
  EXPECT_EQ(problemIn(""), (InputProblem{1, "it is empty"}));
}

TEST(JsonInputTest, FiftyBracketsMayLieInEachOther) {
  EXPECT_EQ(problemIn(std::string(50, '[') + std::string(50, ']')).what, "none");
  EXPECT_EQ(problemIn(std::string(51, '[') + std::string(51, ']')).what,
            "more than 50 brackets lie in each other");
}

TEST(JsonInputTest, AKeyThatIsNotKnownComesWithTheNearest) {
  llvm::json::Object object{{"lines", 1}, {"nam", 2}, {"zzz", 3}};
  EXPECT_EQ(problemOf(checkKeys(object, {"name", "lines"}, 7)),
            (InputProblem{7, "'nam' is no key here; did you mean 'name'?"}));
  EXPECT_EQ(problemOf(checkKeys(llvm::json::Object{{"zzzz", 1}}, {"name", "lines"}, 7)),
            (InputProblem{7, "'zzzz' is no key here; the keys are name, lines"}));
  EXPECT_FALSE(checkKeys(object, {"name", "lines", "nam", "zzz"}, 7));
}

TEST(JsonInputTest, OtherErrorsAreProblemsOfTheFirstLine) {
  EXPECT_EQ(problemOf(llvm::createStringError("x")), (InputProblem{1, "x"}));
}

TEST(JsonInputTest, WhatAValueIs) {
  EXPECT_EQ(sortOf(nullptr), "null");
  EXPECT_EQ(sortOf(true), "a boolean");
  EXPECT_EQ(sortOf(1), "a number");
  EXPECT_EQ(sortOf("x"), "a string");
  EXPECT_EQ(sortOf(llvm::json::Array()), "an array");
  EXPECT_EQ(sortOf(llvm::json::Object()), "an object");
}

} // namespace
} // namespace heaplight
