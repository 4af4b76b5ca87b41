// The path of a source file → whether people who work somewhere wrote it. Reads no disk: goes by
// what the file-system hierarchy gives to the system, and by where compilers and package managers
// put what they bring along.
#pragma once

#include <string>

namespace heaplight {

/// False for what lies in a folder of the system, of a compiler or of downloaded packages, unless
/// `workingFolder` lies in that folder as well: whoever works there wrote it. An absolute folder; a
/// relative file starts from it.
bool isUsersFile(const std::string &file, const std::string &workingFolder);

} // namespace heaplight
