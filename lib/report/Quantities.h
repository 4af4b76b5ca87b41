// numbers → as people read them. Knows nothing of what they count.
#pragma once

#include <cstdint>
#include <string>

namespace heaplight {

/// "1,482,113"
std::string grouped(uint64_t count);

/// "512 B", "77.3 KiB", "4.1 MiB": of a unit that leaves less than 1,024 of it.
std::string byteSize(uint64_t bytes);

/// "1 block", "1,204 blocks"; `noun` is the word for one.
std::string counted(uint64_t count, const std::string &noun);

} // namespace heaplight
