// argv → plain structs. The only file that knows the command-line library.
#pragma once

#include "read/Command.h"
#include "read/Compile.h"
#include "report/Report.h"
#include "show/Text.h"

#include <string>
#include <variant>
#include <vector>

namespace heaplight {

enum class Format : uint8_t { Text, Json };
enum class ColorChoice : uint8_t { Auto, Always, Never };

struct AnnotateOptions {
  std::vector<std::string> files; ///< Empty for all sources of `command.buildFolder`.
  CommandRequest command;         ///< Without the file.
  std::vector<std::string> modelFiles;
  std::optional<AssemblySyntax> assembly;
  ReportOptions report;
  TextOptions text;
  ColorChoice color = ColorChoice::Auto;
  Format format = Format::Text;
};

/// The program is done: what was asked for was printed already, or the usage was wrong.
struct Finished {
  int status;
};

using Options = std::variant<Finished, AnnotateOptions>;

/// Prints help, the version, or one line that says what is wrong with the usage.
Options readOptions(int count, const char *const *arguments);

} // namespace heaplight
