// What the preloaded recorder writes and lib/read/run/Trace reads: plain structs in a file, of the
// machine's own byte order. What changes here changes `layoutVersion`.
#pragma once

#include <cstdint>

namespace heaplight::probe {

/// An absolute path of a folder that exists: each process writes one file there, whose name ends in
/// `fileSuffix`. Without it the recorder does nothing.
inline constexpr char folderVariable[] = "HEAPLIGHT_PROBE_FOLDER";
/// Set, to whatever: processes that are forked are recorded as well, and the programs that they
/// execute. Otherwise the recorder takes itself out of the environment.
inline constexpr char followVariable[] = "HEAPLIGHT_PROBE_FOLLOW";
/// By this name it finds itself in LD_PRELOAD.
inline constexpr char libraryName[] = "libheaplight-probe.so";
inline constexpr char fileSuffix[] = ".heaptrace";

inline constexpr char magic[8] = {'h', 'e', 'a', 'p', 't', 'r', 'c', '\0'};
inline constexpr uint32_t layoutVersion = 2;

/// The tables of a file, each of elements of one type that are numbered from 0.
enum Table : uint32_t {
  NodeTable,
  RecordTable,
  RecordPlaceTable, ///< These have one element for each of RecordTable.
  FreedElsewhereTable,
  ModuleTable,
  ThreadTable,
  TextTable, ///< Of bytes.
  tableCount
};

/// A call of a stack: of one stack the node of its innermost call stands for the whole. What comes
/// after `module` is how the recorder finds its way; 0 for none.
struct Node {
  uint64_t address; ///< In memory; what it returns to, so that the call lies before it.
  uint32_t parent;  ///< The node of the calls around it; smaller than its own number.
  uint32_t module;  ///< That the address lay in.
  uint32_t firstChild;
  uint32_t nextSibling;
  uint32_t firstRecord; ///< Its number and one. Later threads come first.
  uint32_t unused;
};

/// The first nodes are no calls, but say how the stacks above them end.
enum Root : uint32_t {
  WholeStack,     ///< At the thread's first function.
  TruncatedStack, ///< The stack is deeper than what is kept of it.
  UnknownCallers, ///< At code that doesn't tell how to find its caller.
  rootCount
};

/// What happened at one stack in one phase of one thread; written by that thread alone. A line of
/// the processor's cache, for all that an event counts in.
struct Record {
  uint64_t allocations;
  uint64_t bytes;
  uint64_t frees;
  uint64_t freedBytes;
  uint64_t ownFreed; ///< Blocks that were made here, and freed by the same thread, or never got.
  uint64_t ownFreedBytes;
  uint64_t key; ///< What the recorder finds it by.
  uint32_t thread;
  uint32_t following; ///< The record of the thread's event after the last one here.
};

/// Where and when that was.
struct RecordPlace {
  uint32_t node;
  uint32_t phase; ///< As RunPhase counts them.
  uint32_t next;  ///< Of the same node: its number and one, for the recorder.
  uint32_t unused;
};

/// Blocks that were made at a record and freed by other threads.
struct FreedElsewhere {
  uint64_t blocks;
  uint64_t bytes;
};

/// A range of TextTable.
struct Text {
  uint32_t offset;
  uint32_t size;
};

/// A program or a library, for as long as it lay in one place.
struct Module {
  uint64_t start; ///< In memory.
  uint64_t end;
  uint64_t bias; ///< Memory's addresses minus the file's.
  Text path;
};
/// Where no module is known: generated code.
inline constexpr uint32_t noModule = 0;

struct Thread {
  uint64_t system; ///< What the system calls it by.
  char name[16];   ///< Ends at the first zero, if there is one.
};

/// Where a part of a table lies in the file; the parts of a table follow each other.
struct Extent {
  uint64_t table;
  uint64_t offset; ///< Bytes.
  uint64_t size;   ///< Bytes.
};
inline constexpr uint32_t maxExtents = 140;

/// At the start of the file. `used` of a table grows after its new element was written, so that
/// whenever the process is killed, what is counted is whole.
struct Header {
  char magic[8]; ///< Written last.
  uint32_t version;
  uint32_t headerSize;
  uint32_t elementSizes[tableCount];
  uint64_t used[tableCount]; ///< Elements.
  uint64_t pid;
  uint64_t parent;  ///< The pid of the process that it was forked from.
  uint64_t started; ///< Nanoseconds of the system's monotonic clock.
  Text program;
  Text arguments; ///< Each ended by a zero.
  Text folder;    ///< Where the process was when it started.
  int64_t liveBytes;
  int64_t peakBytes;
  uint64_t missed;
  uint64_t extentCount;
  Extent extents[maxExtents];
};
inline constexpr uint64_t headerRoom = 4096;
static_assert(sizeof(Header) <= headerRoom);
static_assert(sizeof(Node) == 32 && sizeof(Record) == 64 && sizeof(RecordPlace) == 16 &&
              sizeof(FreedElsewhere) == 16);

} // namespace heaplight::probe
