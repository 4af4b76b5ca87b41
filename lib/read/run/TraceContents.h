// The bytes of a recorder's file → its tables, each element checked to lie in the file. Bytes that
// contradict themselves are an error; what a process wrote before it was killed is whole.
#pragma once

#include "probe/Layout.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

/// Where a module of the recorder lay, and its path as the system's linker had it.
struct TraceModule {
  probe::Module at;
  std::string path;
};

struct TraceContents {
  probe::Header header;
  std::vector<probe::Node> nodes; ///< A parent stands before its children.
  std::vector<probe::Record> records;
  std::vector<probe::RecordPlace> places;            ///< One for each record.
  std::vector<probe::FreedElsewhere> freedElsewhere; ///< As well.
  std::vector<TraceModule> modules;
  std::vector<std::string> threads; ///< Their names.
  std::string program;
  std::string folder;
  std::vector<std::string> arguments;
};

/// `name` stands for the bytes in errors.
llvm::Expected<TraceContents> readTraceContents(llvm::StringRef bytes, llvm::StringRef name);

} // namespace heaplight
