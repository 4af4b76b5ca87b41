#include "judge/PolicyFit.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

Policy policyOf(const std::string &text, const std::string &path = ".heaplight.yaml") {
  llvm::Expected<PolicyFile> file = parsePolicy(text, path);
  if (file)
    return llvm::cantFail(combine({*file}, {}));
  ADD_FAILURE() << llvm::toString(file.takeError());
  return {};
}

/// The lines of the entries that hold.
std::vector<uint32_t> holding(const Policy &policy, const std::string &function,
                              const std::string &path) {
  std::vector<uint32_t> lines;
  for (const PolicyContract *contract : PolicyFit(policy).contractsOf(function, path))
    lines.push_back(contract->place.line);
  return lines;
}

using Lines = std::vector<uint32_t>;

TEST(PolicyFitTest, AnEntryHoldsWhereBothSortsOfGlobsFit) {
  Policy policy = policyOf("Contracts:\n"
                           "- functions: [Engine::process*, render]\n"
                           "- paths: [src/rt/**]\n"
                           "- {functions: 'Engine::*', paths: ['src/*', 'lib/*']}\n"
                           "- functions: '*'\n");
  EXPECT_EQ(holding(policy, "Engine::process(int)", "src/rt/a.cpp"), (Lines{2, 3, 5}));
  EXPECT_EQ(holding(policy, "Engine::process(int)", "lib/a.cpp"), (Lines{2, 4, 5}));
  EXPECT_EQ(holding(policy, "void render<int>()", "a.cpp"), (Lines{2, 5}));
  EXPECT_EQ(holding(policy, "other()", "src/rt/a.cpp"), (Lines{3, 5}));
  EXPECT_EQ(holding(policy, "", "src/rt/a.cpp"), (Lines{3, 5}));
}

TEST(PolicyFitTest, PathsStartFromThePolicysFolder) {
  Policy nested = policyOf("Contracts: [{paths: 'rt/*'}]", "src/.heaplight.yaml");
  EXPECT_EQ(holding(nested, "f()", "src/rt/a.cpp"), Lines{1});
  EXPECT_EQ(holding(nested, "f()", "rt/a.cpp"), Lines{});
  EXPECT_EQ(holding(nested, "f()", "/src/rt/a.cpp"), Lines{});

  Policy above = policyOf("Contracts: [{paths: 'me/rt/*'}]", "/home/.heaplight.yaml");
  EXPECT_EQ(holding(above, "f()", "rt/a.cpp"), Lines{});
  above.contracts[0].prefix = "me/";
  EXPECT_EQ(holding(above, "f()", "rt/a.cpp"), Lines{1});
  EXPECT_EQ(holding(above, "f()", "/home/me/rt/a.cpp"), Lines{1});
  EXPECT_EQ(holding(above, "f()", "/other/me/rt/a.cpp"), Lines{});

  Policy root = policyOf("Contracts: [{paths: 'srv/*'}]", "/.heaplight.yaml");
  EXPECT_EQ(holding(root, "f()", "/srv/a.cpp"), Lines{1});
  EXPECT_EQ(holding(root, "f()", "/a.cpp"), Lines{});
}

TEST(PolicyFitTest, AGlobThatFitsNothingIsToldWithTheNearest) {
  const std::vector<std::string> names{"Engine::process(float*, int)", "Engine::Voice::stop()",
                                       "void Ring<int>::push(int const&)", "main"};
  const std::vector<std::string> paths{"src/rt/engine.cpp", "src/main.cpp", "include/ring.h"};
  struct Row {
    const char *key;
    const char *glob;
    const char *message; ///< Behind the glob; empty where it is used.
  };
  const Row table[] = {
      {"functions", "Engine::process", ""},
      {"functions", "Ring::*", ""},
      {"functions", "Engine::proces", "fits no function; did you mean 'Engine::process'?"},
      {"functions", "Engine::proces?(int)", "fits no function; did you mean 'Engine::process'?"},
      {"functions", "engine::*", "fits no function; did you mean 'Engine::*'?"},
      {"functions", "*::proces", "fits no function; did you mean '*::process'?"},
      {"functions", "process", "fits no function; did you mean 'Engine::process'?"},
      {"functions", "Rnig::psuh", "fits no function; did you mean 'Ring::push'?"},
      {"functions", "Decoder::*",
       "fits no function of what was read; take it out, or lint the files that it speaks of"},
      {"paths", "src/**", ""},
      {"paths", "scr/rt/**", "fits no file; did you mean 'src/rt/**'?"},
      {"paths", "src/rt", "fits no file; did you mean 'src/rt/**'?"},
      {"paths", "*.h", "fits no file; did you mean '**/*.h'?"},
      {"paths", "src/rt/engin.cpp", "fits no file; did you mean 'src/rt/engine.cpp'?"},
      {"paths", "tests/*",
       "fits no file of what was read; take it out, or lint the files that it speaks of"},
  };
  for (const Row &row : table) {
    Policy policy =
        policyOf(std::string("Contracts:\n- ") + row.key + ": ['" + row.glob + "']\n", "p.yaml");
    std::vector<std::string> expected;
    if (*row.message)
      expected.push_back("p.yaml:2:" + std::to_string(std::string(row.key).size() + 7) + ": '" +
                         row.glob + "' " + row.message);
    EXPECT_EQ(unusedGlobs(policy, names, paths), expected) << row.glob;
  }
}

TEST(PolicyFitTest, EachUnusedGlobIsToldOnceInOrder) {
  Policy policy = policyOf("Contracts:\n- functions: [a, main, b]\n  paths: c\n- functions: a\n");
  std::vector<std::string> unused = unusedGlobs(policy, {"main"}, {});
  ASSERT_EQ(unused.size(), 4u);
  const char *places[] = {"2:15", "2:24", "3:10", "4:14"};
  for (size_t at = 0; at < 4; ++at)
    EXPECT_TRUE(unused[at].starts_with(std::string(".heaplight.yaml:") + places[at])) << unused[at];
}

TEST(PolicyFitTest, FilesOutsideThePolicysFolderDoNotUseItsPaths) {
  Policy policy = policyOf("Contracts: [{paths: 'rt/*'}]", "src/.heaplight.yaml");
  EXPECT_EQ(unusedGlobs(policy, {}, {"rt/a.cpp"}).size(), 1u);
  EXPECT_EQ(unusedGlobs(policy, {}, {"src/rt/a.cpp"}).size(), 0u);
}

} // namespace
} // namespace heaplight
