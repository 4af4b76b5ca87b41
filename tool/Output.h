// bytes → a file of the user's, whole or not at all: who reads it, or kills the program, never
// finds half of it.
#pragma once

#include <llvm/Support/Error.h>

#include <string>
#include <vector>

namespace heaplight {

/// A link stays, and what it leads to is written, or made where nothing is there; a pipe, a device
/// or what this process has open is written into. Says on standard error why it could not be.
bool writeWhole(const std::string &name, const std::string &bytes);

/// Whether that may be done once what takes hours is done. One line says why not.
llvm::Error checkWritable(const std::string &name);

/// Fails where a file that is to be written is one of those that are read, by whatever name.
llvm::Error checkUnread(const std::string &output, const std::vector<std::string> &files);

/// Two names of one file, which need not be there yet.
bool nameTheSame(const std::string &one, const std::string &other);

} // namespace heaplight
