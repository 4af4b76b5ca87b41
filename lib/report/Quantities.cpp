#include "report/Quantities.h"

#include <fmt/format.h>

#include <array>

namespace heaplight {

std::string grouped(uint64_t count) {
  std::string text = fmt::format("{}", count);
  for (size_t place = text.size(); place > 3;)
    text.insert(place -= 3, ",");
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
  return grouped(rounded / 10) + fraction + units[unit];
}

std::string counted(uint64_t count, const std::string &noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace heaplight
