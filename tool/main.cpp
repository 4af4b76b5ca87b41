#include "Annotate.h"
#include "Explain.h"
#include "ListModels.h"
#include "Options.h"
#include "Summarize.h"

#include <csignal>

namespace heaplight {
namespace {

struct Runner {
  const char *program;

  int operator()(const Finished &finished) const { return finished.status; }
  int operator()(const AnnotateOptions &options) const { return annotate(options, program); }
  int operator()(const ExplainOptions &options) const { return explain(options, program); }
  int operator()(const SummarizeOptions &options) const { return summarize(options, program); }
  int operator()(const ModelsOptions &options) const { return listModels(options, program); }
};

} // namespace
} // namespace heaplight

int main(int count, char **arguments) {
  // A reader that went away is told like a full disk, by what could not be written.
  std::signal(SIGPIPE, SIG_IGN);
  heaplight::Options options = heaplight::readOptions(count, arguments);
  return std::visit(heaplight::Runner{arguments[0]}, options);
}
