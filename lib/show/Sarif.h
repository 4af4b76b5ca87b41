// LintReport → SARIF 2.1.0, one run, every finding whatever its standing. Stays within what GitHub
// takes, and says in a notification what it left out for that. Derives nothing.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// GitHub refuses files with more, or shows no more.
struct SarifLimits {
  size_t results = 25000;
  size_t flows = 5000; ///< Of the first results: more aren't shown, and the file stays small.
  size_t steps = 1000; ///< Of one flow.
  size_t text = 4000;  ///< Bytes of one message, name or line.
};

struct SarifOptions {
  std::string_view version; ///< The tool's.
  SarifLimits limits = {};
};

void showSarif(const LintReport &report, const SarifOptions &options, llvm::raw_ostream &stream);

/// A path → the URI of it, relative where the path is: each byte but letters, digits, `-._~/+@` is
/// percent-encoded.
std::string uriOf(llvm::StringRef path);

} // namespace heaplight
