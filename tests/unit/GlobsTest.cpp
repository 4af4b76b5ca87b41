#include "judge/Globs.h"

#include "judge/Policy.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

struct Fit {
  const char *glob;
  const char *text;
  bool fits;
};

TEST(GlobsTest, AFunctionGlobFitsWithWhatPeopleLeaveOut) {
  const Fit table[] = {
      {"Engine::process", "Engine::process(float*, int) const", true},
      {"Engine::process(float*, int) const", "Engine::process(float*, int) const", true},
      {"Engine::process(int)", "Engine::process(float*, int) const", false},
      {"Engine::*", "Engine::Voice::render()", true},
      {"Engine::*", "MyEngine::render()", false},
      {"*Engine::*", "my::Engine::render()", true},
      {"process", "Engine::process()", false},
      {"Engine::process?", "Engine::process2(int)", true},
      {"Engine::process?", "Engine::process(int)", false},
      {"Engine::process[0-3]", "Engine::process2(int)", true},
      {"Engine::process[^0-3]", "Engine::process2(int)", false},
      {"max", "int max<int>(int, int)", true},
      {"max<int>", "int max<int>(int, int)", true},
      {"max<long>", "int max<int>(int, int)", false},
      {"max(int, int)", "int max<int>(int, int)", true},
      {"int max*", "int max<int>(int, int)", true},
      {"Ring::push", "void Ring<int, 4u>::push(int const&)", true},
      {"Ring<int*>::push", "void Ring<int, 4u>::push(int const&)", true},
      {"many", "std::vector<int, std::allocator<int>> many<int>(int)", true},
      {"(anonymous namespace)::f", "(anonymous namespace)::f(int)", true},
      {"(anonymous namespace)::f", "void (anonymous namespace)::f<int>(int)", true},
      {"*::f", "(anonymous namespace)::f(int)", true},
      {"Table::operator[]", "Table::operator[](int)", true},
      {"Table::operator[]", "Table::operatorx(int)", false},
      {"operator<*", "operator<(B, B)", true},
      {"Table::operator()", "Table::operator()(int) const", true},
      {"A::operator int*", "A::operator int*() const", true},
      {"main::*", "main::$_0::operator()(int) const", true},
      {"f[abi:v2]()", "f[abi:v2]()", true}, // What a report prints fits itself.
      {"*", "f(int)", true},
      {"*", "", true}, // What stands outside of functions.
      {"f", "", false},
      {"f[", "f[", false}, // No glob.
      {"F", "f(int)", false},
  };
  for (const Fit &row : table)
    EXPECT_EQ(fitsFunction(row.glob, row.text), row.fits) << row.glob << " | " << row.text;
}

TEST(GlobsTest, APathGlobStaysInItsFolderUnlessItSaysOtherwise) {
  const Fit table[] = {
      {"src/rt/**", "src/rt/a.cpp", true},
      {"src/rt/**", "src/rt/deep/er/a.cpp", true},
      {"src/rt/**", "src/rt.cpp", false},
      {"src/rt/**", "src/rt", false},
      {"src/rt/**", "lib/src/rt/a.cpp", false},
      {"src/rt/", "src/rt/deep/a.cpp", true},
      {"src/rt", "src/rt/a.cpp", false},
      {"src/*", "src/a.cpp", true},
      {"src/*", "src/rt/a.cpp", false},
      {"src/*/a.cpp", "src/rt/a.cpp", true},
      {"src/*/a.cpp", "src/rt/deep/a.cpp", false},
      {"**/a.cpp", "a.cpp", true},
      {"**/a.cpp", "src/rt/a.cpp", true},
      {"**/a.cpp", "src/rt/ba.cpp", false},
      {"src/**/a.cpp", "src/a.cpp", true},
      {"src/**/rt/**/*.h", "src/x/rt/y/z/a.h", true},
      {"src/**/rt/**/*.h", "src/rt/rt/rt/rt", false},
      {"**/rt/*.h", "rt/rt/rt/a.h", true},
      {"src/?.cpp", "src/a.cpp", true},
      {"src?a.cpp", "src/a.cpp", false},
      {"src[/]a.cpp", "src/a.cpp", false},
      {"src/[ab].cpp", "src/b.cpp", true},
      {"src/[!ab].cpp", "src/b.cpp", false},
      {"./src/*", "src/a.cpp", true},
      {"src/\\*", "src/*", true},
      {"src/\\*", "src/a", false},
      {"*", "a.cpp", true},
      {"*", "src/a.cpp", false},
      {"**", "src/a.cpp", true},
      {"*.cpp", ".cpp", true},
      {"Src/*", "src/a.cpp", false},
  };
  for (const Fit &row : table)
    EXPECT_EQ(fitsPath(row.glob, row.text), row.fits) << row.glob << " | " << row.text;
}

TEST(GlobsTest, ManyStarsEndSoon) {
  std::string glob, path;
  for (int level = 0; level < 200; ++level) {
    glob += "**/a/";
    path += "a/";
  }
  EXPECT_FALSE(fitsPath(glob + "b", path + "c"));
  EXPECT_TRUE(fitsPath(glob + "c", path + "c"));
}

} // namespace
} // namespace heaplight
