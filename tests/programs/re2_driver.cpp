// Drives re2, and through it abseil: patterns of every kind compile, match, rewrite and fail; sets
// and filters; text large enough to fill the DFA's cache; several threads at once. Takes no
// arguments; exits with 0 when all went as it should.
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/debugging/stacktrace.h"
#include "absl/debugging/symbolize.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "re2/filtered_re2.h"
#include "re2/re2.h"
#include "re2/regexp.h"
#include "re2/set.h"

namespace {

int failures = 0;

void expect(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "not as it should be: %s\n", what);
  ++failures;
}

const RE2 datePattern("(?P<year>\\d{4})-(?P<month>\\d\\d)-(?P<day>\\d\\d)");

std::string bigText(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i)
    absl::StrAppend(&text, "line ", i, ": key", i % 97, "=value", i * 31 % 1009, "; 2024-",
                    10 + i % 3, "-", 10 + i % 19, " \u00e9t\u00e9 ", absl::Hex(i), "\n");
  return text;
}

void capturesBecomeValues() {
  int year = 0, month = 0, day = 0;
  expect(RE2::FullMatch("2024-02-29", datePattern, &year, &month, &day) && year == 2024 &&
             day == 29,
         "a date");
  std::string word, rest;
  absl::string_view view;
  expect(RE2::PartialMatch("a somewhat longer sentence, to be taken apart",
                           "(\\w+) (\\w+ \\w+)(.*)", &word, &view, &rest),
         "words");
  double real = 0;
  float single = 0;
  char letter = 0;
  int64_t large = 0;
  uint16_t small = 0;
  expect(RE2::FullMatch("x 2.5e3 1.25 -9000000000 77", "(.) (\\S+) (\\S+) (\\S+) (\\d+)", &letter,
                        &real, &single, &large, &small),
         "numbers");
  int hex = 0, octal = 0, any = 0;
  expect(RE2::FullMatch("ff 17 0x1f", "(\\w+) (\\w+) (\\w+)", RE2::Hex(&hex), RE2::Octal(&octal),
                        RE2::CRadix(&any)) &&
             hex == 255 && octal == 15 && any == 31,
         "radixes");
  std::optional<int> absent;
  expect(RE2::FullMatch("ab", "a(\\d*)b", static_cast<void *>(nullptr)), "an unused group");
  expect(!RE2::FullMatch("a99999999999999999999b", "a(\\d+)b", &hex), "a number too large");
  for (const auto &[name, index] : datePattern.NamedCapturingGroups())
    expect(datePattern.CapturingGroupNames().at(index) == name, "names");
}

void textIsConsumed(const std::string &text) {
  absl::string_view input(text);
  std::map<std::string, int> counts;
  std::string key;
  int value = 0;
  while (RE2::FindAndConsume(&input, "(key\\d+)=value(\\d+)", &key, &value))
    counts[key] += value;
  expect(counts.size() == 97, "keys");
  absl::string_view list("one,two,three,");
  std::vector<std::string> items;
  while (RE2::Consume(&list, "(\\w+),", &key))
    items.push_back(key);
  expect(absl::StrJoin(items, "+") == "one+two+three", "a list");
}

void textIsRewritten(const std::string &text) {
  std::string copy = text;
  expect(RE2::GlobalReplace(&copy, datePattern, "\\3.\\2.\\1") > 100, "dates rewritten");
  expect(RE2::Replace(&copy, "line (\\d+)", "Zeile \\1, \\0"), "a line rewritten");
  expect(RE2::GlobalReplace(&copy, "(?i)[aeiou]*", "<\\0>") > 1000, "empty matches replaced");
  std::string out, error;
  expect(
      RE2::Extract("mail to someone@example.org, please", "(\\w+)@([\\w.]+)", "\\2 has \\1", &out),
      "extracted");
  expect(!datePattern.CheckRewriteString("\\9", &error) && !error.empty(), "a rewrite too far");
  expect(RE2::FullMatch("a.b*c[d]", RE2::QuoteMeta("a.b*c[d]")), "quoted");
  absl::string_view groups[4];
  expect(datePattern.Match(text, 0, text.size(), RE2::UNANCHORED, groups, 4), "groups");
  std::string rewritten;
  expect(datePattern.Rewrite(&rewritten, "\\1/\\2/\\3 of \\0", groups, 4), "groups rewritten");
}

struct Flag {
  const char *name;
  void (RE2::Options::*set)(bool);
};

constexpr Flag flags[] = {
    {"posix", &RE2::Options::set_posix_syntax}, {"longest", &RE2::Options::set_longest_match},
    {"literal", &RE2::Options::set_literal},    {"never_nl", &RE2::Options::set_never_nl},
    {"dot_nl", &RE2::Options::set_dot_nl},      {"never_capture", &RE2::Options::set_never_capture},
    {"perl", &RE2::Options::set_perl_classes},  {"word", &RE2::Options::set_word_boundary},
    {"one_line", &RE2::Options::set_one_line}};

constexpr const char *patterns[] = {"(a+)(b|c)*?d{2,5}$",
                                    "^\\s*[[:alpha:]_][[:word:]]*\\s*(?:=|\\+=)\\s*\"[^\"]*\"",
                                    "(?i)stra(?:ss|\u00df)e|\u00c9T\u00c9",
                                    "\\p{Greek}+|\\p{Lu}\\P{Ll}|\\pN",
                                    "(foo|foobar|foobaz|food)(bar)?\\b",
                                    "[^\\x00-\\x{10FFFF}]",
                                    "(((((a)?b)?c)?d)?e)?",
                                    "(?s).*(?-s).\\C?",
                                    "(?m)^key(?P<n>[0-9]+)$|\\Aline\\z",
                                    "\\Qa.b\\E+x*y?z{3}",
                                    "[a-z&&[^aeiou]]|[\\d\\-x]",
                                    "(x{1,40}){1,20}",
                                    "",
                                    "\\bword\\B",
                                    "(?U)a*?b+"};

void everyFlagIsTried(const std::string &text) {
  for (const Flag &flag : flags)
    for (const char *pattern : patterns)
      for (bool latin : {false, true}) {
        RE2::Options options(latin ? RE2::Latin1 : RE2::DefaultOptions);
        (options.*flag.set)(true);
        options.set_case_sensitive(!latin);
        options.set_log_errors(false);
        RE2 re(pattern, options);
        if (!re.ok())
          continue;
        RE2::PartialMatch(absl::string_view(text).substr(0, 2000), re);
        absl::string_view groups[3];
        re.Match(text, 0, 300, RE2::ANCHOR_BOTH, groups,
                 std::min(3, 1 + re.NumberOfCapturingGroups()));
        std::string low, high;
        std::vector<int> histogram;
        re.PossibleMatchRange(&low, &high, 8);
        re.ProgramFanout(&histogram), re.ReverseProgramFanout(&histogram);
        re2::RegexpStatus status;
        if (re2::Regexp *copy = re.Regexp()->Simplify()) {
          expect(re.Regexp()->ToString().size() + copy->ToString().size() < 1 << 20,
                 "pattern as text");
          copy->Decref();
        }
      }
}

void brokenPatternsAreNamed() {
  const char *broken[] = {"(",       "a)",         "[z-a]",        "a**",    "\\8",  "x{1001}",
                          "(?P<=a)", "[[:nope:]]", "\\p{Nowhere}", "a{3,2}", "(?z)", "\xff\xfe",
                          "[a",      "\\"};
  RE2::Options quiet;
  quiet.set_log_errors(false);
  for (const char *pattern : broken) {
    RE2 re(pattern, quiet);
    expect(!re.ok() && !re.error().empty(), pattern);
  }
  RE2 loud("(unclosed");
  expect(loud.error_code() == RE2::ErrorMissingParen, "unclosed");
  expect(!RE2::PartialMatch("text", loud), "a broken pattern matches nothing");
  quiet.set_max_mem(2 << 10);
  RE2 large("((a{100}){10}){10}", quiet);
  expect(!large.ok(), "a pattern too large");
}

void smallMemoryFallsBack(const std::string &text) {
  RE2::Options options;
  options.set_max_mem(60 << 10);
  options.set_log_errors(true);
  RE2 re("(?i)[a-q][^u-z]{13}x(key|value)+[0-9]{1,9}|\\w+\\s\\w+\\s$", options);
  if (re.ok())
    RE2::PartialMatch(text, re);
  RE2 onepass("^(\\w+) (\\d+): (key\\d+)=(\\w+); .*$");
  std::string a, b, c, d;
  RE2::FullMatch("line 3: key5=value9; end", onepass, &a, &b, &c, &d);
  RE2 nfa("(.*)(a|aa)(.*)(b|bb)(.*)");
  absl::string_view groups[6];
  nfa.Match(text, 0, text.size(), RE2::UNANCHORED, groups, 6);
}

void setsTellWhichMatch(const std::string &text) {
  for (RE2::Anchor anchor : {RE2::UNANCHORED, RE2::ANCHOR_START, RE2::ANCHOR_BOTH}) {
    RE2::Options quiet;
    quiet.set_log_errors(false);
    RE2::Set set(quiet, anchor);
    std::string error;
    for (const char *pattern : patterns)
      set.Add(pattern, &error);
    expect(set.Add("broken(", &error) == -1 && !error.empty(), "a broken member");
    expect(set.Compile(), "a set");
    std::vector<int> which;
    set.Match(absl::string_view(text).substr(0, 500), &which);
    RE2::Set::ErrorInfo info;
    set.Match("foobar food", &which, &info);
    RE2::Set moved = std::move(set);
    moved.Match("line", nullptr);
    set = RE2::Set(quiet, anchor);
  }
}

void filtersFindCandidates() {
  re2::FilteredRE2 filter(2);
  RE2::Options options;
  int id = 0;
  const char *members[] = {"hello.*world",   "(abc|def)ghi+", "x[yz]w\\d+longer",
                           "(?i)MiXeD case", "a.b",           "(cat|dog)s? run"};
  for (const char *member : members)
    expect(filter.Add(member, options, &id) == RE2::NoError, member);
  options.set_log_errors(false);
  filter.Add("(", options, &id);
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<int> matched, found;
  const std::string text = "hello wide world; cats run; mixed CASE";
  for (size_t i = 0; i < atoms.size(); ++i)
    if (absl::StrContains(absl::AsciiStrToLower(text), atoms[i]))
      matched.push_back(static_cast<int>(i));
  expect(filter.AllMatches(text, matched, &found) && found.size() >= 3, "candidates");
  filter.AllPotentials(matched, &found);
  expect(filter.FirstMatch(text, matched) >= 0 && filter.SlowFirstMatch(text) >= 0, "the first");
  re2::FilteredRE2 moved = std::move(filter);
  expect(moved.NumRegexps() == 6, "moved");
}

void threadsShareOnePattern(const std::string &text) {
  RE2 re("(\\w+)=(\\w+);|(?i)ZEILE");
  absl::Mutex mutex;
  absl::flat_hash_map<std::string, int> found;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      absl::string_view input = absl::string_view(text).substr(t * 4000, 6000);
      std::string key, value;
      while (RE2::FindAndConsume(&input, re, &key, &value)) {
        absl::MutexLock lock(mutex);
        found[key] += static_cast<int>(value.size());
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  absl::MutexLock lock(mutex);
  mutex.Await(absl::Condition(
      +[](absl::flat_hash_map<std::string, int> *f) { return !f->empty(); }, &found));
}

void abseilIsUsedByItself() {
  absl::flat_hash_set<int> numbers;
  for (int i = 0; i < 3000; ++i)
    numbers.insert(i * 7);
  absl::erase_if(numbers, [](int n) { return n % 2 == 0; });
  absl::InlinedVector<std::string, 2> pieces =
      absl::StrSplit("a:b:a piece too long for a small string:d", ':');
  std::string text = absl::StrFormat("%-20s|%08.3f|%#x|%+d|%c|%p|%e|%g|%a|%*d", pieces[2], 3.14159,
                                     255, 42, 'c', &text, 1e300, 1e-5, 0.5, 300, 7);
  text +=
      absl::StrFormat("%.60f %50.40e %s %v", 1.0 / 3, 2.0 / 3e40, absl::string_view("view"), true);
  double parsed = 0;
  expect(absl::SimpleAtod("1.7976931348623157e308", &parsed) &&
             absl::SimpleAtod("2.2250738585072014e-308", &parsed),
         "doubles");
  absl::TimeZone zone;
  const bool known =
      absl::LoadTimeZone("Europe/Berlin", &zone) || absl::LoadTimeZone("Fixed/UTC+05:30:00", &zone);
  const absl::CivilSecond civil = absl::ToCivilSecond(absl::UnixEpoch() + absl::Hours(500000),
                                                      known ? zone : absl::UTCTimeZone());
  expect(civil.year() > 2020, "a time");
  absl::SleepFor(absl::Milliseconds(1));
  void *frames[8];
  char name[80];
  const int depth = absl::GetStackTrace(frames, 8, 0);
  for (int i = 0; i < depth; ++i)
    absl::Symbolize(frames[i], name, sizeof name);
}

} // namespace

int main(int, char **argv) {
  absl::InitializeSymbolizer(argv[0]);
  const std::string text = bigText(700);
  capturesBecomeValues();
  textIsConsumed(text);
  textIsRewritten(text);
  everyFlagIsTried(text);
  brokenPatternsAreNamed();
  smallMemoryFallsBack(text);
  setsTellWhichMatch(text);
  filtersFindCandidates();
  threadsShareOnePattern(text);
  abseilIsUsedByItself();
  return failures == 0 ? 0 : 1;
}
