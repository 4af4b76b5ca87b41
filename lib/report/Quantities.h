// numbers → as people read them. Knows nothing of what they count.
#pragma once

#include <cstdint>
#include <string>

namespace heaplight {

/// "1,482,113"
std::string grouped(uint64_t count);

/// "38 B", "45 KiB", "45.4 KiB": at most one digit behind the point.
std::string memory(uint64_t bytes);

/// "1 block", "1,204 blocks"; `noun` is the word for one.
std::string counted(uint64_t count, const std::string &noun);

} // namespace heaplight
