#include "judge/Policy.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

Policy policyOf(const std::vector<std::pair<std::string, std::string>> &pathsAndTexts) {
  std::vector<PolicyFile> files;
  for (const auto &[path, text] : pathsAndTexts) {
    llvm::Expected<PolicyFile> file = parsePolicy(text, path);
    if (!file) {
      ADD_FAILURE() << llvm::toString(file.takeError());
      return {};
    }
    files.push_back(std::move(*file));
  }
  return llvm::cantFail(combine(files, {}));
}

std::vector<std::string> textsOf(const std::vector<PolicyGlob> &globs) {
  std::vector<std::string> texts;
  for (const PolicyGlob &glob : globs)
    texts.push_back(glob.text);
  return texts;
}

/// Apart from places.
void expectSame(const Policy &left, const Policy &right) {
  for (size_t rule = 0; rule < ruleCount; ++rule) {
    EXPECT_EQ(left.rules.has(Rule(rule)), right.rules.has(Rule(rule))) << idOf(Rule(rule));
    EXPECT_EQ(left.warningsAsErrors.has(Rule(rule)), right.warningsAsErrors.has(Rule(rule)));
  }
  EXPECT_EQ(left.headerFilter, right.headerFilter);
  ASSERT_EQ(left.contracts.size(), right.contracts.size());
  for (size_t at = 0; at < left.contracts.size(); ++at) {
    const PolicyContract &a = left.contracts[at], &b = right.contracts[at];
    EXPECT_EQ(textsOf(a.functions), textsOf(b.functions));
    EXPECT_EQ(textsOf(a.paths), textsOf(b.paths));
    EXPECT_EQ(a.forbidden, b.forbidden);
    EXPECT_EQ(a.budget, b.budget);
    EXPECT_EQ(a.severity, b.severity);
  }
}

TEST(PolicyDumpTest, ADumpReadsBackToTheSame) {
  for (const char *text : {
           "",
           "Rules: '-*'",
           "Rules: '*'\nWarningsAsErrors: '*,-heap-loop'\nHeaderFilterRegex: '^src/.*\\.h$'",
           "HeaderFilterRegex: \"it's \\\"odd\\\" \\\\. # \\n\\t: [é]\"",
           "HeaderFilterRegex: 'true'",
           "Contracts:\n- functions: ['*::f', '~X', 'operator[]', 'it''s', '- a', '# b', 'null']\n"
           "  paths: ['**/a b.cpp', '[ab]/*', '{x}', '5', '&a', '@a', '%a']\n"
           "  unless: [exceptional, startup, thread, exit]\n  severity: error\n"
           "- {paths: 'src/**', budget: {allocate: 12, deallocate: 0, destroy: 1, unknown: 7}}\n"
           "- {functions: f, forbid: [destroy], budget: {allocate: 4294967295}}\n",
       }) {
    Policy policy = policyOf({{".heaplight.yaml", text}});
    expectSame(policyOf({{".heaplight.yaml", dumpPolicy(policy)}}), policy);
  }
}

TEST(PolicyDumpTest, ADumpOfSeveralFilesStartsAtTheOutermost) {
  Policy policy = policyOf({{"src/r[t]/.heaplight.yaml", "Contracts: [{paths: ['./*.cpp', '**']}]"},
                            {"src/.heaplight.yaml", "Contracts: [{paths: 'a*'}]"},
                            {".heaplight.yaml", "Contracts: [{paths: 'b*'}]"}});
  std::string dump = dumpPolicy(policy);
  EXPECT_TRUE(dump.starts_with("# from src/r[t]/.heaplight.yaml\n# from src/.heaplight.yaml\n"
                               "# from .heaplight.yaml\n---\n"))
      << dump;
  Policy again = policyOf({{".heaplight.yaml", dump}});
  ASSERT_EQ(again.contracts.size(), 3u);
  EXPECT_EQ(textsOf(again.contracts[0].paths), std::vector<std::string>{"b*"});
  EXPECT_EQ(textsOf(again.contracts[1].paths), std::vector<std::string>{"src/a*"});
  EXPECT_EQ(textsOf(again.contracts[2].paths),
            (std::vector<std::string>{"src/r\\[t]/*.cpp", "src/r\\[t]/**"}));
  EXPECT_TRUE(fitsPath(again.contracts[2].paths[0].text, "src/r[t]/a.cpp"));
}

TEST(PolicyDumpTest, AnOddFileNameStaysInItsComment) {
  std::string dump = dumpPolicy(policyOf({{"a\nRules: x/.heaplight.yaml", ""}}));
  EXPECT_TRUE(dump.starts_with("# from a\\nRules: x/.heaplight.yaml\n")) << dump;
}

} // namespace
} // namespace heaplight
