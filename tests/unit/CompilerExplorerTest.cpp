#include "show/CompilerExplorer.h"

#include "Linted.h"

namespace heaplight {
namespace {

std::vector<std::string> shown(const LintReport &report) {
  return test::rowsOf(test::written(
      [&](llvm::raw_ostream &stream) { showCompilerExplorer(report, "src/engine.cpp", stream); }));
}

TEST(CompilerExplorerTest, TheSourceIsNamedAsTheEditorKnowsIt) {
  EXPECT_EQ(
      shown(test::reportOf({test::sampleFinding()})),
      (std::vector<std::string>{
          "<source>:88:10: error: 'Engine::process' must not allocate: push_back may reallocate "
          "[heap-allocate]",
          "  sometimes: push_back → _M_realloc_insert → operator new(unsigned long), 24 B Node",
          "  mend: reserve before the thread starts",
          "<source>:40:5: note: reached from 'Engine::process' here",
          "src/engine.h:31:3: note: promised by [[clang::nonallocating]] here",
          "1 error in 3 units", ""}));
}

TEST(CompilerExplorerTest, ACleanRunSaysSo) {
  EXPECT_EQ(shown(test::reportOf({}))[0], "no findings in 3 units; 12 promises hold");
}

} // namespace
} // namespace heaplight
