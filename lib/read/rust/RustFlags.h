// rustc's flags as they were given → those that shape the code, and what they say of it. What else
// they mean is rustc's affair.
#pragma once

#include <string>
#include <vector>

namespace heaplight {

/// Without inputs, what says where output goes, which form it has and how it's told, and what would
/// join crates or split one: a unit is one crate, by itself.
std::vector<std::string> keepRustFlags(const std::vector<std::string> &flags);

/// The last value of `-C name=value`, in any of its spellings; empty where it isn't given.
std::string codegenOption(const std::vector<std::string> &flags, const std::string &name);

/// The last value of `--name value` or `--name=value`; empty where it isn't given.
std::string longOption(const std::vector<std::string> &flags, const std::string &name);

/// "0" to "3", "s" or "z". `fast` is what -O stands for.
std::string rustLevel(const std::vector<std::string> &flags, const std::string &fast);

/// The files of crates that are named with --extern.
std::vector<std::string> externFiles(const std::vector<std::string> &flags);

} // namespace heaplight
