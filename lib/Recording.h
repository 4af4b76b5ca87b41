// What a run did to the heap, as plain values: counts by call stack. No files, no printing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heaplight {

/// When something happened in a run, by the program's own `main`: code that `exit` runs while
/// main hasn't returned still counts as main's.
enum class RunPhase : uint8_t { BeforeMain, Main, AfterMain };

/// One level of a call stack: a function that was running, or one inlined into it.
struct RecordedFrame {
  std::string function; ///< As people read it; empty where the object names none.
  std::string file;     ///< Empty where the object tells no lines.
  uint32_t line = 0;    ///< From 1; 0 where not told.
  uint32_t column = 0;
  bool inlined = false; ///< Into the next frame of its stacks.
  std::string object;   ///< The program or library that holds the code.
  uint64_t address = 0; ///< Of the call, in the object, as its symbol table counts.

  friend auto operator<=>(const RecordedFrame &, const RecordedFrame &) = default;
};

/// What happened at one call stack.
struct RecordedCounts {
  uint64_t allocations = 0; ///< As they were asked for; a realloc is one, and frees besides.
  uint64_t bytes = 0;       ///< Asked for.
  uint64_t frees = 0;       ///< Of blocks; free of a null pointer is none.
  uint64_t freedBytes = 0;  ///< Of blocks that the recorder saw being made.
  uint64_t lostBlocks = 0;  ///< Made here and never freed by anybody.
  uint64_t lostBytes = 0;

  friend auto operator<=>(const RecordedCounts &, const RecordedCounts &) = default;
};

/// One call stack in one phase of one thread.
struct RecordedStack {
  std::vector<uint32_t> frames; ///< Numbers in the process's `frames`, innermost first.
  RunPhase phase = RunPhase::Main;
  uint32_t thread = 0; ///< Number in the process's `threads`.
  RecordedCounts counts;

  friend auto operator<=>(const RecordedStack &, const RecordedStack &) = default;
};

struct RecordedThread {
  std::string name; ///< As the system knew it at its first event; the program's file name if unset.
};

/// One process, from its start or from its fork.
struct RecordedProcess {
  uint64_t pid = 0;
  std::string program;                 ///< The executable's path.
  std::vector<std::string> arguments;  ///< The program's own name first.
  std::vector<RecordedFrame> frames;   ///< Each once, sorted.
  std::vector<RecordedStack> stacks;   ///< Sorted.
  std::vector<RecordedThread> threads; ///< In the order of their first events.
  uint64_t peakBytes = 0;              ///< The most that was live at a time.
  uint64_t missed = 0; ///< Events whose stack found no room; they count in no stack.
};

/// A program and, where they were followed, the processes that came of it, in the order of their
/// start.
struct Recording {
  std::vector<RecordedProcess> processes;
};

} // namespace heaplight
