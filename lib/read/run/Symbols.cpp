#include "read/run/Symbols.h"

#include "read/rust/RustNames.h"

namespace heaplight {
namespace {

llvm::symbolize::LLVMSymbolizer::Options options() {
  llvm::symbolize::LLVMSymbolizer::Options options;
  options.Demangle = false;
  return options;
}

/// Empty where LLVM says that it knows none.
llvm::StringRef known(llvm::StringRef text) {
  return text == llvm::DILineInfo::BadString ? llvm::StringRef() : text;
}

} // namespace

Symbols::Symbols(PathNames paths) : symbolizer_(options()), paths_(std::move(paths)) {}

std::vector<RecordedFrame> Symbols::at(const std::string &object, uint64_t address) {
  std::vector<RecordedFrame> frames;
  RecordedFrame bare;
  bare.object = paths_.shown(object);
  bare.address = address;
  llvm::object::SectionedAddress place{address, llvm::object::SectionedAddress::UndefSection};
  llvm::DIInliningInfo found;
  if (!object.empty())
    if (auto answer = symbolizer_.symbolizeInlinedCode(object, place))
      found = std::move(*answer);
    else
      llvm::consumeError(answer.takeError());
  for (uint32_t level = 0; level < found.getNumberOfFrames(); ++level) {
    const llvm::DILineInfo &info = found.getFrame(level);
    RecordedFrame frame = bare;
    frame.function = readableSymbol(known(info.FunctionName));
    if (llvm::StringRef file = known(info.FileName); !file.empty()) {
      frame.file = paths_.shown(file);
      frame.line = info.Line;
      frame.column = info.Column;
    }
    frame.inlined = level + 1 < found.getNumberOfFrames();
    frames.push_back(std::move(frame));
  }
  if (frames.empty())
    frames.push_back(std::move(bare));
  return frames;
}

} // namespace heaplight
