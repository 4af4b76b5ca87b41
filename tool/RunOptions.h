// What the user asked of run, as plain values.
#pragma once

#include "Inputs.h"
#include "report/FoldedStacks.h"
#include "show/Text.h"

namespace heaplight {

enum class RunFormat : uint8_t { Text, Json, Folded, Pprof };
enum class FollowChildren : uint8_t { No, Yes };

struct RunOptions {
  std::string program;                ///< Or a source, which is built first.
  std::vector<std::string> arguments; ///< Behind the program's name.
  CommandRequest build;               ///< Of a source; its file is `program`.
  std::string rustc;                  ///< Empty for the one on PATH.
  FollowChildren follow = FollowChildren::No;
  RunFormat format = RunFormat::Text;
  RunWeight weight = RunWeight::Allocations; ///< Of folded stacks.
  std::string output;                        ///< Empty for standard error; "-" for standard output.
  size_t rows = 10;                          ///< Places that are shown.
  ColorChoice color = ColorChoice::Auto;
  TextOptions text;
};

} // namespace heaplight
