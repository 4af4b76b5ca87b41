#include "show/Words.h"

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

} // namespace
} // namespace heaplight
