// Source text → machine code of a chosen machine → what Heaplight reads of it.
#pragma once

#include "Folder.h"

#include "read/machine/Library.h"
#include "report/Words.h"

#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <gtest/gtest.h>

namespace heaplight::test {

using Words = std::vector<std::string>;

/// A folder in which clang builds files without any library of the machine.
class MachineFolder {
public:
  explicit MachineFolder(std::string target = "x86_64-linux-gnu") : target_(std::move(target)) {}

  /// Compiles `text` with `flags` into the file `made`; returns its path.
  std::string build(const std::string &made, const std::string &text, Words flags,
                    const std::string &source = "a.c") {
    std::string path = folder.path(made);
    auto clang = llvm::sys::findProgramByName("clang-22");
    if (!clang)
      clang = llvm::sys::findProgramByName("clang");
    if (!clang) {
      ADD_FAILURE() << "no clang on PATH";
      return path;
    }
    flags.insert(flags.begin(),
                 {*clang, "--target=" + target_, "-O2", "-ffreestanding", "-fno-builtin",
                  "-Wno-everything", folder.write(source, text), "-o", path});
    std::vector<llvm::StringRef> words(flags.begin(), flags.end());
    EXPECT_EQ(llvm::sys::ExecuteAndWait(*clang, words), 0) << text;
    return path;
  }
  std::string shared(const std::string &text, Words flags = {}, const std::string &source = "a.c") {
    flags.insert(flags.begin(), {"-shared", "-fPIC", "-nostdlib", "-fuse-ld=lld"});
    return build("lib.so", text, flags, source);
  }
  std::string object(const std::string &text, Words flags = {}, const std::string &made = "a.o") {
    flags.push_back("-c");
    return build(made, text, flags);
  }

  Folder folder;

private:
  std::string target_;
};

/// A file of machine code as it was read. One that can't be read fails the test.
class MachineReading {
public:
  explicit MachineReading(const std::string &path, const llvm::StringSet<> *never = nullptr) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer) {
      ADD_FAILURE() << path << ": " << buffer.getError().message();
      return;
    }
    llvm::Expected<Unit> read = readLibrary({(*buffer)->getMemBufferRef(), never});
    if (read)
      unit = std::move(*read);
    else
      ADD_FAILURE() << llvm::toString(read.takeError());
  }

  const Function *find(const std::string &symbol) const {
    for (const Function &function : unit.built.functions)
      if (unit.names.text(function.symbol) == symbol)
        return &function;
    return nullptr;
  }
  /// "malloc always": what is called or why it can't be seen, and the certainty in the function.
  Words calls(const std::string &symbol) const {
    const Function *function = find(symbol);
    EXPECT_TRUE(function) << symbol;
    Words spelled;
    for (const Call &call : function ? function->calls : std::vector<Call>())
      spelled.push_back(unit.names.text(call.callee ? call.callee : call.reason) + " " +
                        word(call.inFunction));
    return spelled;
  }
  bool returns(const std::string &symbol) const {
    const Function *function = find(symbol);
    EXPECT_TRUE(function) << symbol;
    return function && function->returns;
  }
  /// "a.c:3" for each frame of a call, the innermost first.
  Words frames(const Call &call) const {
    Words spelled;
    for (FrameId id : unit.names.chain(call.frame)) {
      const Frame &frame = unit.names.frame(id);
      spelled.push_back(unit.names.text(frame.function) + " " +
                        llvm::sys::path::filename(unit.names.text(frame.file)).str() + ":" +
                        std::to_string(frame.line));
    }
    return spelled;
  }

  Unit unit;
};

} // namespace heaplight::test
