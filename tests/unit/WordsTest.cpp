#include "report/Words.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

// docs/report.schema.json promises these words.
TEST(WordsTest, AreThoseOfTheSchema) {
  EXPECT_STREQ(word(Kind::Allocate), "allocate");
  EXPECT_STREQ(word(Kind::Deallocate), "deallocate");
  EXPECT_STREQ(word(Kind::Destroy), "destroy");
  EXPECT_STREQ(word(Kind::Unknown), "unknown");
  EXPECT_STREQ(word(Certainty::Always), "always");
  EXPECT_STREQ(word(Certainty::Sometimes), "sometimes");
  EXPECT_STREQ(word(Certainty::Exceptional), "exceptional");
  EXPECT_STREQ(word(Stage::Written), "written");
  EXPECT_STREQ(word(Stage::Built), "built");
  EXPECT_STREQ(word(Phase::Run), "run");
  EXPECT_STREQ(word(Phase::Startup), "startup");
  EXPECT_STREQ(word(Phase::Thread), "thread");
  EXPECT_STREQ(word(Phase::Exit), "exit");
}

TEST(WordsTest, ASizeIsToldAsFarAsItIsKnown) {
  EXPECT_EQ(size({"Node", 24, {}}), "24 B Node");
  EXPECT_EQ(size({"", 24, {}}), "24 B");
  EXPECT_EQ(size({"Node", {}, {}}), "Node");
  EXPECT_EQ(size({"", {}, {}}), "");
}

TEST(WordsTest, OfManyElementsTheSizeOfOneIsTold) {
  EXPECT_EQ(size({"int", {}, 4}), "4 B int × n");
  EXPECT_EQ(size({"", {}, 4}), "4 B × n");
  EXPECT_EQ(size({"char", {}, 1}), "char × n"); // One byte is what a char is.
  EXPECT_EQ(size({"", {}, 1}), "1 B × n");
  EXPECT_EQ(size({"int", 40, 4}), "40 B int"); // Their number is known.
}

} // namespace
} // namespace heaplight
