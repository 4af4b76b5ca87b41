// Source text → what Heaplight reads and reports of it, for the tests that need a real compiler.
#pragma once

#include "Folder.h"
#include "Reported.h"

#include "read/Compile.h"

#include <gtest/gtest.h>

namespace heaplight::test {

inline const Models &shippedModels() {
  static const Models models = [] {
    Models read;
    if (llvm::Error error = read.readFolder(HEAPLIGHT_MODELS))
      ADD_FAILURE() << llvm::toString(std::move(error));
    return read;
  }();
  return models;
}

/// A source file in a folder of its own, which is the working folder.
class Source {
public:
  explicit Source(const std::string &text, const std::string &name = "a.cpp") {
    request.file = folder.write(name, text);
    request.flags = {"-O2", "-std=c++20"};
    options.workingFolder = folder.path();
  }

  llvm::Expected<Unit> tryToCompile() const {
    llvm::Expected<Command> command = findCommand(request);
    if (!command)
      return command.takeError();
    command->directory = folder.path();
    return heaplight::compile(*command, shippedModels(), options);
  }
  /// One that fails to compile fails the test.
  Unit compile() const {
    llvm::Expected<Unit> unit = tryToCompile();
    if (unit)
      return std::move(*unit);
    ADD_FAILURE() << llvm::toString(unit.takeError());
    return {};
  }
  ReportUnit report() const { return reportOf(compile()); }

  Folder folder;
  CommandRequest request;
  CompileOptions options;
};

} // namespace heaplight::test
