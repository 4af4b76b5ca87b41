// paths → which of them are the user's. Knows no effects.
#pragma once

#include "reach/Link.h"

#include "llvm/Support/Regex.h"

namespace heaplight {

class UserFiles {
public:
  /// `linked` must outlive it; `headerFilter` is a valid regular expression, empty for every
  /// header that isn't the system's.
  UserFiles(const Linked &linked, const std::string &headerFilter);

  bool has(StringId file);

private:
  const Linked &linked_;
  llvm::Regex header_;
  bool filter_;
  std::set<std::string> sources_;
  std::unordered_map<StringId, bool> known_;
};

} // namespace heaplight
