// LLVM IR as text → a module, for the tests of read/.
#pragma once

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight::test {

/// A module that a test spells out. One that can't be parsed fails the test.
class Ir {
public:
  explicit Ir(const std::string &text) {
    llvm::SMDiagnostic diagnostic;
    module_ = llvm::parseAssemblyString(text, diagnostic, context_);
    if (module_)
      return;
    std::string complaint;
    llvm::raw_string_ostream stream(complaint);
    diagnostic.print("IR of the test", stream);
    ADD_FAILURE() << complaint;
    module_ = std::make_unique<llvm::Module>("empty", context_);
  }

  llvm::Module &module() { return *module_; }
  llvm::Function &function(const std::string &name) { return *module_->getFunction(name); }

  const llvm::BasicBlock &block(const std::string &function, const std::string &name) {
    for (const llvm::BasicBlock &block : this->function(function))
      if (block.getName() == name)
        return block;
    ADD_FAILURE() << "no block " << name;
    return this->function(function).getEntryBlock();
  }

  /// The calls of a function, in order.
  std::vector<llvm::CallBase *> calls(const std::string &name) {
    std::vector<llvm::CallBase *> found;
    for (llvm::BasicBlock &block : function(name))
      for (llvm::Instruction &instruction : block)
        if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
          found.push_back(call);
    return found;
  }

private:
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
};

} // namespace heaplight::test
