// path → the lines of a source file as they can be shown. Reads the disk.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace heaplight {

/// Without line breaks, CR included. Bytes that are no UTF-8 become U+FFFD; control characters
/// are left to the views. Nothing where the file can't be read.
std::optional<std::vector<std::string>> readSource(const std::string &path);

} // namespace heaplight
