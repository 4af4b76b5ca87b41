// argv → plain structs. The only file that knows the command-line library.
#pragma once

#include "Inputs.h"
#include "LintOptions.h"
#include "RunOptions.h"
#include "report/Asked.h"
#include "report/Report.h"
#include "show/Text.h"

#include <string>
#include <variant>
#include <vector>

namespace heaplight {

enum class Format : uint8_t { Text, Json, Html };

struct AnnotateOptions {
  InputOptions inputs;
  ReportOptions report;
  TextOptions text;
  std::vector<std::string> observed; ///< Files that tell of runs.
  Format format = Format::Text;
  std::string output; ///< Empty for standard output.
};

struct ExplainOptions {
  Asked asked;
  InputOptions inputs;
  ReportOptions report;
  TextOptions text;
  std::vector<std::string> observed; ///< Files that tell of runs.
  bool all = false;                  ///< Every way, not the shortest alone.
  Format format = Format::Text;
};

struct SummarizeOptions {
  InputOptions inputs; ///< One file.
  std::string output;
  std::string depfile; ///< Empty for none.
};

struct ModelsOptions {
  std::string name; ///< A symbol or a readable name.
  std::vector<std::string> modelFiles;
  TextOptions text;
};

/// The program is done: what was asked for was printed already, or the usage was wrong.
struct Finished {
  int status;
};

using Options = std::variant<Finished, AnnotateOptions, ExplainOptions, SummarizeOptions,
                             ModelsOptions, LintOptions, RunOptions>;

/// Prints help, the version, or one line that says what is wrong with the usage.
Options readOptions(int count, const char *const *arguments);

} // namespace heaplight
