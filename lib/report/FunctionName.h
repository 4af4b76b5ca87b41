// What people type for a function → whether a function is meant. Reads no files.
#pragma once

#include "reach/Link.h"

namespace heaplight {

/// How closely a name fits, the best first.
enum class NameFit : uint8_t {
  Whole,      ///< The symbol, or the readable name with parameters.
  Parameters, ///< All but the parameters.
  Arguments,  ///< All but the parameters and template arguments.
  Inner,      ///< Only what stands behind some "::".
  None,
};

/// "std::string::append" for "std::string::append(char const*)".
std::string withoutParameters(const std::string &readable);

/// "max" for "max<int>"; names of operators keep their signs.
std::string withoutArguments(const std::string &name);

NameFit fitOf(const std::string &asked, const std::string &symbol, const std::string &readable);

} // namespace heaplight
