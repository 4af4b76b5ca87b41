#include "read/machine/ArchiveMembers.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace heaplight {

llvm::Expected<ArchiveMembers> ArchiveMembers::open(llvm::MemoryBufferRef buffer) {
  ArchiveMembers members;
  llvm::Expected<std::unique_ptr<llvm::object::Archive>> archive =
      llvm::object::Archive::create(buffer);
  if (!archive)
    return archive.takeError();
  members.archive_ = std::move(*archive);
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child &child : members.archive_->children(error))
    if (llvm::Error wrong = members.add(child)) {
      llvm::consumeError(std::move(error));
      return std::move(wrong);
    }
  if (error)
    return std::move(error);
  return members;
}

llvm::Error ArchiveMembers::add(const llvm::object::Archive::Child &child) {
  llvm::Expected<llvm::StringRef> name = child.getName();
  if (!name)
    return name.takeError();
  Member member{llvm::sys::path::filename(*name).str(), {}, {}};
  if (archive_->isThin())
    return addThin(child, std::move(member));
  llvm::Expected<llvm::MemoryBufferRef> buffer = child.getMemoryBufferRef();
  if (!buffer)
    return buffer.takeError();
  // LLVM takes a member's size as it is told.
  if (buffer->getBufferEnd() > archive_->getMemoryBufferRef().getBufferEnd())
    return llvm::createStringError("the archive is cut short in its member " + member.name +
                                   "; copy or build it again");
  member.buffer = *buffer;
  members_.push_back(std::move(member));
  return llvm::Error::success();
}

/// A file that isn't there costs its own member alone.
llvm::Error ArchiveMembers::addThin(const llvm::object::Archive::Child &child, Member member) {
  llvm::Expected<std::string> path = child.getFullName();
  if (!path)
    return path.takeError();
  // What is no file may never come to an end.
  if (!llvm::sys::fs::is_regular_file(*path)) {
    member.problem = "a thin archive holds only its objects' names, and there is no file " + *path;
  } else if (llvm::Expected<llvm::MemoryBufferRef> buffer = child.getMemoryBufferRef()) {
    member.buffer = *buffer;
  } else {
    member.problem = *path + " cannot be read: " + llvm::toString(buffer.takeError());
  }
  members_.push_back(std::move(member));
  return llvm::Error::success();
}

} // namespace heaplight
