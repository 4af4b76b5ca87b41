// The flags of run → RunOptions. Beside Options one of the files that know the command-line
// library.
#pragma once

#include "Flags.h"
#include "RunOptions.h"

namespace heaplight {

CLI::App *addRun(CLI::App &app, RunOptions &options);

/// Takes from `words`, which begin with the subcommand, what is not Heaplight's to read: the
/// program and its arguments. Of a source file all up to "--" stays.
void takeProgram(const CLI::App &run, std::vector<std::string> &words, RunOptions &options);

/// What flags together come to; a refusal where they contradict each other.
Options finish(RunOptions options);

} // namespace heaplight
