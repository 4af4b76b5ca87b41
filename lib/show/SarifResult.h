// one finding → one SARIF result. Counts what it leaves out.
#pragma once

#include "show/JsonWriter.h"
#include "show/Sarif.h"

namespace heaplight {

/// What a file doesn't hold, for its limits.
struct SarifLeftOut {
  size_t results = 0;
  size_t flows = 0;
  size_t steps = 0;
  size_t texts = 0; ///< Cut, not gone.
  size_t fixes = 0; ///< SARIF wants columns in UTF-16, and the text of their line isn't known.
};

class SarifResults {
public:
  SarifResults(const LintReport &report, const SarifLimits &limits, JsonWriter &json)
      : report_(report), limits_(limits), json_(json) {}

  /// Attributes of the object that `json` is in.
  void write(const Finding &finding);
  void write(const GoneFinding &gone);
  /// The artifact location of a file.
  void writeArtifact(const std::string &file);
  /// A message object.
  void writeMessage(llvm::StringRef key, const std::string &text);

  SarifLeftOut leftOut;

private:
  struct Spot; ///< A place, with the text of its line and the function around it.

  void writeLocation(const Spot &spot);
  void writeRegions(const Spot &spot);
  void writeFlow(const Finding &finding);
  void writeStep(const Finding &finding, size_t index);
  void writeSuppression(const Finding &finding);
  void writeFixes(const Finding &finding);
  std::string cut(const std::string &text);

  const LintReport &report_;
  const SarifLimits &limits_;
  JsonWriter &json_;
  size_t flows_ = 0;
};

} // namespace heaplight
