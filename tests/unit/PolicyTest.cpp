#include "judge/Policy.h"

#include <gtest/gtest.h>

#include <llvm/Support/JSON.h>

namespace heaplight {
namespace {

/// A file that must be right.
PolicyFile fileOf(const std::string &text, const std::string &path = ".heaplight.yaml") {
  llvm::Expected<PolicyFile> file = parsePolicy(text, path);
  if (file)
    return std::move(*file);
  ADD_FAILURE() << llvm::toString(file.takeError());
  return {};
}

/// The ids of all rules that are on, a blank after each; or what is wrong.
std::string rulesOf(const std::vector<PolicyFile> &files, const PolicyOverrides &overrides = {}) {
  llvm::Expected<Policy> policy = combine(files, overrides);
  if (!policy)
    return llvm::toString(policy.takeError());
  std::string ids;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (policy->rules.has(Rule(rule)))
      ids += std::string(idOf(Rule(rule))) + " ";
  return ids;
}

const std::string defaults = "heap-allocate heap-deallocate heap-destroy heap-unknown "
                             "heap-exception heap-contract heap-unused-suppression ";

TEST(PolicyTest, AFileSaysWhatItSays) {
  PolicyFile file = fileOf(R"(InheritParentConfig: true
Rules: '*,-heap-loop'
WarningsAsErrors: [heap-allocate, heap-unknown]
HeaderFilterRegex: 'src/.*\.h$'
Contracts:
  - functions: ['Engine::process*', render]
    paths: src/rt/**
    forbid: [destroy, allocate]
    unless: [exceptional, startup, thread, exit]
    severity: error
  - paths: ['src/**']
    budget: {allocate: 12, destroy: 0}
)",
                           "app/.heaplight.yaml");
  EXPECT_EQ(file.path, "app/.heaplight.yaml");
  EXPECT_TRUE(file.inheritParent);
  EXPECT_EQ(file.rules, "*,-heap-loop");
  EXPECT_EQ(file.warningsAsErrors, "heap-allocate,heap-unknown");
  EXPECT_EQ(file.headerFilter, "src/.*\\.h$");
  ASSERT_EQ(file.contracts.size(), 2u);

  const PolicyContract &first = file.contracts[0];
  ASSERT_EQ(first.functions.size(), 2u);
  EXPECT_EQ(first.functions[0].text, "Engine::process*");
  EXPECT_EQ(first.functions[0].place, (FilePlace{"app/.heaplight.yaml", 6, 18}));
  EXPECT_EQ(first.functions[1].text, "render");
  EXPECT_EQ(first.functions[1].place, (FilePlace{"app/.heaplight.yaml", 6, 37}));
  ASSERT_EQ(first.paths.size(), 1u);
  EXPECT_EQ(first.paths[0].text, "src/rt/**");
  EXPECT_EQ(first.forbidden.kinds, (std::set{Kind::Allocate, Kind::Destroy}));
  EXPECT_EQ(first.forbidden.unless,
            (std::set{Exempt::Exceptional, Exempt::Startup, Exempt::Thread, Exempt::Exit}));
  EXPECT_EQ(first.severity, Severity::Error);
  EXPECT_EQ(first.folder, "app");
  EXPECT_EQ(first.place, (FilePlace{"app/.heaplight.yaml", 6, 5}));
  EXPECT_TRUE(first.budget.empty());

  const PolicyContract &second = file.contracts[1];
  EXPECT_TRUE(second.functions.empty());
  EXPECT_EQ(second.budget, (std::map<Kind, uint32_t>{{Kind::Allocate, 12}, {Kind::Destroy, 0}}));
  EXPECT_EQ(second.severity, Severity::Warning);
}

TEST(PolicyTest, AnEntryForbidsTheHeapUnlessItSaysWhat) {
  PolicyFile file = fileOf(R"(Contracts:
  - functions: plain
  - {functions: counted, budget: {deallocate: 3}}
  - {functions: both, forbid: unknown, budget: {allocate: 3}}
)");
  ASSERT_EQ(file.contracts.size(), 3u);
  EXPECT_EQ(file.contracts[0].forbidden.kinds,
            (std::set{Kind::Allocate, Kind::Deallocate, Kind::Unknown}));
  EXPECT_TRUE(file.contracts[0].forbidden.unless.empty());
  EXPECT_TRUE(file.contracts[1].forbidden.kinds.empty());
  EXPECT_EQ(file.contracts[2].forbidden.kinds, std::set{Kind::Unknown});
  EXPECT_EQ(file.contracts[0].folder, "");
}

TEST(PolicyTest, AFileThatSaysNothingLeavesTheDefaults) {
  for (const char *text : {"", "\n\n", "# only\n# comments", "---\n", "---\n...\n", "  \n",
                           "\xEF\xBB\xBF", "{}", "Contracts: []"}) {
    PolicyFile file = fileOf(text);
    EXPECT_FALSE(file.rules || file.warningsAsErrors || file.headerFilter || file.inheritParent)
        << text;
    EXPECT_TRUE(file.contracts.empty());
    EXPECT_EQ(rulesOf({file}), defaults);
  }
}

TEST(PolicyTest, TheSameIsSaidInManyWays) {
  for (const char *text : {
           "Rules: '-*,heap-loop'",
           "Rules: \"-*,heap-loop\"",
           "Rules: -*,heap-loop",
           "Rules: ['-*', heap-loop]",
           "Rules:\n  - '-*'\n  - heap-loop\n",
           "Rules:\n- '-*'\n- heap-loop\n",
           "Rules: >\n  -*,\n  heap-loop\n",
           "Rules: |\n  -*\n  heap-loop\n",
           "Rules: '-*,\n  heap-loop'\n",
           "\xEF\xBB\xBFRules: '-*,heap-loop'",
           "Rules: '-*,heap-loop'\r\n# as Windows ends lines\r\n",
           "{Rules: '-*,heap-loop'}",
           "{\"Rules\": \"-*,heap-loop\"}",
           "%YAML 1.2\n---\nRules: '-*,heap-loop'\n...\n",
           "Rules: &named '-*,heap-loop'",
           "Rules:\t'-*,heap-loop'",
       })
    EXPECT_EQ(rulesOf({fileOf(text)}), "heap-loop ") << text;
}

TEST(PolicyTest, NearerFilesAndTheCommandLineAreAppended) {
  PolicyFile outer = fileOf("Rules: '*,-heap-destroy'\nHeaderFilterRegex: outer\n"
                            "WarningsAsErrors: '*'\nContracts: [{functions: outer}]",
                            ".heaplight.yaml");
  PolicyFile inner = fileOf("Rules: '-heap-un*'\nHeaderFilterRegex: inner\n"
                            "WarningsAsErrors: '-heap-loop'\nContracts: [{functions: inner}]",
                            "src/.heaplight.yaml");
  EXPECT_EQ(rulesOf({}), defaults);
  EXPECT_EQ(rulesOf({outer}), "heap-allocate heap-deallocate heap-unknown heap-exception "
                              "heap-startup heap-loop heap-contract heap-unused-suppression ");
  EXPECT_EQ(rulesOf({inner, outer}), "heap-allocate heap-deallocate heap-exception heap-startup "
                                     "heap-loop heap-contract ");
  EXPECT_EQ(rulesOf({inner, outer}, {"-*,heap-destroy", {}, {}}), "heap-destroy ");

  llvm::Expected<Policy> policy = combine({inner, outer}, {});
  ASSERT_TRUE(bool(policy));
  EXPECT_EQ(policy->headerFilter, "inner");
  EXPECT_FALSE(policy->warningsAsErrors.has(Rule::Loop));
  EXPECT_TRUE(policy->warningsAsErrors.has(Rule::Unknown));
  EXPECT_EQ(policy->files, (std::vector<std::string>{"src/.heaplight.yaml", ".heaplight.yaml"}));
  ASSERT_EQ(policy->contracts.size(), 2u);
  EXPECT_EQ(policy->contracts[0].functions[0].text, "outer");
  EXPECT_EQ(policy->contracts[1].functions[0].text, "inner");

  policy = combine({inner, outer}, {{}, "-heap-unknown", ""});
  ASSERT_TRUE(bool(policy));
  EXPECT_EQ(policy->headerFilter, "");
  EXPECT_FALSE(policy->warningsAsErrors.has(Rule::Unknown));
  EXPECT_TRUE(policy->warningsAsErrors.has(Rule::Allocate));
}

TEST(PolicyTest, AMessageStaysShortWhateverItQuotes) {
  for (const char *letter : {"a", "\xC3\xA9", "\xF0\x9F\xA6\x8A"}) {
    std::string text;
    for (int time = 0; time < 1000; ++time)
      text += letter;
    for (const char *before : {"", "x", "xy", "xyz"}) {
      llvm::Expected<PolicyFile> file = parsePolicy(before + text + ": 1", "p");
      ASSERT_FALSE(bool(file));
      std::string message = llvm::toString(file.takeError());
      EXPECT_LT(message.size(), 650u);
      EXPECT_TRUE(message.ends_with("HeaderFilterRegex, Contracts")) << message;
      EXPECT_TRUE(llvm::json::isUTF8(message)) << message;
    }
  }
}

TEST(PolicyTest, WrongGlobsOfTheCommandLineNameTheOption) {
  EXPECT_EQ(rulesOf({}, {"heap-lop", {}, {}}),
            "--rules: 'heap-lop' fits no rule; did you mean 'heap-loop'?");
  EXPECT_EQ(rulesOf({}, {{}, "heap-lop", {}}),
            "--warnings-as-errors: 'heap-lop' fits no rule; did you mean 'heap-loop'?");
}

struct BadPolicy {
  const char *name;
  std::string text;
  const char *place;   ///< LINE:COLUMN
  const char *message; ///< Its essential part.
};

void PrintTo(const BadPolicy &bad, std::ostream *stream) { *stream << bad.name; }

std::string many(const char *text, size_t times) {
  std::string all;
  for (size_t time = 0; time < times; ++time)
    all += text;
  return all;
}

/// An entry of Contracts with one line more, which begins at 3:5.
std::string entry(const std::string &line) {
  return "Contracts:\n  - functions: f\n    " + line + "\n";
}

class BadPolicyTest : public testing::TestWithParam<BadPolicy> {};

TEST_P(BadPolicyTest, IsToldInOneClearLineWithItsPlace) {
  const BadPolicy &bad = GetParam();
  llvm::Expected<PolicyFile> file = parsePolicy(bad.text, "src/.heaplight.yaml");
  ASSERT_FALSE(bool(file));
  std::string message = llvm::toString(file.takeError());
  EXPECT_TRUE(message.starts_with("src/.heaplight.yaml:" + std::string(bad.place) + ": "))
      << message;
  EXPECT_NE(message.find(bad.message), std::string::npos) << message;
  EXPECT_EQ(message.find_first_of("\n\r\t"), std::string::npos) << message;
}

const BadPolicy badPolicies[] = {
    // Keys.
    {"KeyWithASlip", "Rulez: '*'", "1:1", "unknown key 'Rulez'; did you mean 'Rules'?"},
    {"KeyInLowerCase", "# a\nrules: '*'", "2:1", "unknown key 'rules'; did you mean 'Rules'?"},
    {"KeyOfClangTidy", "Checks: '*'", "1:1",
     "unknown key 'Checks'; there are InheritParentConfig, Rules, "},
    {"KeyAfterAByteOrderMark", "\xEF\xBB\xBFRulez: '*'", "1:1", "did you mean 'Rules'?"},
    {"KeyAfterWindowsLines", "Rules: '*'\r\nContract:\r\n- functions: f\r\n", "2:1",
     "did you mean 'Contracts'?"},
    {"KeyOfAnEntry", entry("forbids: allocate"), "3:5", "did you mean 'forbid'?"},
    {"KeyOfAnEntryAtTheTop", "forbid: allocate", "1:1", "it belongs in an entry of Contracts"},
    {"KeyOfTheTopInAnEntry", entry("Rules: '*'"), "3:5", "it belongs at the top of the file"},
    {"KeyTwice", "Rules: '*'\nRules: '*'", "2:1",
     "'Rules' stands here a second time; the first is in line 1"},
    {"KeyOfAnEntryTwice", entry("functions: g"), "3:5", "the first is in line 2"},
    {"KeyThatIsAList", "[Rules]: '*'", "1:1", "a key is expected here"},
    {"KeyThatIsEmpty", "'': '*'", "1:2", "unknown key ''"},
    {"KeyWithoutBlank", "Rules:'*'", "1:1", "a policy is a mapping"},
    // Values.
    {"ListAtTheTop", "- Rules", "1:1", "a policy is a mapping, such as \"Rules: '*'\"; this is a"},
    {"WordAtTheTop", "Rules", "1:1", "a policy is a mapping"},
    {"InheritThatIsNoYesOrNo", "InheritParentConfig: treu", "1:22", "takes true or false"},
    {"InheritThatIsAList", "InheritParentConfig: [true]", "1:22", "takes true or false"},
    {"InheritThatIsNothing", "InheritParentConfig:", "1:1", "takes true or false"},
    {"RulesThatAreNothing", "Rules:", "1:1", "Rules takes a string or a list of strings; nothing"},
    {"RulesThatAreAMapping", "Rules: {heap-loop: true}", "1:8", "this is a mapping"},
    {"RulesInAListInAList", "Rules: [[heap-loop]]", "1:9", "Rules takes strings; this is a list"},
    {"RuleThatIsNone", "Rules: '*,-heap-lop'", "1:11",
     "'heap-lop' fits no rule; did you mean 'heap-loop'?"},
    {"RuleThatIsNoneInAList", "Rules:\n  - '*'\n  - bugprone-*\n", "3:5",
     "'bugprone-*' fits no rule; the rules are heap-allocate, "},
    {"RuleGlobThatDoesNotEnd", "Rules: 'heap-[a'", "1:9", "'heap-[a' is no glob"},
    {"RuleThatIsOnlyAMinus", "Rules: '-'", "1:9", "'-' takes nothing away"},
    {"RuleOfErrorsThatIsNone", "WarningsAsErrors: heap-leak", "1:19", "'heap-leak' fits no rule"},
    {"HeaderFilterThatDoesNotEnd", "HeaderFilterRegex: '('", "1:21",
     "HeaderFilterRegex is no regular expression: parentheses not balanced"},
    {"HeaderFilterThatIsAList", "HeaderFilterRegex: [a]", "1:20", "takes a string; this is a list"},
    // Contracts.
    {"ContractsThatAreNothing", "Contracts:\n# - functions: f\n", "1:1",
     "Contracts takes a list, each entry after a '-'; nothing is there"},
    {"ContractsThatAreAMapping", "Contracts:\n  functions: f\n", "2:3", "this is a mapping"},
    {"ContractThatIsAWord", "Contracts: [f]", "1:13", "an entry of Contracts is a mapping"},
    {"ContractThatIsNothing", "Contracts:\n  -\n", "2:3", "an entry of Contracts is a mapping"},
    {"ContractForNobody", "Contracts:\n  - forbid: allocate\n", "2:5",
     "names neither functions nor paths; for all code write functions: '*'"},
    {"ContractThatIsEmpty", "Contracts: [{}]", "1:13", "names neither functions nor paths"},
    {"FunctionsThatAreNone", "Contracts: [{functions: []}]", "1:25",
     "functions is an empty list; name something, or leave the key out"},
    {"FunctionThatIsEmpty", "Contracts: [{functions: ''}]", "1:26", "has an empty glob"},
    {"FunctionThatIsNothing", "Contracts: [{functions: }]", "1:14", "nothing is there"},
    {"FunctionThatIsNothingInAList", "Contracts:\n- functions:\n  -\n", "3:3", "takes strings"},
    {"FunctionGlobThatDoesNotEnd", "Contracts: [{functions: 'f[a'}]", "1:26",
     "'f[a' has a '[' without its ']'"},
    {"FunctionGlobThatQuotesNothing", "Contracts: [{functions: 'f\\'}]", "1:26",
     "ends in '\\', which has nothing to quote"},
    {"PathGlobThatDoesNotEnd", "Contracts: [{paths: 'src/[a/b]'}]", "1:22", "without its ']'"},
    {"PathThatIsAbsolute", "Contracts: [{paths: /src/**}]", "1:21", "leaves the policy's folder"},
    {"PathThatLeadsUp", "Contracts: [{paths: ../src/**}]", "1:21", "leaves the policy's folder"},
    {"PathWithStarsBesideLetters", "Contracts: [{paths: src/**.cpp}]", "1:21",
     "it stands alone between slashes, as in 'src/**/*.cpp'"},
    {"PathsThatAreNone", entry("paths: []"), "3:12", "paths is an empty list"},
    {"ForbidOfNothing", entry("forbid: []"), "3:13", "forbid is an empty list"},
    {"ForbidOfAnotherWord", entry("forbid: [allocate, alloc]"), "3:24",
     "forbid knows no 'alloc'; did you mean 'allocate'?"},
    {"ForbidOfAFarWord", entry("forbid: free"), "3:13",
     "forbid knows no 'free'; there are allocate, deallocate, destroy, unknown"},
    {"ForbidOfAMapping", entry("forbid: {allocate: true}"), "3:13", "this is a mapping"},
    {"UnlessOfAnotherWord", entry("unless: exception"), "3:13", "did you mean 'exceptional'?"},
    {"UnlessOfAFarWord", entry("unless: [main]"), "3:14",
     "there are exceptional, startup, thread, exit"},
    {"SeverityInUpperCase", entry("severity: Error"), "3:15", "did you mean 'error'?"},
    {"SeverityOfAFarWord", entry("severity: fatal"), "3:15", "there are warning, error"},
    {"SeverityThatIsAList", entry("severity: [error]"), "3:15", "this is a list"},
    {"BudgetThatIsANumber", entry("budget: 12"), "3:13", "such as {allocate: 12}"},
    {"BudgetThatIsEmpty", entry("budget: {}"), "3:13", "such as {allocate: 12}"},
    {"BudgetOfAnotherWord", entry("budget: {allocates: 1}"), "3:14", "did you mean 'allocate'?"},
    {"BudgetBelowZero", entry("budget: {allocate: -1}"), "3:24",
     "the budget of allocate takes a number of lines, from 0 to 4294967295"},
    {"BudgetBeyondNumbers", entry("budget: {allocate: 99999999999999999999999}"), "3:24",
     "takes a number of lines"},
    {"BudgetWithAFraction", entry("budget: {allocate: 1.5}"), "3:24", "takes a number of lines"},
    {"BudgetWithoutNumber", entry("budget: {allocate: }"), "3:14", "takes a number of lines"},
    {"BudgetTwice", entry("budget: {allocate: 1, allocate: 2}"), "3:27", "a second time"},
    {"BudgetOfWhatIsForbidden", entry("forbid: allocate\n    budget: {allocate: 3}"), "4:14",
     "'allocate' is forbidden in this entry and has a budget too; leave one of them out"},
    {"BudgetBeforeItIsForbidden", entry("budget: {allocate: 3}\n    forbid: allocate"), "3:14",
     "leave one of them out"},
    {"WordsOnSeveralLines", entry("severity: |\n      a\n      b\n"), "4:1", "knows no 'a b'"},
    // YAML.
    {"StarWithoutQuotes", "Rules: *,-heap-loop", "1:8", "begins with * or & needs quotes"},
    {"StarWithoutQuotesInAList", "Contracts:\n  - functions: [*foo]\n", "2:17",
     "a value that begins with * needs quotes: '*foo'"},
    {"StarWithoutQuotesInABlock", "Contracts:\n  - functions: *foo\n", "2:16", "needs quotes"},
    {"Alias", "Rules: &a '*'\nWarningsAsErrors: *a", "2:19", "aliases aren't known here"},
    {"Merge", "Contracts:\n- &a {functions: f}\n- {<<: *a}\n", "3:8", "aliases aren't known here"},
    {"Tag", "Rules: !!str '*'", "1:8", "tags aren't known here"},
    {"TwoDocuments", "Rules: '*'\n---\nRules: '*'\n", "3:1", "a second document begins here"},
    {"WordsBehindTheDocument", "Rules: '*'\n...\nmore\n", "3:1", "a second document begins here"},
    {"TabForIndentation", "Contracts:\n  - functions: f\n\tforbid: allocate\n", "3:1",
     "a tab indents this line; YAML takes blanks only"},
    {"QuoteThatDoesNotEnd", "Rules: '*\n", "1:10", "this is no YAML: expected quote"},
    {"BracketThatDoesNotEnd", "Rules: ['*'\n", "1:12", "this is no YAML: "},
    {"BracketTooMany", "Contracts: []]\n", "1:14", "this is no YAML: "},
    {"IndentationThatFitsNothing", "Contracts:\n  - functions: f\n   paths: g\n", "3:9", "no YAML"},
    {"EscapeThatIsNone", "Rules: \"\\q\"", "1:10", "unrecognized escape code"},
    {"LetterThatYamlKeeps", "Rules: `*`", "1:8", "this is no YAML: unrecognized character"},
    {"DirectiveThatIsNone", "%NO", "1:1", "this is no YAML"},
    {"Latin1", "# caf\xE9\nRules: '*'", "1:6", "a byte that is no text stands here"},
    {"LetterCutOff", "Rules: '*' # \xE2\x82", "1:14", "save the file as UTF-8"},
    {"Utf16", std::string("\xFF\xFER\0u\0", 6), "1:1", "save the file as UTF-8"},
    {"NullByte", std::string("Rules:\n\0", 8), "2:1", "a byte that is no text stands here"},
    {"DeepBrackets", "Contracts: " + many("[", 100000), "1:28", "this is nested too deeply"},
    {"DeepBraces", many("{a: ", 100000), "1:66", "this is nested too deeply"},
    {"DeepDashes", many("- ", 100000), "1:35", "this is nested too deeply"},
    {"MegabytesOfText", many("# no policy is that long\n", 50000), "1:1", "larger than 1 MiB"},
};

INSTANTIATE_TEST_SUITE_P(Table, BadPolicyTest, testing::ValuesIn(badPolicies),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace heaplight
