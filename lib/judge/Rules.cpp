#include "judge/Rules.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr std::array<RuleFacts, ruleCount> allFacts{{
    {Rule::Allocate, "heap-allocate", "code that promised not to allocate can allocate",
     "Finds lines from which code that promised not to allocate comes to malloc, operator new or "
     "another allocator, by itself or through anything it calls, inlined or not; and more lines "
     "that allocate than a policy's budget has room for. It is silent "
     "about allocations that the optimizer removed, and about those that happen only on the way "
     "to a throw or an abort (heap-exception). To mend it, get the memory before the code runs "
     "that promised (reserve, a pool, a member that is kept), use storage of a fixed size "
     "(std::array, a buffer on the stack), or pass a view (std::span, std::string_view) instead "
     "of a copy.",
     true},
    {Rule::Deallocate, "heap-deallocate", "code that promised not to free memory can free it",
     "Finds lines from which code that promised to leave the heap alone comes to free, operator "
     "delete or another deallocator. Often that is the closing brace of a function, where a "
     "local variable, or a parameter that was passed by value, gives its memory back. It is silent "
     "where the optimizer removed the call, and on the way to a throw or an abort "
     "(heap-exception). To mend it, let somebody else own the memory: take parameters by "
     "reference, keep buffers as members and clear them instead of destroying them, or hand what "
     "is old to another thread that frees it.",
     true},
    {Rule::Destroy, "heap-destroy", "code that promised to run no destructor runs one",
     "Finds lines where code runs a destructor that does work, though a policy forbids `destroy` "
     "there; the attributes never do. Such a destructor need not free memory today; it is a place "
     "where it may tomorrow. It is silent about destructors that do nothing, and about those that "
     "the optimizer removed. To mend it, keep the object in an owner that outlives this code, or "
     "use a type that needs no destructor.",
     true},
    {Rule::Unknown, "heap-unknown", "code that made a promise calls something that can't be seen",
     "Finds calls whose target can't be seen, in code that promised something about the heap: "
     "through a pointer, of a virtual function that code outside may override, of a function "
     "whose unit or library wasn't read. Whether such a call allocates, nobody can say. The "
     "finding says why. To mend it, let the target be seen: lint the units "
     "together, name the libraries, mark the class final, pass a template parameter or a lambda "
     "instead of a pointer; or say in a model file what the function does (docs/models.md).",
     true},
    {Rule::Exception, "heap-exception",
     "code that made a promise reaches the heap on the way to a throw or an abort",
     "Finds heap use of code that promised none, where it happens only if an exception is thrown "
     "or the program gives up: throw itself allocates the exception, and often the text in it. "
     "Code that runs to its end as usual never comes there. It is silent where an `unless` of a "
     "policy lets `exceptional` pass. To mend it, report the failure by a value (std::optional, "
     "an error code), check before the code runs that promised, or let it pass by `unless: "
     "[exceptional]`.",
     true},
    {Rule::Startup, "heap-startup", "the heap is used before main or when a thread starts",
     "Finds variables of static storage whose initialization uses the heap before main, and "
     "variables of a thread that do so at the thread's first use of them. It needs no promise, "
     "and is off unless a policy or --rules asks for it. It is silent about objects that the "
     "compiler can make itself (constinit), and about static variables inside functions, which "
     "are made when the function runs. To mend it, make the variable constinit, use a type that "
     "holds its data in itself (std::array, std::string_view), or make the object in a function "
     "that the program calls when it is ready.",
     false},
    {Rule::Loop, "heap-loop", "a loop allocates what could be allocated before it",
     "Finds allocations inside a loop of two sorts: what is made and freed again each time the "
     "loop "
     "goes round, and a container that grows as the loop fills it. It needs no promise, and is off "
     "unless a policy or --rules asks for it. It is silent about memory that each round keeps for "
     "later, such as the nodes of a list, and about what the optimizer moved out of the loop or "
     "removed. To mend it, use a view or a reference in place of a copy, make the object before "
     "the loop and use it again, or give the container its size before the loop. push_back keeps "
     "its code for growing even after a reserve: silence such a line with NOLINT(heap-loop).",
     false},
    {Rule::Contract, "heap-contract", "a `// heaplight:` comment isn't true any more",
     "Finds `// heaplight:` comments that say something else than the built code does, in either "
     "direction: the code does more than its comment tells, or the comment tells of heap use that "
     "is gone. It also finds comments that don't keep to the grammar (docs/contracts.md), and "
     "headers that say nothing of what a source file promises. `none` is a promise, and what "
     "breaks "
     "it is found by the other rules. It is silent about what a comment leaves out. To mend it, "
     "change the code back, let the comment say what is true now, or let the header say it too "
     "(--fix does).",
     true},
    {Rule::UnusedSuppression, "heap-unused-suppression", "a NOLINT comment silences nothing",
     "Finds NOLINT comments that name a rule of Heaplight's where that rule finds nothing, a "
     "NOLINTBEGIN or a NOLINTEND without the other, and rules in them that don't exist. It is "
     "silent about comments that name no rule, or only those of other tools. To mend it, take the "
     "comment away (--fix does), or put the right rule in.",
     true},
}};

std::vector<std::string> allIds() {
  std::vector<std::string> ids;
  for (const RuleFacts &facts : allFacts)
    ids.push_back(facts.id);
  return ids;
}

llvm::Error noSuchRule(llvm::StringRef glob) {
  std::string near = nearestWord(std::string_view(glob), allIds());
  return llvm::createStringError("'" + glob + "' fits no rule; " +
                                 (near.empty() ? "the rules are " + llvm::join(allIds(), ", ")
                                               : "did you mean '" + near + "'?"));
}

} // namespace

const RuleFacts &factsOf(Rule rule) { return allFacts[size_t(rule)]; }

Rule ruleFor(Kind kind, Certainty certainty) {
  if (certainty == Certainty::Exceptional)
    return Rule::Exception;
  static constexpr Rule rules[] = {Rule::Allocate, Rule::Deallocate, Rule::Destroy, Rule::Unknown};
  return rules[size_t(kind)];
}

const KindVerb &verbOf(Kind kind) {
  static constexpr KindVerb verbs[] = {{"allocate", "allocates"},
                                       {"free", "frees"},
                                       {"destroy objects", "destroys objects"},
                                       {"call what can't be seen", "calls what can't be seen"}};
  return verbs[size_t(kind)];
}

std::optional<Rule> ruleOf(std::string_view id) {
  for (const RuleFacts &facts : allFacts)
    if (id == facts.id)
      return facts.rule;
  return std::nullopt;
}

llvm::Expected<RuleGlobs> RuleGlobs::parse(std::string_view text) {
  RuleGlobs globs;
  llvm::SmallVector<llvm::StringRef> parts;
  llvm::SplitString(llvm::StringRef(text), parts, ",\n");
  for (llvm::StringRef part : parts) {
    llvm::StringRef name = part.trim();
    if (name.empty())
      continue;
    bool has = !name.consume_front("-");
    name = name.ltrim();
    if (name.empty())
      return llvm::createStringError("'-' takes nothing away; write '-*' or '-heap-…'");
    llvm::Expected<llvm::GlobPattern> glob = llvm::GlobPattern::create(name);
    if (!glob)
      return llvm::createStringError("'" + name +
                                     "' is no glob: " + llvm::toString(glob.takeError()));
    bool fits = false;
    for (const RuleFacts &facts : allFacts)
      if (glob->match(facts.id)) {
        globs.rules_[size_t(facts.rule)] = has;
        fits = true;
      }
    if (!fits)
      return noSuchRule(name);
  }
  return globs;
}

std::string nearestWord(std::string_view text, const std::vector<std::string> &words) {
  llvm::StringRef asked(text);
  std::string nearest;
  constexpr size_t lettersPerMistake = 3, partOfAWord = 4;
  unsigned most = unsigned(std::min(asked.size() / lettersPerMistake + 1, asked.size()));
  auto least = std::pair(most + 1, 0u);
  for (const std::string &word : words) {
    bool part =
        std::min(asked.size(), word.size()) >= partOfAWord &&
        (llvm::StringRef(word).contains_insensitive(asked) || asked.contains_insensitive(word));
    unsigned distance = asked.edit_distance_insensitive(word, true, part ? 0 : most);
    // "alloc" or "heap_allocate" for "allocate" is no more wrong than a slip of one letter.
    auto wrong = std::pair(part ? std::min(distance, 1u) : distance, distance);
    if (asked.size() && wrong < least) {
      least = wrong;
      nearest = word;
    }
  }
  return nearest;
}

} // namespace heaplight
