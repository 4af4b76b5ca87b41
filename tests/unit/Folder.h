// A folder of a test's own, with files that the test writes; gone when the test is.
#pragma once

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace heaplight::test {

class Folder {
public:
  Folder() {
    llvm::SmallString<128> made;
    llvm::sys::fs::createUniqueDirectory("heaplight-test", made);
    // As the compiler will name it, whatever links lead there.
    llvm::SmallString<128> real;
    llvm::sys::fs::real_path(made, real);
    path_ = std::string(real);
  }
  ~Folder() { llvm::sys::fs::remove_directories(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  const std::string &path() const { return path_; }
  std::string path(const std::string &name) const { return path_ + "/" + name; }

  /// Writes a file, making the folders above it; returns its path.
  std::string write(const std::string &name, const std::string &text) const {
    std::string whole = path(name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(whole));
    std::error_code error;
    llvm::raw_fd_ostream(whole, error) << text;
    return whole;
  }

private:
  std::string path_;
};

} // namespace heaplight::test
