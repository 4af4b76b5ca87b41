// Archive → the bytes of its members, which of a thin one lie in files beside it. What a member is
// isn't looked at.
#pragma once

#include "llvm/Object/Archive.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <memory>
#include <string>
#include <vector>

namespace heaplight {

inline bool isArchive(llvm::StringRef bytes) { return bytes.starts_with("!<"); }

class ArchiveMembers {
public:
  struct Member {
    std::string name;             ///< Its file's, without folders.
    llvm::MemoryBufferRef buffer; ///< Lives as long as the archive and this.
    std::string problem;          ///< Why there is no `buffer`, in one line; else empty.
  };

  /// `buffer` must outlive it; its identifier is the path beside which a thin archive's members are
  /// looked for. The error says what is damaged, not in which file.
  static llvm::Expected<ArchiveMembers> open(llvm::MemoryBufferRef buffer);

  /// In their order. Empty as glibc's libpthread.a is, whose functions have moved.
  const std::vector<Member> &all() const { return members_; }

private:
  llvm::Error add(const llvm::object::Archive::Child &child);
  llvm::Error addThin(const llvm::object::Archive::Child &child, Member member);

  std::unique_ptr<llvm::object::Archive> archive_; ///< Keeps what it has read of thin members.
  std::vector<Member> members_;
};

} // namespace heaplight
