#include "report/RunPlaces.h"

#include "Recorded.h"

namespace heaplight {
namespace {

TEST(RunPlacesTest, TheInnermostLineOfTheUsersIsThePlace) {
  RecordedProcess server = test::serverProcess();
  RunPlaces places(server, "/home/me/work");
  EXPECT_EQ(places.placeOf(server.stacks[1]), (RunPlace{"src/parse.cpp", 77, "", ""}));
  EXPECT_EQ(places.placeOf(server.stacks[3]), (RunPlace{"src/main.cpp", 10, "", ""}));
}

TEST(RunPlacesTest, CodeOfTheSystemsLibrariesIsNotTheUsersWhateverItsFiles) {
  RecordedProcess server = test::serverProcess();
  server.frames[3].file = "libio/filedoalloc.c"; // As glibc's debug information has it.
  server.frames[3].line = 101;
  EXPECT_EQ(RunPlaces(server, "/home/me/work").placeOf(server.stacks[3]),
            (RunPlace{"src/main.cpp", 10, "", ""}));
  server.frames[4].file = "elf/dl-init.c";
  server.frames[4].line = 74;
  EXPECT_EQ(RunPlaces(server, "/home/me/work").placeOf(server.stacks[0]),
            (RunPlace{"", 0, "", "/lib/libc.so.6"}));
}

TEST(RunPlacesTest, WithoutLinesTheProgramsOwnFunctionIsThePlace) {
  RecordedProcess server = test::serverProcess();
  for (RecordedFrame &frame : server.frames) {
    frame.file.clear();
    frame.line = 0;
  }
  RunPlaces places(server, "/home/me/work");
  // The loader's start reaches none of them.
  EXPECT_EQ(places.placeOf(server.stacks[0]), (RunPlace{"", 0, "", "/lib/libc.so.6"}));
  EXPECT_EQ(places.placeOf(server.stacks[3]), (RunPlace{"", 0, "main", "server"}));
}

TEST(RunPlacesTest, AStackWithoutFramesHasAPlaceWithoutNames) {
  RecordedProcess server = test::serverProcess();
  EXPECT_EQ(RunPlaces(server, "/w").placeOf({{}, RunPhase::Main, 0, {}}), RunPlace());
}

} // namespace
} // namespace heaplight
