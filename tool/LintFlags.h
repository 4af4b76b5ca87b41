// The flags of lint → LintOptions. Beside Options the only file that knows the command-line
// library.
#pragma once

#include "Flags.h"
#include "LintOptions.h"

namespace heaplight {

CLI::App *addLint(CLI::App &app, LintOptions &options);

/// What flags together come to; a refusal where they contradict each other.
Options finish(LintOptions options);

} // namespace heaplight
