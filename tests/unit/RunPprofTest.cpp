#include "show/RunPprof.h"

#include "Recorded.h"

#include "show/Profile.pb.h"

#include <zlib.h>

namespace heaplight {
namespace {

std::string unpacked(const std::string &bytes) {
  std::string text(1 << 16, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(text.data());
  stream.avail_out = uInt(text.size());
  constexpr int gzipOnly = 16;
  inflateInit2(&stream, MAX_WBITS + gzipOnly);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

pprof::Profile profileOf(const std::vector<const RecordedProcess *> &processes) {
  pprof::Profile profile;
  EXPECT_TRUE(profile.ParseFromString(unpacked(pprofOf(processes))));
  return profile;
}

std::vector<int64_t> valuesOf(const pprof::Sample &sample) {
  return {sample.values().begin(), sample.values().end()};
}

TEST(RunPprofTest, ValuesAreThoseOfAHeapProfile) {
  RecordedProcess server = test::serverProcess();
  pprof::Profile profile = profileOf({&server});
  std::vector<std::string> types;
  for (const pprof::ValueType &type : profile.sample_types())
    types.push_back(profile.texts(int(type.type())) + "/" + profile.texts(int(type.unit())));
  EXPECT_EQ(types, (std::vector<std::string>{"alloc_objects/count", "alloc_space/bytes",
                                             "inuse_objects/count", "inuse_space/bytes"}));
  EXPECT_EQ(profile.texts(0), "");
  EXPECT_EQ(profile.texts(int(profile.default_sample_type())), "alloc_space");
  ASSERT_EQ(profile.samples_size(), 4);
  EXPECT_EQ(valuesOf(profile.samples(1)), (std::vector<int64_t>{1000, 32000, 100, 3200}));
}

TEST(RunPprofTest, WhatIsInlinedIsALineOfItsCallersPlace) {
  RecordedProcess server = test::serverProcess();
  pprof::Profile profile = profileOf({&server});
  const pprof::Sample &sample = profile.samples(1);
  ASSERT_EQ(sample.location_ids_size(), 2); // parse with the string in it, and main.
  const pprof::Location &parse = profile.locations(int(sample.location_ids(0)) - 1);
  ASSERT_EQ(parse.id(), sample.location_ids(0));
  EXPECT_EQ(parse.address(), 0x200u);
  ASSERT_EQ(parse.lines_size(), 2);
  std::vector<std::string> shown;
  for (const pprof::Line &line : parse.lines()) {
    const pprof::Function &function = profile.functions(int(line.function_id()) - 1);
    shown.push_back(profile.texts(int(function.name())) + " " +
                    profile.texts(int(function.file())) + ":" + std::to_string(line.line()));
  }
  EXPECT_EQ(shown, (std::vector<std::string>{"std::string::string() /usr/include/c++/12/string:500",
                                             "parse(int) src/parse.cpp:77"}));
  const pprof::Mapping &mapping = profile.mappings(int(parse.mapping_id()) - 1);
  EXPECT_EQ(profile.texts(int(mapping.file())), "server");
}

TEST(RunPprofTest, PhaseAndThreadAreLabels) {
  RecordedProcess server = test::serverProcess(), child = test::childProcess();
  auto labels = [](const pprof::Profile &profile, int sample) {
    std::vector<std::string> texts;
    for (const pprof::Label &label : profile.samples(sample).labels())
      texts.push_back(profile.texts(int(label.key())) + "=" + profile.texts(int(label.text())));
    return texts;
  };
  EXPECT_EQ(labels(profileOf({&server}), 2),
            (std::vector<std::string>{"phase=main", "thread=worker"}));
  EXPECT_EQ(labels(profileOf({&server, &child}), 4),
            (std::vector<std::string>{"phase=main", "thread=sh", "process=1 /bin/sh"}));
}

TEST(RunPprofTest, CodeWithoutANameBearsItsObjects) {
  RecordedProcess child = test::childProcess();
  pprof::Profile profile = profileOf({&child});
  ASSERT_EQ(profile.functions_size(), 1);
  EXPECT_EQ(profile.texts(int(profile.functions(0).name())), "[/bin/sh]");
}

TEST(RunPprofTest, TheSameRecordingGivesTheSameBytes) {
  RecordedProcess server = test::serverProcess();
  EXPECT_EQ(pprofOf({&server}), pprofOf({&server}));
}

TEST(RunPprofTest, AnyBytesMakeAProfile) {
  RecordedProcess server = test::serverProcess();
  server.frames[0].function = "\xFF";
  EXPECT_EQ(profileOf({&server}).samples_size(), 4);
}

} // namespace
} // namespace heaplight
