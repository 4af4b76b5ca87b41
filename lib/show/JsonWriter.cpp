#include "show/JsonWriter.h"

namespace heaplight {

std::string JsonWriter::valid(const std::string &value) {
  return llvm::json::isUTF8(value) ? value : llvm::json::fixUTF8(value);
}

void JsonWriter::text(llvm::StringRef key, const std::string &value) {
  json_.attribute(key, valid(value));
}

void JsonWriter::textIfAny(llvm::StringRef key, const std::string &value) {
  if (!value.empty())
    text(key, value);
}

void JsonWriter::writeProblems(const std::vector<ReportProblem> &problems) {
  json_.attributeArray("problems", [&] {
    for (const ReportProblem &problem : problems)
      json_.object([&] {
        text("source", problem.source);
        text("message", problem.message);
      });
  });
}

} // namespace heaplight
