// records → JSON columns: each field of many records is one array, each text stands once. Knows no
// report.
#pragma once

#include "show/JsonWriter.h"

#include "llvm/ADT/StringMap.h"

#include <optional>
#include <vector>

namespace heaplight {

/// Numbers of one field, written as the difference from the one before: that of neighbours is
/// small, and compresses well. None is -1.
class PageColumn {
public:
  void add(int64_t value) {
    steps_.push_back(value - last_);
    last_ = value;
  }
  void add(const std::optional<uint32_t> &value) { add(value ? int64_t(*value) : int64_t(-1)); }
  void write(llvm::StringRef key, JsonWriter &json) const {
    json.attributeArray(key, [&] {
      for (int64_t step : steps_)
        json.value(step);
    });
  }

private:
  std::vector<int64_t> steps_;
  int64_t last_ = 0;
};

/// Numbers that don't follow each other, as they are; none is -1. What JavaScript can't hold to the
/// last digit comes near.
class PageCounts {
public:
  void add(uint64_t value) { values_.push_back(value); }
  void add(const std::optional<uint64_t> &value) { values_.push_back(value); }
  void write(llvm::StringRef key, JsonWriter &json) const {
    json.attributeArray(key, [&] {
      for (const std::optional<uint64_t> &value : values_)
        if (value)
          json.value(*value);
        else
          json.value(-1);
    });
  }

private:
  std::vector<std::optional<uint64_t>> values_;
};

/// Texts by number, in the order in which they were first met.
class PageStrings {
public:
  int64_t operator()(llvm::StringRef text) {
    auto [place, added] = numbers_.try_emplace(text, int64_t(texts_.size()));
    if (added)
      texts_.push_back(text.str());
    return place->second;
  }
  /// -1 for an empty one.
  int64_t orNone(llvm::StringRef text) { return text.empty() ? -1 : (*this)(text); }
  void write(llvm::StringRef key, JsonWriter &json) const {
    json.attributeArray(key, [&] {
      for (const std::string &text : texts_)
        json.value(utf8Of(text));
    });
  }

private:
  llvm::StringMap<int64_t> numbers_;
  std::vector<std::string> texts_;
};

} // namespace heaplight
