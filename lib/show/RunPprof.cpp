#include "show/RunPprof.h"

#include "show/JsonWriter.h"

#include "show/Profile.pb.h"

#include <zlib.h>

#include <map>

namespace heaplight {
namespace {

const char *phaseName(RunPhase phase) {
  static const char *const names[] = {"before main", "main", "after main"};
  return names[size_t(phase)];
}

/// pprof's names for the values of a heap profile. What is in use when the run is over was lost.
constexpr const char *sampleTypes[][2] = {{"alloc_objects", "count"},
                                          {"alloc_space", "bytes"},
                                          {"inuse_objects", "count"},
                                          {"inuse_space", "bytes"}};

class Builder {
public:
  Builder() {
    text("");
    for (const auto &[type, unit] : sampleTypes) {
      pprof::ValueType *value = profile_.add_sample_types();
      value->set_type(text(type));
      value->set_unit(text(unit));
    }
    profile_.mutable_period_type()->set_type(text("space"));
    profile_.mutable_period_type()->set_unit(text("bytes"));
    profile_.set_period(1); // No event was left out.
    profile_.set_default_sample_type(text("alloc_space"));
  }

  void addProcess(const RecordedProcess &process, const std::string &label) {
    for (const RecordedStack &stack : process.stacks) {
      pprof::Sample *sample = profile_.add_samples();
      addLocations(process, stack, *sample);
      const RecordedCounts &counts = stack.counts;
      for (uint64_t value : {counts.allocations, counts.bytes, counts.lostBlocks, counts.lostBytes})
        sample->add_values(int64_t(value));
      addLabel(*sample, "phase", phaseName(stack.phase));
      if (stack.thread < process.threads.size())
        addLabel(*sample, "thread", process.threads[stack.thread].name);
      if (!label.empty())
        addLabel(*sample, "process", label);
    }
  }

  std::string bytes() const { return profile_.SerializeAsString(); }

private:
  /// Protobuf's strings hold UTF-8 alone.
  int64_t text(const std::string &any) {
    std::string text = utf8Of(any);
    auto [known, added] = texts_.try_emplace(text, int64_t(texts_.size()));
    if (added)
      profile_.add_texts(text);
    return known->second;
  }

  void addLabel(pprof::Sample &sample, const std::string &key, const std::string &value) {
    pprof::Label *label = sample.add_labels();
    label->set_key(text(key));
    label->set_text(text(value));
  }

  /// The frames that are inlined into one another are one place of the machine code.
  void addLocations(const RecordedProcess &process, const RecordedStack &stack,
                    pprof::Sample &sample) {
    std::vector<RecordedFrame> place;
    for (uint32_t number : stack.frames) {
      place.push_back(process.frames[number]);
      if (place.back().inlined)
        continue;
      sample.add_location_ids(location(place));
      place.clear();
    }
    if (!place.empty())
      sample.add_location_ids(location(place));
  }

  uint64_t location(const std::vector<RecordedFrame> &frames) {
    auto [known, added] = locations_.try_emplace(frames, locations_.size() + 1);
    if (!added)
      return known->second;
    pprof::Location *location = profile_.add_locations();
    location->set_id(known->second);
    location->set_mapping_id(mapping(frames.back().object));
    location->set_address(frames.back().address);
    for (const RecordedFrame &frame : frames) {
      pprof::Line *line = location->add_lines();
      line->set_function_id(function(frame));
      line->set_line(frame.line);
      line->set_column(frame.column);
    }
    return known->second;
  }

  uint64_t mapping(const std::string &object) {
    auto [known, added] = mappings_.try_emplace(object, mappings_.size() + 1);
    if (!added)
      return known->second;
    pprof::Mapping *mapping = profile_.add_mappings();
    mapping->set_id(known->second);
    mapping->set_file(text(object));
    // All that can be known is told here, so pprof needn't look for more.
    mapping->set_has_functions(true);
    mapping->set_has_files(true);
    mapping->set_has_lines(true);
    mapping->set_has_inline_frames(true);
    return known->second;
  }

  uint64_t function(const RecordedFrame &frame) {
    std::string name = frame.function.empty() ? "[" + frame.object + "]" : frame.function;
    auto [known, added] = functions_.try_emplace({name, frame.file}, functions_.size() + 1);
    if (!added)
      return known->second;
    pprof::Function *function = profile_.add_functions();
    function->set_id(known->second);
    function->set_name(text(name));
    function->set_system_name(text(name));
    function->set_file(text(frame.file));
    return known->second;
  }

  pprof::Profile profile_;
  std::map<std::string, int64_t> texts_;
  std::map<std::string, uint64_t> mappings_;
  std::map<std::pair<std::string, std::string>, uint64_t> functions_;
  std::map<std::vector<RecordedFrame>, uint64_t> locations_;
};

std::string gzipped(const std::string &bytes) {
  constexpr int withGzipHeader = 16, memory = 8;
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + withGzipHeader, memory,
               Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = uInt(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

} // namespace

std::string pprofOf(const std::vector<const RecordedProcess *> &processes) {
  Builder builder;
  size_t number = 0;
  for (const RecordedProcess *process : processes)
    builder.addProcess(*process, processes.size() > 1
                                     ? std::to_string(number++) + " " + process->program
                                     : std::string());
  return gzipped(builder.bytes());
}

} // namespace heaplight
