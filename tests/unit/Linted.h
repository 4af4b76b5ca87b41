// A report of lint → what a view writes of it, as text or as another program reads it.
#pragma once

#include "../views/LintReports.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight::test {

/// A report of these findings, in a folder that is no repository.
inline LintReport reportOf(std::vector<Finding> findings) {
  LintReport report;
  report.findings = std::move(findings);
  report.units = 3;
  report.promises = 12;
  return report;
}

/// What `show` writes into a stream.
template <typename Show> std::string written(Show show) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  show(stream);
  return text;
}

inline std::vector<std::string> rowsOf(const std::string &text) {
  llvm::SmallVector<llvm::StringRef> rows;
  llvm::StringRef(text).split(rows, '\n');
  return {rows.begin(), rows.end()};
}

/// What is no JSON fails the test.
inline llvm::json::Value readJson(const std::string &text) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (value)
    return *value;
  ADD_FAILURE() << llvm::toString(value.takeError()) << "\n" << text;
  return nullptr;
}

/// The value at "a.b.0.c"; null where there is none.
inline llvm::json::Value at(const llvm::json::Value &value, llvm::StringRef path) {
  if (path.empty())
    return value;
  auto [step, rest] = path.split('.');
  size_t index = 0;
  if (const llvm::json::Object *object = value.getAsObject())
    return object->get(step) ? at(*object->get(step), rest) : nullptr;
  const llvm::json::Array *array = value.getAsArray();
  if (array && !step.getAsInteger(10, index) && index < array->size())
    return at((*array)[index], rest);
  return nullptr;
}

} // namespace heaplight::test
