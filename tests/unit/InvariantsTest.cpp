// The invariants of lib/README.md, held on real sources.
#include "Compiled.h"
#include "Reading.h"

#include "show/Json.h"
#include "show/Text.h"

#include <algorithm>

namespace heaplight {
namespace {

using test::debugInfo;
using test::Ir;
using test::Reading;
using test::Source;

/// Sources that reach the heap in different ways.
const std::vector<std::string> sources{
    R"(#include <string>
#include <vector>
struct Node { int value; Node *next; };
static Node *add(Node *list, int value) { return new Node{value, list}; }
Node *both(int n) { return n ? add(nullptr, n) : add(add(nullptr, 1), 2); }
void grow(std::vector<std::string> &names, const char *name) {
  for (int i = 0; i < 3; ++i)
    names.push_back(std::string(name) + "!");
}
std::vector<int> kept{1, 2, 3};
thread_local std::string mine = "a text that is too long for the small buffer";
)",
    R"(struct Shape { virtual ~Shape(); virtual int area() const; };
int opaque(int *);
struct Owner { int *p = new int; ~Owner() { delete p; } };
int use(const Shape &shape, int (*callback)(int)) {
  Owner owner;
  if (shape.area() > 3) throw owner.p;
  return opaque(owner.p) + callback(4);
}
int walk(int depth, int **out) {
  if (!depth) return 0;
  *out = new int[8];
  return walk(depth - 1, out + 1) + walk(depth - 2, out + 2);
}
)"};

const std::string &readable(const Unit &unit, StringId symbol) {
  auto name = unit.readable.find(symbol);
  return unit.names.text(name == unit.readable.end() ? symbol : name->second);
}

/// Every place of a call of both stages, with what is called there or why that can't be seen.
std::set<std::string> sitesOf(const Unit &unit) {
  std::set<std::string> sites;
  for (const Summary *summary : {&unit.written, &unit.built})
    for (const Function &function : summary->functions)
      for (const Call &call : function.calls) {
        const Frame &frame = unit.names.frame(call.frame);
        sites.insert(unit.names.text(frame.file) + ":" + std::to_string(frame.line) + ":" +
                     std::to_string(frame.column) + " " + readable(unit, call.callee) +
                     unit.names.text(call.reason));
      }
  return sites;
}

void expectWitness(const ReportUnit &unit, const ReportEffect &effect,
                   const std::set<std::string> &sites) {
  ASSERT_FALSE(effect.path.empty());
  for (size_t step = 0; step < effect.path.size(); ++step) {
    ASSERT_LT(effect.path[step], unit.frames.size());
    const ReportFrame &frame = unit.frames[effect.path[step]];
    EXPECT_FALSE(frame.function.empty());
    // Inlined into the frame before it, or the outermost of a function that is called from there.
    if (step)
      EXPECT_TRUE(!frame.in || *frame.in == effect.path[step - 1]);
  }
  const ReportFrame &last = unit.frames[effect.path.back()];
  std::string end = last.file + ":" + std::to_string(last.line) + ":" +
                    std::to_string(last.column) + " " + effect.callee;
  bool seen = effect.kind != Kind::Unknown || effect.reason == "no body: " + effect.callee;
  EXPECT_TRUE(sites.count(seen ? end : end + effect.reason)) << end << " " << effect.reason;
  EXPECT_FALSE(effect.callee.empty() && effect.reason.empty());
}

TEST(InvariantsTest, NoEffectIsWithoutAWitness) {
  size_t effects = 0;
  for (const std::string &text : sources) {
    Source source(text);
    std::set<std::string> sites = sitesOf(source.compile());
    ReportUnit unit = source.report();
    for (const ReportLine &line : unit.lines)
      for (const ReportEffect &effect : line.effects) {
        expectWitness(unit, effect, sites);
        const ReportFrame &first = unit.frames[effect.path.front()];
        EXPECT_EQ(first.file + std::to_string(first.line), line.file + std::to_string(line.line));
        ++effects;
      }
    for (const ReportFunction &function : unit.functions)
      for (const ReportEffect &effect : function.effects)
        expectWitness(unit, effect, sites), ++effects;
  }
  EXPECT_GT(effects, 40u);
}

/// Each call stands on a line of its own, from 101 on.
const std::vector<std::string> unseen{
    "call void %p()",
    "tail call void %p()",
    "call i32 (ptr, ...) %p(ptr %p, i32 1)",
    "invoke void %p() to label %next unwind label %pad",
    "call void @mystery()",
    "call void @other()",
    "call void @loaded()",
    "call void asm sideeffect \"syscall\", \"\"()",
    "call void @qsort(ptr %p, i64 1, i64 1, ptr %p)",
    "call void @qsort(ptr %p, i64 1, i64 1, ptr @mystery)",
    "call i32 @__cxa_atexit(ptr %p, ptr null, ptr null)",
};

TEST(InvariantsTest, NoUnseenCallIsDroppedInSilence) {
  std::string body, places;
  for (size_t number = 0; number < unseen.size(); ++number) {
    body += unseen[number] + ", !dbg !" + std::to_string(101 + number) + "\n";
    if (unseen[number].starts_with("invoke"))
      body += "pad: %e = landingpad { ptr, i32 } cleanup\n resume { ptr, i32 } %e\nnext:\n";
    places += "!" + std::to_string(101 + number) +
              " = !DILocation(line: " + std::to_string(101 + number) + ", column: 1, scope: !10)\n";
  }
  Ir ir("declare void @mystery()\n declare void @qsort(ptr, i64, i64, ptr)\n"
        "declare i32 @__cxa_atexit(ptr, ptr, ptr)\n declare i32 @__gxx_personality_v0(...)\n"
        "@other = external global i8\n" // Called as if it were a function.
        "@loaded = ifunc void (), ptr @choose\n define ptr @choose() { ret ptr null }\n"
        "define void @f(ptr %p) personality ptr @__gxx_personality_v0 !dbg !10 {\n" +
        body + "ret void }\n" + debugInfo + places);
  Reading reading(test::shippedModels());
  reading.written(ir);
  reading.built(ir);
  ReportUnit unit = test::reportOf(std::move(reading.unit));
  for (size_t number = 0; number < unseen.size(); ++number) {
    auto line = std::find_if(unit.lines.begin(), unit.lines.end(),
                             [&](const ReportLine &line) { return line.line == 101 + number; });
    ASSERT_NE(line, unit.lines.end()) << unseen[number];
    size_t unknown = 0;
    for (const ReportEffect &effect : line->effects)
      unknown +=
          effect.kind == Kind::Unknown && !effect.reason.empty() && effect.reason != "no body: ";
    EXPECT_EQ(unknown, 2u) << unseen[number]; // One for each stage.
  }
}

/// The lines of `text` that bear `comment`.
std::vector<uint32_t> linesWith(const std::string &text, const std::string &comment) {
  std::vector<uint32_t> lines;
  uint32_t number = 1;
  for (size_t start = 0; start < text.size(); ++number) {
    size_t end = text.find('\n', start);
    if (text.substr(start, end - start).ends_with(comment))
      lines.push_back(number);
    start = end + 1;
  }
  return lines;
}

/// Which of the lines that bear `comment` have an effect as built that `wanted` accepts.
template <typename Wanted>
std::vector<uint32_t> among(const ReportUnit &unit, const std::vector<uint32_t> &lines,
                            Wanted wanted) {
  std::vector<uint32_t> found;
  for (const ReportLine &line : unit.lines)
    if (std::count(lines.begin(), lines.end(), line.line) &&
        std::any_of(line.effects.begin(), line.effects.end(), [&](const ReportEffect &effect) {
          return effect.stage == Stage::Built && wanted(effect);
        }))
      found.push_back(line.line);
  return found;
}

const std::string certain = R"(#include <cstdlib>
#include <vector>
extern void *kept; int cond(); int *take(int *);
void *(*chosen)(std::size_t) = std::malloc;
static void *make(std::size_t n) { return std::malloc(n); } // each
void one() { kept = make(3); } // each
void two(int n) { while (n--) kept = new int[4]; } // some
void three(std::vector<int> &v) { v.push_back(1); } // some
void four() { kept = chosen(8); } // each
void five() { if (cond()) kept = new int; } // some
void six() { kept = cond() ? new int : nullptr; } // some
void seven() { kept = take(cond() ? new int : new int(1)); } // each
void eight() { cond() && (kept = new int); } // some
void nine(int n) { switch (n) { case 1: kept = new int; break; default: kept = nullptr; } } // some
void ten(int n) { std::vector<int> v(n); take(v.data()); } // some
)";

TEST(InvariantsTest, ALineThatAllocatesIsMarkedAllocateOrUnknown) {
  for (const char *level : {"-O0", "-O2"}) {
    Source source(certain);
    source.request.flags = {level, "-std=c++20"};
    ReportUnit unit = source.report();
    auto marked = [](const ReportEffect &effect) {
      return effect.kind == Kind::Allocate || effect.kind == Kind::Unknown;
    };
    for (const char *comment : {"// each", "// some"}) {
      std::vector<uint32_t> lines = linesWith(certain, comment);
      EXPECT_GE(lines.size(), 4u);
      EXPECT_EQ(among(unit, lines, marked), lines) << level;
    }
  }
}

TEST(InvariantsTest, AlwaysIsNeverSaidOfALineThatAllocatesOnlySometimes) {
  for (const char *level : {"-O0", "-O1", "-O2", "-O3"}) {
    Source source(certain);
    source.request.flags = {level, "-std=c++20"};
    auto always = [](const ReportEffect &effect) {
      return effect.kind == Kind::Allocate && effect.certainty == Certainty::Always;
    };
    ReportUnit unit = source.report();
    EXPECT_EQ(among(unit, linesWith(certain, "// some"), always), std::vector<uint32_t>{}) << level;
    EXPECT_FALSE(among(unit, linesWith(certain, "// each"), always).empty()) << level;
  }
}

std::string jsonOf(const Source &source) {
  Report report;
  report.units.push_back(source.report());
  std::string text;
  llvm::raw_string_ostream stream(text);
  showJson(report, "0.0.0", stream);
  return text;
}

TEST(InvariantsTest, TheSameInputGivesTheSameBytes) {
  for (const std::string &text : sources) {
    Source one(text), other(text); // In two folders: neither's name may show.
    one.options.assembly = other.options.assembly = AssemblySyntax::Att;
    std::string json = jsonOf(one);
    EXPECT_EQ(json, jsonOf(one));
    EXPECT_EQ(json, jsonOf(other));
    EXPECT_EQ(json.find(one.folder.path()), std::string::npos);
    EXPECT_GT(json.size(), 2000u);
  }
}

/// What is printed while `work` runs.
template <typename Work> std::string printedBy(Work work) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  work();
  return testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
}

TEST(InvariantsTest, TheLibraryPrintsNothing) {
  Source source(sources[1] + "#warning spoken\n");
  source.options.assembly = AssemblySyntax::Att;
  EXPECT_EQ(printedBy([&] { jsonOf(source); }), "");
}

TEST(InvariantsTest, TheLibraryPrintsNothingOfABrokenSource) {
  Source broken("int f() { return nonsense; }\n");
  EXPECT_EQ(printedBy([&] { llvm::consumeError(broken.tryToCompile().takeError()); }), "");
}

} // namespace
} // namespace heaplight
