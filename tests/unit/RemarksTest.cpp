#include "show/Remarks.h"

#include "Linted.h"

#include "llvm/Remarks/Remark.h"
#include "llvm/Remarks/RemarkFormat.h"
#include "llvm/Remarks/RemarkParser.h"
#include "llvm/Support/FormatVariadic.h"

namespace heaplight {
namespace {

/// The remarks as LLVM reads them, put in words: "type pass/name file:line:column function: text".
std::vector<std::string> read(const LintReport &report) {
  std::string text = test::written([&](llvm::raw_ostream &stream) { showRemarks(report, stream); });
  std::vector<std::string> remarks;
  auto parser = llvm::remarks::createRemarkParser(llvm::remarks::Format::YAML, text);
  while (true) {
    llvm::Expected<std::unique_ptr<llvm::remarks::Remark>> remark = (*parser)->next();
    if (!remark) {
      llvm::Error error = remark.takeError();
      if (!error.isA<llvm::remarks::EndOfFileError>())
        ADD_FAILURE() << llvm::toString(std::move(error)) << text;
      else
        llvm::consumeError(std::move(error));
      return remarks;
    }
    const llvm::remarks::RemarkLocation &place = *(*remark)->Loc;
    remarks.push_back(llvm::formatv(
        "{0} {1}/{2} {3}:{4}:{5} {6}: {7}", llvm::remarks::typeToStr((*remark)->RemarkType),
        (*remark)->PassName, (*remark)->RemarkName, place.SourceFilePath, place.SourceLine,
        place.SourceColumn, (*remark)->FunctionName, (*remark)->getArgsAsMsg()));
  }
}

TEST(RemarksTest, EachFindingThatCountsIsAMissedRemark) {
  LintReport report = test::sampleReport();
  report.findings[0].message = "push_back may reallocate"; // LLVM's reader leaves quotes doubled.
  std::vector<std::string> remarks = read(report);
  ASSERT_EQ(remarks.size(), 2u);
  EXPECT_EQ(remarks[0], "Missed heaplight/heap-allocate src/engine.cpp:88:10 _ZN6Engine7enqueueEf: "
                        "push_back may reallocate; sometimes: push_back -> _M_realloc_insert -> "
                        "operator new(unsigned long), 24 B Node; promised by "
                        "[[clang::nonallocating]] at src/engine.h:31; "
                        "mend: reserve before the thread starts");
}

TEST(RemarksTest, ACleanReportIsAnEmptyFile) {
  EXPECT_EQ(test::written([](llvm::raw_ostream &stream) { showRemarks({}, stream); }), "");
}

TEST(RemarksTest, LlvmReadsThemWhateverTheTexts) {
  for (const std::string &text : test::hostileTexts())
    EXPECT_EQ(read(test::reportOf({test::hostileFinding(text)})).size(), 1u);
}

} // namespace
} // namespace heaplight
