#include "read/JsonDepth.h"

namespace heaplight {

bool nestsTooDeep(llvm::StringRef json) {
  constexpr unsigned deepest = 50;
  unsigned depth = 0;
  for (size_t at = 0; at < json.size(); ++at) {
    char letter = json[at];
    if (letter == '"')
      while (++at < json.size() && json[at] != '"')
        at += json[at] == '\\';
    else if (letter == '[' || letter == '{')
      ++depth;
    else if ((letter == ']' || letter == '}') && depth)
      --depth;
    if (depth > deepest)
      return true;
  }
  return false;
}

} // namespace heaplight
