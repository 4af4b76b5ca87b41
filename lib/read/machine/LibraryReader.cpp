// Members of a library → their functions as one graph: what comes back, what matters, what can be
// called.
#include "read/machine/LibraryReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace heaplight {

llvm::Error LibraryReader::complain(llvm::Error error, const std::string &path) const {
  std::string what = llvm::toString(std::move(error));
  std::replace(what.begin(), what.end(), '\n', ' ');
  return llvm::createStringError(path + ": can't be read as machine code: " + what +
                                 "; give an ELF library, program, object or archive");
}

llvm::Error LibraryReader::add(llvm::MemoryBufferRef buffer, const std::string &path) {
  llvm::Expected<std::unique_ptr<ElfImage>> image = ElfImage::read(buffer);
  if (!image)
    return image.takeError();
  llvm::Triple triple = (*image)->triple();
  std::unique_ptr<InstructionSet> &instructions = instructions_[triple.str()];
  if (!instructions) {
    llvm::Expected<std::unique_ptr<InstructionSet>> made = InstructionSet::create(triple);
    if (!made)
      return made.takeError();
    instructions = std::move(*made);
  }
  Member member;
  member.path = path;
  member.image = std::move(*image);
  member.code = std::make_unique<MachineCode>(*member.image, *instructions);
  member.code->read();
  member.virtuals = readVtables(*member.image);
  bool readable = debugInfo_ == DebugInfo::Used && member.image->sound();
  member.lines = std::make_unique<DebugLines>(readable ? &member.image->object() : nullptr);
  unit_.target = triple.str();
  members_.push_back(std::move(member));
  return llvm::Error::success();
}

llvm::Error LibraryReader::addArchive() {
  llvm::Expected<ArchiveMembers> archive = ArchiveMembers::open(request_.buffer);
  if (!archive)
    return archive.takeError();
  archive_.emplace(std::move(*archive));
  std::string path = request_.buffer.getBufferIdentifier().str();
  std::vector<std::string> bitcode;
  for (const ArchiveMembers::Member &member : archive_->all()) {
    std::string name = path + "(" + member.name + ")", problem = member.problem;
    llvm::file_magic magic = llvm::identify_magic(member.buffer.getBuffer());
    if (problem.empty() && magic == llvm::file_magic::bitcode) {
      bitcode.push_back(member.name);
      continue;
    }
    if (problem.empty())
      if (llvm::Error wrong = add(member.buffer, name))
        problem = llvm::toString(std::move(wrong));
    if (!problem.empty())
      unit_.notes.push_back(name + " was left out: " + problem);
  }
  if (!bitcode.empty() && !members_.empty())
    unit_.notes.push_back(path + ": what is bitcode in it (" + llvm::join(bitcode, ", ") +
                          ") is left out; take it out with ar x and name it by itself");
  if (archive_->all().empty() || !members_.empty())
    return llvm::Error::success();
  if (!bitcode.empty())
    return llvm::createStringError("its members are LLVM bitcode, which is read in files of its "
                                   "own (ar x takes them out)");
  std::string missing = archive_->all().front().problem;
  return llvm::createStringError(missing.empty() ? "no member of the archive is an ELF object"
                                                 : missing);
}

llvm::Expected<Unit> LibraryReader::read() {
  std::string path = request_.buffer.getBufferIdentifier().str();
  unit_.source = path;
  unit_.language = "machine code";
  bool archive = isArchive(request_.buffer.getBuffer());
  if (llvm::Error error = archive ? addArchive() : add(request_.buffer, path))
    return complain(std::move(error), path);
  makeNodes();
  linkNames();
  findCallers();
  findReturning();
  findMattering();
  findWanted();
  unit_.built = describe();
  return std::move(unit_);
}

const ElfFunction &LibraryReader::functionOf(const Node &node) const {
  return members_[node.member].code->functions()[node.function];
}

const MachineFunction &LibraryReader::bodyOf(const Node &node) const {
  return members_[node.member].code->bodies()[node.function];
}

void LibraryReader::makeNodes() {
  for (uint32_t number = 0; number < members_.size(); ++number) {
    Member &member = members_[number];
    member.first = uint32_t(nodes_.size());
    for (uint32_t function = 0; function < member.code->functions().size(); ++function)
      nodes_.push_back({number, function, 0, false, false, false, false, {}});
  }
}

/// Of several definitions of a name the first strong one counts, as for a linker.
void LibraryReader::linkNames() {
  llvm::StringMap<Linkage> chosen;
  for (uint32_t number = 0; number < nodes_.size(); ++number)
    for (const ElfName &name : functionOf(nodes_[number]).names) {
      if (name.linkage == Linkage::Local)
        continue;
      auto [place, added] = chosen.try_emplace(name.text, name.linkage);
      if (!added && !(place->second == Linkage::Weak && name.linkage == Linkage::Strong))
        continue;
      place->second = name.linkage;
      byName_[name.text] = number;
    }
  for (uint32_t number = 0; number < nodes_.size(); ++number) {
    Node &node = nodes_[number];
    const ElfFunction &function = functionOf(node);
    if (function.exported()) {
      node.symbol = unit_.names.intern(std::string_view(function.names[0].text));
      node.shadowed = byName_.lookup(function.names[0].text) != number;
    }
  }
}

std::string LibraryReader::nameOf(const Node &node) const {
  const ElfFunction &function = functionOf(node);
  if (!function.names.empty())
    return function.names[0].text.str();
  const Member &member = members_[node.member];
  std::string file = llvm::sys::path::filename(member.path).str();
  uint64_t address = function.begin;
  if (const ElfSection *section = member.image->sectionAt(address);
      section && member.image->relocatable()) {
    file += ":" + section->name.str();
    address -= section->address;
  }
  return file + "+0x" + llvm::utohexstr(address, /*LowerCase=*/true);
}

uint32_t LibraryReader::nodeOf(uint32_t member, const MachineTarget &target) const {
  if (target.function != MachineTarget::none)
    return members_[member].first + target.function;
  auto known = byName_.find(target.external);
  return target.external.empty() || known == byName_.end() ? none : known->second;
}

uint32_t LibraryReader::nodeOf(uint32_t member, const ElfSlot &slot) const {
  llvm::StringRef name = slot.name.empty() ? members_[member].image->externalAt(slot.address)
                                           : slot.name.split('@').first;
  return nodeOf(member, {members_[member].code->functionAt(slot.address), name});
}

/// Everything that a function calls; an ifunc calls what it chooses from.
void LibraryReader::forEachTarget(const Node &node,
                                  llvm::function_ref<void(const MachineTarget &)> visit) const {
  const MachineFunction &body = bodyOf(node);
  if (functionOf(node).chooses) {
    for (const MachineTarget &choice : body.choices)
      visit(choice);
    if (body.choices.empty())
      visit(MachineTarget());
    return;
  }
  for (const MachineBlock &block : body.blocks)
    if (block.calls)
      visit(block.target);
  if (body.blocks.empty())
    visit(MachineTarget());
}

void LibraryReader::findCallers() {
  for (uint32_t number = 0; number < nodes_.size(); ++number)
    forEachTarget(nodes_[number], [&](const MachineTarget &target) {
      uint32_t callee = nodeOf(nodes_[number].member, target);
      if (callee == none)
        return;
      std::vector<uint32_t> &callers = nodes_[callee].callers;
      if (callers.empty() || callers.back() != number)
        callers.push_back(number);
    });
}

bool LibraryReader::targetReturns(uint32_t member, const MachineTarget &target) const {
  uint32_t node = nodeOf(member, target);
  if (node != none)
    return nodes_[node].returns;
  return target.external.empty() || !request_.neverReturning ||
         !request_.neverReturning->contains(target.external);
}

bool LibraryReader::nodeReturns(const Node &node) const {
  const MachineFunction &body = bodyOf(node);
  auto returns = [&](const MachineTarget &target) { return targetReturns(node.member, target); };
  if (functionOf(node).chooses)
    return body.choices.empty() || llvm::any_of(body.choices, returns);
  return body.blocks.empty() || comesBack(body, returns);
}

/// First nothing is known to come back; what does makes its callers be looked at again.
void LibraryReader::findReturning() {
  std::vector<uint32_t> open;
  std::vector<bool> queued(nodes_.size(), true);
  for (uint32_t number = 0; number < nodes_.size(); ++number)
    open.push_back(number);
  while (!open.empty()) {
    uint32_t number = open.back();
    open.pop_back();
    queued[number] = false;
    Node &node = nodes_[number];
    if (node.returns || !nodeReturns(node))
      continue;
    node.returns = true;
    for (uint32_t caller : node.callers)
      if (!nodes_[caller].returns && !queued[caller]) {
        queued[caller] = true;
        open.push_back(caller);
      }
  }
}

bool LibraryReader::targetMatters(uint32_t member, const MachineTarget &target) const {
  uint32_t node = nodeOf(member, target);
  return node == none || nodes_[node].matters;
}

void LibraryReader::findMattering() {
  std::vector<uint32_t> open;
  for (uint32_t number = 0; number < nodes_.size(); ++number)
    forEachTarget(nodes_[number], [&](const MachineTarget &target) {
      if (nodeOf(nodes_[number].member, target) == none &&
          !std::exchange(nodes_[number].matters, true))
        open.push_back(number);
    });
  while (!open.empty()) {
    uint32_t number = open.back();
    open.pop_back();
    for (uint32_t caller : nodes_[number].callers)
      if (!std::exchange(nodes_[caller].matters, true))
        open.push_back(caller);
  }
}

/// Of a shared library, what others can get at, if only through an object; of other files all,
/// since they are linked or begin by themselves.
void LibraryReader::findWanted() {
  std::vector<uint32_t> open;
  auto want = [&](uint32_t number) {
    if (!std::exchange(nodes_[number].wanted, true))
      open.push_back(number);
  };
  for (uint32_t number = 0; number < nodes_.size(); ++number) {
    const Node &node = nodes_[number];
    bool all = !members_[node.member].image->shared();
    bool part = members_[node.member].code->isPart(node.function);
    if (!node.shadowed && !part && (all || functionOf(node).exported()))
      want(number);
  }
  for (uint32_t member = 0; member < members_.size(); ++member)
    for (const VirtualFunction &entry : members_[member].virtuals)
      if (uint32_t number = nodeOf(member, entry.function); number != none)
        want(number);
  while (!open.empty()) {
    const Node &node = nodes_[open.back()];
    open.pop_back();
    forEachTarget(node, [&](const MachineTarget &target) {
      if (uint32_t callee = nodeOf(node.member, target); callee != none)
        want(callee);
    });
  }
}

} // namespace heaplight
