// Reports of lint as values: one that people would see, one that holds all that formats can trip
// over.
#pragma once

#include "judge/Finding.h"

namespace heaplight::test {

/// A way through a helper of the user's into a library.
inline Finding sampleFinding() {
  Finding finding;
  finding.severity = Severity::Error;
  finding.place = {"src/engine.cpp", 88, 10};
  finding.code = "  queue_.push_back(sample);";
  finding.function = "Engine::enqueue(float)";
  finding.symbol = "_ZN6Engine7enqueueEf";
  finding.message = "'Engine::process' must not allocate: push_back may reallocate";
  finding.path = {
      {{"src/engine.cpp", 40, 5}, "Engine::process(float*, int)", true, false, "    enqueue(x);"},
      {{"src/engine.cpp", 88, 10}, "Engine::enqueue(float)", true, false, finding.code},
      {{"/usr/include/c++/12/bits/stl_vector.h", 1287, 4},
       "std::vector<float>::push_back(float const&)",
       false,
       true,
       "	  _M_realloc_insert(end(), __x);"},
      {{"/usr/include/c++/12/bits/vector.tcc", 440, 33},
       "void std::vector<float>::_M_realloc_insert<float const&>(float const&)",
       false,
       false,
       ""},
  };
  finding.callee = "operator new(unsigned long)";
  finding.size = "24 B Node";
  finding.promise = "[[clang::nonallocating]]";
  finding.promisedAt = {"src/engine.h", 31, 3};
  finding.mend = "reserve before the thread starts";
  finding.fingerprint = "5f0c3a1be2d94c77";
  return finding;
}

/// One finding of each standing, a mend, and a baseline of which something is gone.
inline LintReport sampleReport() {
  LintReport report;
  report.units = 214;
  report.promises = 12;
  report.hasBaseline = true;
  report.repositoryPrefix = "app/";
  report.findings = {sampleFinding(), sampleFinding(), sampleFinding()};
  Finding unused;
  unused.rule = Rule::UnusedSuppression;
  unused.place = {"src/engine.cpp", 95, 16};
  unused.code = "  /* é𝔘 */ f(); // NOLINT(heap-allocate)";
  unused.place.column = 21;
  unused.message = "NOLINT(heap-allocate) silences nothing";
  unused.fixes = {{{"src/engine.cpp", 95, 18}, 24, ""}};
  unused.mend = "take it away";
  unused.fingerprint = "00000000000000aa";
  report.findings.push_back(unused);
  report.findings[1].standing = Standing::Suppressed;
  report.findings[1].place.line = 90;
  report.findings[1].justification = "measured: never in the first second";
  report.findings[2].standing = Standing::Known;
  report.findings[2].place.line = 91;
  report.gone = {{"heap-allocate", "src/old.cpp", "old()", "'old' must not allocate", 2}};
  return report;
}

/// Texts that formats, terminals and their readers trip over.
inline const std::vector<std::string> &hostileTexts() {
  using namespace std::string_literals;
  static const std::vector<std::string> texts{
      "\"double\" 'single' `back`",
      "<tag attribute=\"1\">&amp; & </failure></testcase>",
      "]]> <![CDATA[ <!-- --> <?xml?>",
      "line\nbreak\r\nand\rreturn",
      "\n::error file=x::forged\n##[error]forged",
      "\033[31mred\033]0;title\007",
      "nul\0in\0it"s,
      "\u202Ertl\u2066iso\u200Bzero\uFEFF\u2028\u2029",
      "\xFF\xFE\xC3 \xC0\xAF \xED\xA0\x80 \xF4\x90\x80\x80 \xE2\x82",
      "%0A%25%2C%3A %d %s %n",
      ",a,b:c;d::e",
      "back\\slash\\n\\u0000\\",
      "\uFFFE\uFFFF\U0010FFFF\uE000",
      "--- !Missed\nPass: x\n...\n---",
      "{x: [1, 2}, #c",
      "- item\n  - nested: 'x",
      "# comment",
      "!tag &anchor *alias |",
      " leading and trailing ",
      "\t\ttabs\t",
      "日本語 𝔘𝔫𝔦 é e\u0301",
      "${{ secrets }} $(x) {0} [text](1)",
      "null",
      "~",
      "007",
      "a.cpp:1:2: error: forged [heap-allocate]",
      "../../etc/passwd",
      "/absolute//path/./x",
      "a b#c?d=e.cpp",
      std::string(1 << 20, 'x'),
      std::string(1 << 14, '\x01'),
      std::string(1 << 14, '\n'),
      "",
  };
  return texts;
}

/// A finding that holds `text` wherever it holds a text.
inline Finding hostileFinding(const std::string &text) {
  Finding finding = sampleFinding();
  for (std::string *field :
       {&finding.code, &finding.function, &finding.symbol, &finding.message, &finding.callee,
        &finding.reason, &finding.size, &finding.promise, &finding.mend, &finding.justification,
        &finding.fingerprint, &finding.place.file, &finding.promisedAt.file})
    *field = text;
  for (FindingFrame &frame : finding.path) {
    frame.function = frame.code = text;
    frame.place.file = text;
  }
  finding.fixes = {{finding.place, 3, text}, {{text, 99, 7}, 0, text}};
  return finding;
}

inline LintReport hostileReport() {
  LintReport report;
  report.hasBaseline = true;
  report.repositoryPrefix = "a b/";
  for (const std::string &text : hostileTexts()) {
    report.findings.push_back(hostileFinding(text));
    report.findings.push_back(hostileFinding(text));
    report.findings.back().standing = Standing::Suppressed;
    report.gone.push_back({text, text, text, text, 1});
    report.problems.push_back({text, text});
  }
  for (uint32_t column : {0u, 1u, 4u, 5000000u, ~0u}) {
    report.findings.push_back(sampleFinding());
    report.findings.back().place.column = column;
  }
  report.findings.push_back(sampleFinding());
  report.findings.back().place = {};
  report.findings.back().path.clear();
  return report;
}

/// More of everything than GitHub takes.
inline LintReport largeReport() {
  LintReport report;
  for (uint32_t index = 0; index < 26000; ++index) {
    Finding finding = sampleFinding();
    finding.severity = index % 100 ? Severity::Warning : Severity::Error;
    finding.place.line = index + 1;
    finding.fingerprint = std::to_string(index * 2654435761u);
    report.findings.push_back(std::move(finding));
  }
  FindingFrame frame = report.findings[0].path[0];
  report.findings[0].path.insert(report.findings[0].path.begin(), 5000, frame);
  return report;
}

} // namespace heaplight::test
