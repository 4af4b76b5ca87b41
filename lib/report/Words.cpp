#include "report/Words.h"

namespace heaplight {

const char *word(Kind kind) {
  static const char *const words[] = {"allocate", "deallocate", "destroy", "unknown"};
  return words[size_t(kind)];
}

const char *word(Certainty certainty) {
  static const char *const words[] = {"exceptional", "sometimes", "always"};
  return words[size_t(certainty)];
}

const char *word(Stage stage) { return stage == Stage::Written ? "written" : "built"; }

const char *word(Phase phase) {
  static const char *const words[] = {"run", "startup", "thread", "exit"};
  return words[size_t(phase)];
}

const char *word(Entry entry) {
  static const char *const words[] = {"start", "inlined", "call", "candidate", "handed", "later"};
  return words[size_t(entry)];
}

std::string size(const HeapSize &asked) {
  bool many = !asked.bytes && asked.elementBytes;
  std::optional<uint64_t> bytes = many ? asked.elementBytes : asked.bytes;
  bool single = many && *bytes == 1 && !asked.type.empty();
  std::string text = bytes && !single ? std::to_string(*bytes) + " B" : std::string();
  if (!asked.type.empty())
    text += (text.empty() ? "" : " ") + asked.type;
  return many ? text + " × n" : text;
}

} // namespace heaplight
