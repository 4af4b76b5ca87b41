#include "report/Words.h"

#include <array>

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

std::string counted(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3;)
    text.insert(at -= 3, ",");
  return text;
}

std::string memory(uint64_t bytes) {
  constexpr std::array units{" KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  size_t unit = 0;
  uint64_t one = 1024; // Bytes of the unit.
  // Rounded. The product fits: the rest is less than the largest unit.
  auto tenths = [&] { return bytes / one * 10 + (bytes % one * 10 + one / 2) / one; };
  while (tenths() >= 10240 && unit + 1 < units.size()) {
    one *= 1024;
    ++unit;
  }
  uint64_t rounded = tenths();
  std::string fraction = rounded % 10 ? "." + std::to_string(rounded % 10) : "";
  return counted(rounded / 10) + fraction + units[unit];
}

} // namespace heaplight
