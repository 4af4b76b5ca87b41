// The steps in which a library is read. Not for other files.
#pragma once

#include "read/machine/ArchiveMembers.h"
#include "read/machine/DebugLines.h"
#include "read/machine/Library.h"
#include "read/machine/MachineCode.h"
#include "read/machine/MachineFlow.h"
#include "read/machine/Vtables.h"

#include "llvm/ADT/StringMap.h"

namespace heaplight {

class LibraryReader {
public:
  enum class DebugInfo : uint8_t { Used, Ignored };

  LibraryReader(const LibraryRequest &request, DebugInfo debugInfo)
      : request_(request), debugInfo_(debugInfo) {}

  llvm::Expected<Unit> read();

private:
  /// An object by itself or a member of an archive.
  struct Member {
    std::string path; ///< As reports show it.
    std::unique_ptr<ElfImage> image;
    std::unique_ptr<MachineCode> code;
    std::unique_ptr<DebugLines> lines;
    std::vector<VirtualFunction> virtuals;
    uint32_t first = 0; ///< The node of its first function.
  };
  /// A function of some member.
  struct Node {
    uint32_t member = 0;
    uint32_t function = 0;
    StringId symbol = 0;
    bool returns = false;
    bool matters = false;  ///< It can reach what isn't known to do nothing.
    bool wanted = false;   ///< Others can call it, or such a function does.
    bool shadowed = false; ///< Another member's function of the same name goes first.
    std::vector<uint32_t> callers;
  };
  static constexpr uint32_t none = ~uint32_t(0);

  llvm::Error addArchive();
  llvm::Error add(llvm::MemoryBufferRef buffer, const std::string &path);
  llvm::Error complain(llvm::Error error, const std::string &path) const;
  void makeNodes();
  void linkNames();
  void findCallers();
  void findReturning();
  void findMattering();
  void findWanted();
  Summary describe();
  Function describe(const Node &node);
  void describeCalls(const Node &node, Function &function);
  void addCall(const Node &node, const MachineBlock &block, Call &call);
  void describeExternals(Summary &summary);
  void describeVirtuals();

  const ElfFunction &functionOf(const Node &node) const;
  const MachineFunction &bodyOf(const Node &node) const;
  std::string nameOf(const Node &node) const;
  std::string readable(const Node &node) const;
  /// The node of a callee, as far as this file has it.
  uint32_t nodeOf(uint32_t member, const MachineTarget &target) const;
  /// The node of what a vtable of that member holds.
  uint32_t nodeOf(uint32_t member, const ElfSlot &slot) const;
  bool targetReturns(uint32_t member, const MachineTarget &target) const;
  bool nodeReturns(const Node &node) const;
  bool targetMatters(uint32_t member, const MachineTarget &target) const;
  void forEachTarget(const Node &node, llvm::function_ref<void(const MachineTarget &)> visit) const;

  const LibraryRequest &request_;
  DebugInfo debugInfo_;
  Unit unit_;
  llvm::StringMap<std::unique_ptr<InstructionSet>> instructions_; ///< By triple.
  std::optional<ArchiveMembers> archive_; ///< Holds the bytes of the members that came from it.
  std::vector<Member> members_;
  std::vector<Node> nodes_;
  llvm::StringMap<uint32_t> byName_; ///< Exported ones.
  std::set<StringId> externals_;
};

} // namespace heaplight
