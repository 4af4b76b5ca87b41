// values → the words of the house, the same wherever people and programs read or write them.
#pragma once

#include "reach/Path.h"

namespace heaplight {

const char *word(Kind kind);
const char *word(Certainty certainty);
const char *word(Stage stage);
const char *word(Phase phase);
const char *word(Entry entry);

/// Words with what they mean, for who reads them.
template <typename Value> using WordTable = std::vector<std::pair<std::string, Value>>;

/// In the order given, by `word` of each.
template <typename Value> WordTable<Value> tableOf(std::initializer_list<Value> values) {
  WordTable<Value> table;
  for (Value value : values)
    table.push_back({word(value), value});
  return table;
}

/// What an allocation asks for, as far as it is known.
struct HeapSize {
  const std::string &type;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes; ///< Where the number of elements isn't known.
};

/// "24 B Node", "4 B int × n"; empty where nothing is known. Of one byte each: "char × n".
std::string size(const HeapSize &asked);

} // namespace heaplight
