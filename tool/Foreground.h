// a command → how it ended. It has this process's place: its standard streams, its terminal, and
// the signals that are meant for it.
#pragma once

#include "report/RunReport.h"

#include <llvm/Support/Error.h>

#include <string>
#include <vector>

namespace heaplight {

using SignalHandler = void (*)(int);

enum class OutputTo : uint8_t { Output, Error };

struct ForegroundCommand {
  std::string file;                     ///< A path.
  std::vector<std::string> arguments;   ///< The command's own name first.
  std::vector<std::string> environment; ///< NAME=value, over what this process's has.
  std::string folder;                   ///< Where it runs; empty for here.
  OutputTo output = OutputTo::Output;
  SignalHandler onBrokenPipe = nullptr; ///< What this process found for SIGPIPE when it started.
};

/// Waits for it. Until then signals that others send to this process go to the command instead, and
/// those of the terminal's keys, which reach it by themselves, leave this process alone. Fails
/// where it can't be started.
llvm::Expected<RunEnd> runInForeground(const ForegroundCommand &command);

/// The exit status for a command that ended so; but where a signal ended it, that ends this process
/// too, so that its caller sees the same.
int endAs(const RunEnd &end);

} // namespace heaplight
