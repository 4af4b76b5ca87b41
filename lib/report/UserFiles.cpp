#include "report/UserFiles.h"

#include "llvm/ADT/StringRef.h"

namespace heaplight {

UserFiles::UserFiles(const Linked &linked, const std::string &headerFilter)
    : linked_(linked), header_(headerFilter), filter_(!headerFilter.empty()) {
  for (const LinkedInput &input : linked.inputs)
    sources_.insert(input.source);
}

bool UserFiles::has(StringId file) {
  auto [place, added] = known_.try_emplace(file, false);
  if (added) {
    const std::string &path = linked_.names.text(file);
    place->second = file && !linked_.systemFiles.count(file) && !path.starts_with("<") &&
                    (sources_.count(path) || !filter_ || header_.match(path));
  }
  return place->second;
}

} // namespace heaplight
