#include "Explain.h"

#include "Annotate.h"
#include "read/NameTokens.h"
#include "report/Sightings.h"
#include "show/Explain.h"

#include <llvm/Support/raw_ostream.h>

#include <unistd.h>

namespace heaplight {

int explain(const ExplainOptions &options, const char *program) {
  constexpr int failed = 2;
  std::optional<std::vector<ObservedRun>> runs = readRuns(options.observed);
  if (!runs)
    return failed;
  std::optional<ReadInputs> inputs = readInputs(options.inputs, program);
  if (!inputs)
    return failed;
  if (inputs->units.empty())
    return failed; // Why was told.
  ReportOptions reporting = options.report;
  reporting.world = worldOf(inputs->units, reporting.world);
  llvm::Expected<Explanation> explanation =
      explain(link(std::move(inputs->units)), {options.asked, nameTokens, reporting});
  if (!explanation) {
    complain(llvm::toString(explanation.takeError()));
    return failed;
  }
  for (const std::string &text : addObserved(*explanation, *runs))
    note(text);
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  WaysShown ways = options.all ? WaysShown::All : WaysShown::Nearest;
  if (options.format == Format::Json)
    showJson(*explanation, {HEAPLIGHT_VERSION, options.asked.text, inputs->problems, ways}, output);
  else
    showExplanation(*explanation, ways, fitted(options.text, options.inputs.color), output);
  return finishOutput(output, inputs->problems);
}

} // namespace heaplight
