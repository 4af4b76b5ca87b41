#include "read/machine/DebugLines.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DIContext.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"

namespace heaplight {

/// What LLVM finds wrong with debug info costs lines, not the file.
static void ignore(llvm::Error error) { llvm::consumeError(std::move(error)); }

DebugLines::DebugLines(const llvm::object::ObjectFile *object) {
  if (!object)
    return;
  bool known = llvm::any_of(object->sections(), [](const llvm::object::SectionRef &section) {
    llvm::Expected<llvm::StringRef> name = section.getName();
    if (!name)
      llvm::consumeError(name.takeError());
    return name && (*name == ".debug_line" || *name == ".zdebug_line");
  });
  if (known)
    context_ = llvm::DWARFContext::create(
        *object, llvm::DWARFContext::ProcessDebugRelocations::Process, nullptr, "", ignore, ignore);
}

DebugLines::~DebugLines() = default;

FrameId DebugLines::frameAt(llvm::object::SectionedAddress address, StringId symbol, Names &names) {
  if (!context_)
    return noFrame;
  using Specifier = llvm::DILineInfoSpecifier;
  llvm::DIInliningInfo found = context_->getInliningInfoForAddress(
      address,
      Specifier(Specifier::FileLineInfoKind::AbsoluteFilePath, llvm::DINameKind::LinkageName));
  FrameId outer = noFrame;
  for (uint32_t level = found.getNumberOfFrames(); level-- > 0;) {
    const llvm::DILineInfo &info = found.getFrame(level);
    if (!info)
      return noFrame;
    Frame frame;
    frame.function = outer == noFrame ? symbol : names.intern(std::string_view(info.FunctionName));
    if (info.FileName != llvm::DILineInfo::BadString) {
      frame.file = names.intern(std::string_view(info.FileName));
      frame.line = info.Line;
      frame.column = info.Column;
    }
    frame.in = outer;
    outer = names.intern(frame);
  }
  return outer;
}

} // namespace heaplight
