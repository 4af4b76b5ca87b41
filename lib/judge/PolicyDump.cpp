#include "judge/Policy.h"

#include "judge/PolicyFit.h"
#include "report/Words.h"

#include "llvm/Support/YAMLTraits.h"

namespace heaplight {
namespace {

struct ContractText {
  std::vector<std::string> functions;
  std::vector<std::string> paths;
  std::vector<std::string> forbid;
  std::vector<std::string> unless;
  std::map<std::string, uint32_t> budget;
  std::string severity;
};

struct PolicyText {
  bool inheritParent = false;
  std::string rules;
  std::string warningsAsErrors;
  std::string headerFilter;
  std::vector<ContractText> contracts;
};

} // namespace
} // namespace heaplight

LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::ContractText)
LLVM_YAML_IS_STRING_MAP(uint32_t)

namespace llvm::yaml {

/// LLVM writes the first key of a list's entry even where it is empty, and policies hold no empty
/// lists.
template <typename T> static void unlessEmpty(IO &io, const char *key, T &values) {
  if (!values.empty())
    io.mapRequired(key, values);
}

template <> struct MappingTraits<heaplight::ContractText> {
  static void mapping(IO &io, heaplight::ContractText &contract) {
    unlessEmpty(io, "functions", contract.functions);
    unlessEmpty(io, "paths", contract.paths);
    unlessEmpty(io, "forbid", contract.forbid);
    unlessEmpty(io, "unless", contract.unless);
    unlessEmpty(io, "budget", contract.budget);
    io.mapRequired("severity", contract.severity);
  }
};

template <> struct MappingTraits<heaplight::PolicyText> {
  static void mapping(IO &io, heaplight::PolicyText &policy) {
    io.mapRequired("InheritParentConfig", policy.inheritParent);
    io.mapRequired("Rules", policy.rules);
    io.mapRequired("WarningsAsErrors", policy.warningsAsErrors);
    io.mapRequired("HeaderFilterRegex", policy.headerFilter);
    io.mapRequired("Contracts", policy.contracts);
  }
};

} // namespace llvm::yaml

namespace heaplight {
namespace {

/// Each by its id, after `start`.
std::string textOf(const RuleGlobs &globs, std::string start) {
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (globs.has(Rule(rule)))
      start += std::string(start.empty() ? "" : ",") + idOf(Rule(rule));
  return start;
}

/// What a glob of `contract` begins with when it starts from the folder of `outermost`.
std::string globPrefix(const PolicyContract &contract, const PolicyContract &outermost) {
  std::string inFolder = contract.folder.empty() ? "*" : contract.folder + "/*";
  std::string way = pathFrom(outermost, inFolder).value_or(inFolder);
  way.pop_back();
  std::string glob;
  for (char letter : way) {
    if (llvm::StringRef("*?[\\").contains(letter))
      glob += '\\';
    glob += letter;
  }
  return glob;
}

ContractText textOf(const PolicyContract &contract, const PolicyContract &outermost) {
  ContractText text;
  for (const PolicyGlob &glob : contract.functions)
    text.functions.push_back(glob.text);
  std::string prefix = globPrefix(contract, outermost);
  for (const PolicyGlob &glob : contract.paths) {
    llvm::StringRef way = glob.text;
    if (!prefix.empty())
      way.consume_front("./");
    text.paths.push_back(prefix + way.str());
  }
  for (Kind kind : contract.forbidden.kinds)
    text.forbid.push_back(word(kind));
  for (Exempt exempt : contract.forbidden.unless)
    text.unless.push_back(word(exempt));
  for (auto [kind, lines] : contract.budget)
    text.budget[word(kind)] = lines;
  text.severity = word(contract.severity);
  return text;
}

} // namespace

std::string dumpPolicy(const Policy &policy) {
  PolicyText text;
  // What is taken away first are the defaults, so that nothing is left of those.
  text.rules = textOf(policy.rules, "-*");
  text.warningsAsErrors = textOf(policy.warningsAsErrors, "");
  text.headerFilter = policy.headerFilter;
  for (const PolicyContract &contract : policy.contracts)
    text.contracts.push_back(textOf(contract, policy.contracts.front()));
  std::string dump;
  llvm::raw_string_ostream stream(dump);
  for (const std::string &file : policy.files)
    stream << "# from " << llvm::yaml::escape(file, /*EscapePrintable=*/false) << '\n';
  llvm::yaml::Output output(stream);
  output << text;
  return dump;
}

} // namespace heaplight
