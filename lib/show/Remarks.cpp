#include "show/Remarks.h"

#include "show/Canvas.h"
#include "show/FindingText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Remarks/Remark.h"
#include "llvm/Remarks/YAMLRemarkSerializer.h"

#include <algorithm>
#include <list>

namespace heaplight {
namespace {

/// The texts that a remark points into, each on one line: the reader knows no other strings.
class Texts {
public:
  llvm::StringRef keep(const std::string &text) { return texts_.emplace_back(printable(text)); }
  /// A value must not be empty.
  llvm::StringRef keepAny(const std::string &text) { return keep(text.empty() ? "?" : text); }

private:
  std::list<std::string> texts_; ///< Stay where they are.
};

llvm::remarks::RemarkLocation locationOf(const FilePlace &place, Texts &texts) {
  return {texts.keepAny(place.file), place.line, place.column};
}

/// Viewers put the values of all arguments together, with nothing between.
llvm::remarks::Remark remarkOf(const Finding &finding, Texts &texts) {
  llvm::remarks::Remark remark;
  remark.RemarkType = llvm::remarks::Type::Missed;
  remark.PassName = "heaplight";
  remark.RemarkName = idOf(finding.rule);
  remark.FunctionName = texts.keepAny(finding.symbol.empty() ? finding.function : finding.symbol);
  remark.Loc = locationOf(finding.place, texts);
  remark.Args.emplace_back("Message", texts.keepAny(finding.message));
  if (std::string way = wayText(finding); !way.empty())
    remark.Args.emplace_back("Way", texts.keep("; " + asciiOf(way))); // LLVM reads no YAML quotes.
  if (std::string promise = promiseText(finding); !promise.empty()) {
    remark.Args.emplace_back("Promise", texts.keep("; " + promise));
    if (finding.promisedAt.line)
      remark.Args.back().Loc = locationOf(finding.promisedAt, texts);
  }
  if (!finding.mend.empty())
    remark.Args.emplace_back("Mend", texts.keep("; mend: " + finding.mend));
  return remark;
}

} // namespace

void showRemarks(const LintReport &report, llvm::raw_ostream &stream) {
  llvm::remarks::YAMLRemarkSerializer serializer(stream);
  for (const Finding *finding : countingFindings(report)) {
    Texts texts;
    serializer.emit(remarkOf(*finding, texts));
  }
}

} // namespace heaplight
