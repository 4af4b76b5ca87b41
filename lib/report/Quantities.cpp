#include "report/Quantities.h"

#include <fmt/format.h>

#include <iterator>

namespace heaplight {

std::string grouped(uint64_t count) {
  std::string text = fmt::format("{}", count);
  for (size_t place = text.size(); place > 3;)
    text.insert(place -= 3, ",");
  return text;
}

std::string byteSize(uint64_t bytes) {
  static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  constexpr double step = 1024;
  constexpr double roundsUp = 1023.95; // What one decimal would show as 1,024.0.
  if (bytes < step)
    return fmt::format("{} B", bytes);
  double value = double(bytes) / step;
  size_t unit = 0;
  for (; value >= roundsUp && unit + 1 < std::size(units); ++unit)
    value /= step;
  return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string counted(uint64_t count, const std::string &noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace heaplight
