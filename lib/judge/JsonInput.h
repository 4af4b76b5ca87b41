// text that people wrote or merged as JSON → its value, and the lines that its parts begin in, so
// that what is wrong with one can be said. Knows no keys.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heaplight {

/// What is wrong with a text, and in which line.
struct InputProblem {
  uint32_t line = 1;
  std::string what; ///< Half a sentence.

  friend bool operator==(const InputProblem &, const InputProblem &) = default;
};

/// A problem as an error, and back.
llvm::Error problemAt(uint32_t line, const llvm::Twine &what);
InputProblem problemOf(llvm::Error error);

struct JsonInput {
  llvm::json::Value value = nullptr;
  /// Of the elements of each array that lies at the given depth, in the order of the text.
  std::vector<uint32_t> elementLines;

  uint32_t lineOf(size_t element) const {
    return element < elementLines.size() ? elementLines[element] : 1;
  }
};

/// Elements are told of arrays in `arrayDepth` others. Fails with a problem; also where more than
/// 50 arrays and objects lie in each other.
llvm::Expected<JsonInput> parseJson(llvm::StringRef text, unsigned arrayDepth);

/// Fails with a problem at `line` for the first key of `object` that isn't in `known`; it says
/// which is nearest.
llvm::Error checkKeys(const llvm::json::Object &object, const std::vector<std::string> &known,
                      uint32_t line);

/// "a string", "an object", …: what a wrong value is.
std::string sortOf(const llvm::json::Value &value);

} // namespace heaplight
