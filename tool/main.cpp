#include "Annotate.h"
#include "Explain.h"
#include "Lint.h"
#include "ListModels.h"
#include "Options.h"
#include "Run.h"
#include "Summarize.h"

#include <llvm/Support/raw_ostream.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace heaplight {
namespace {

struct Runner {
  const char *program;
  SignalHandler onBrokenPipe; ///< When this process was started.

  int operator()(const Finished &finished) const { return finished.status; }
  int operator()(const AnnotateOptions &options) const { return annotate(options, program); }
  int operator()(const ExplainOptions &options) const { return explain(options, program); }
  int operator()(const SummarizeOptions &options) const { return summarize(options, program); }
  int operator()(const LintOptions &options) const { return lint(options, program); }
  int operator()(const RunOptions &options) const { return run(options, {program, onBrokenPipe}); }
  int operator()(const ModelsOptions &options) const { return listModels(options, program); }
};

/// A stream that is closed is to stay one that can't be used: the next file to be opened would get
/// its number, and what is printed be written into that.
void holdStandardStreams() {
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
      // The lowest number that is free, so this one. Reading is all that it allows.
      open("/dev/null", O_RDONLY);
}

} // namespace
} // namespace heaplight

int main(int count, char **arguments) {
  heaplight::holdStandardStreams();
  // A reader that went away is told like a full disk, by what could not be written.
  heaplight::SignalHandler onBrokenPipe = std::signal(SIGPIPE, SIG_IGN);
  heaplight::Options options = heaplight::readOptions(count, arguments);
  int status = std::visit(heaplight::Runner{arguments[0], onBrokenPipe}, options);
  // Where messages can't be written, there is nobody to be told so; LLVM would end the process.
  llvm::errs().clear_error();
  return status;
}
