// LLVM module → Summary. Walks the emitted instructions and their inline chains; a call whose
// target can't be seen becomes a call with a reason, never nothing. Follows no call out of the
// module.
#pragma once

#include "read/Dispatches.h"
#include "read/Model.h"
#include "read/Sites.h"
#include "read/Syntax.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <functional>

namespace llvm {
class DIFile;
class DILocation;
class DISubprogram;
class Module;
class Value;
} // namespace llvm

namespace heaplight {

/// Reads the stages of one unit. What the written stage knows of names, phases and subjects is
/// kept for the built one, whose functions have been merged and inlined away.
class ModuleReader {
public:
  /// `unit` receives names and facts of both stages. `pathOf` gives a debug-info file the path
  /// that reports show.
  ModuleReader(const Models &models, Syntax &syntax, Unit &unit, const llvm::Triple &triple,
               std::function<std::string(const llvm::DIFile &)> pathOf);

  /// Reads the marks of the module as written that tell what its indirect calls may reach. They
  /// may go then.
  void findDispatches(llvm::Module &module);

  /// Prepares the module as written, in debug locations alone. Each destructor call is numbered,
  /// so that what is left of it after inlining can still be told from its neighbours on the same
  /// line, and each indirect call whose dispatch was found; and what is registered for a
  /// variable's end gets the variable's line. Call it before the first `read`.
  void tagCalls(llvm::Module &module);

  Summary read(llvm::Module &module, Stage stage);

  /// Asks for the readable name of each function with a body, while the AST still is there.
  void rememberNames(const llvm::Module &module);

  /// To be said before the first `read`: the module as written was optimized when it was given.
  void noteOptimized() { optimizedBefore_ = true; }

  /// The innermost frame of a location's inline chain.
  FrameId frameOf(const llvm::DILocation &location);
  FrameId frameOf(const llvm::Function &function);

private:
  /// What a tagged destructor call destroys, or what a tagged indirect call is known by.
  struct Tag {
    StringId subject = 0;
    StringId type = 0;       ///< Of a method of Rust's: what it is a method of, such as "dyn T".
    bool reported = true;    ///< Not the library's own housekeeping.
    DispatchId dispatch = 0; ///< Of indirect calls alone.
  };
  /// A value that a call hands over with one of its arguments.
  struct HandedValue {
    unsigned argument;
    const llvm::Value *value; ///< Null where it can't be seen.
  };
  struct PendingCall;
  struct Body;
  class Details;
  class Arguments;

  StringId symbolOf(const llvm::DISubprogram &subprogram);
  StringId symbolOf(const llvm::Function &function);
  void findRenamed(const llvm::Module &module);
  StringId fileOf(const llvm::DIFile *file);
  bool destructor(llvm::StringRef symbol);
  bool isUser(const Frame &frame) const;
  void rememberName(StringId symbol);

  /// Whether it stands in a function of a system file.
  bool isSystem(const llvm::CallBase &call);
  Tag tagOf(const llvm::CallBase &call, llvm::StringRef function);
  Tag tagOf(const llvm::CallBase &call, const Dispatch &dispatch);
  void placeRegistration(llvm::CallBase &call);
  const Tag *tagAt(const llvm::DILocation &location) const;
  const Tag *anyTagAt(const llvm::DILocation &location) const;
  Dispatch dispatchOf(const llvm::CallBase &call) const;
  StringId reasonOfMethod(const llvm::CallBase &call);

  void findPhases(const llvm::Module &module);
  void findEndings(llvm::Module &module);
  Returns returnsOf(const llvm::CallBase &call) const;

  Body scan(llvm::Function &function);
  PendingCall &add(Body &body, const llvm::CallBase &call, Origin origin,
                   const llvm::Function *callee);
  void addUnseen(Body &body, const llvm::CallBase &call, Origin origin, const std::string &reason);
  PendingCall *addArgument(Body &body, const llvm::CallBase &call, Origin origin, unsigned number);
  PendingCall *addHanded(Body &body, const llvm::CallBase &call, Origin origin,
                         const HandedValue &handed);
  std::vector<const llvm::Value *>
  handedOver(const llvm::CallBase &call, const Registration &registration, unsigned number) const;
  void addRegistered(Body &body, const llvm::CallBase &call, const Registration &registration);
  void describeDestruction(Call &later, const llvm::CallBase &call,
                           const Registration &registration);
  void addLent(Body &body, const llvm::CallBase &call);
  void addKnown(Body &body, const llvm::CallBase &call, const llvm::Function &callee);
  void scanCall(llvm::CallBase &call, Body &body);
  void scanInlinedDestructors(llvm::Instruction &instruction, Body &body);
  bool mayBeAnothers(const llvm::Function &callee);
  void keepRelevant(std::vector<Body> &bodies);
  /// Sets the constants that calls pass, and the guards of the functions that get them.
  void judgeConstants(std::vector<Body> &bodies);
  void findShared(const llvm::Module &module);
  /// Sets the levels of the body's calls.
  void complete(Body &body);
  void describe(Body &body, Summary &summary);
  void describeCallees(const std::vector<Body> &bodies, Summary &summary);
  Function leftOut(const llvm::Function &found);
  void describeCandidates(const llvm::Module &module, Summary &summary);
  void describeStandIns(const llvm::Module &module, Summary &summary);
  void addSyntax(PendingCall &pending, bool inUserFunction);
  std::string reasonAt(const llvm::CallBase &call, llvm::StringRef fallback);

  Sites sites_;
  Syntax &syntax_;
  Unit &unit_;
  Dispatches dispatches_;
  std::function<std::string(const llvm::DIFile &)> pathOf_;
  Stage stage_ = Stage::Written;
  bool optimizedBefore_ = false;
  std::set<std::pair<StringId, unsigned>> shared_; ///< Lines of files, of several functions.

  llvm::DenseMap<const llvm::DISubprogram *, StringId> symbols_;
  llvm::DenseMap<const llvm::Function *, StringId> renamed_; ///< To what they were as written.
  llvm::DenseMap<const llvm::DIFile *, StringId> files_;
  llvm::DenseMap<const llvm::DILocation *, FrameId> frames_;
  llvm::StringMap<bool> destructors_;
  std::vector<Tag> tags_;  ///< By discriminator, which counts from 1 behind `tagsFrom_`.
  unsigned tagsFrom_ = 0;  ///< The greatest discriminator that the module came with.
  std::set<Place> arrays_; ///< Where an array is allocated.
  std::map<StringId, Phase> phases_;
  llvm::StringSet<> innocent_; ///< Written with a body that touches no heap.
  llvm::DenseMap<const llvm::Function *, Returns> endings_; ///< Those that don't return normally.
};

} // namespace heaplight
