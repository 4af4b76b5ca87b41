// Report, findings → the data that the page shows, in parts that it can ask for one by one. Says
// what docs/report.schema.json and docs/lint.schema.json say, as columns, with the texts of files
// and the phrases of the text view beside it. page/src/Data.ts reads it. Derives nothing.
#pragma once

#include "judge/Finding.h"
#include "show/Text.h"

namespace heaplight {

struct PageInput {
  const Report &report;
  const LintReport *findings = nullptr; ///< None where nothing was judged.
  TextOptions text;                     ///< What phrases tell, and the stage that is shown first.
  std::string version;                  ///< The tool's.
};

/// "report": JSON, all but what follows. "text/N": the lines of the report's file N.
/// "assembly/N": the lines of unit N's assembly. "columns/N": JSON, what these lines are.
struct PageChunk {
  std::string name;
  std::string bytes; ///< UTF-8.
};

/// The report first, then what is shown first. Units without assembly have no chunks of it, files
/// that couldn't be read none of theirs.
std::vector<PageChunk> pageChunks(const PageInput &input);

} // namespace heaplight
