#include "read/machine/Library.h"

#include "read/machine/LibraryReader.h"
#include "read/rust/RustNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

namespace heaplight {

std::string LibraryReader::readable(const Node &node) const { return readableSymbol(nameOf(node)); }

Function LibraryReader::describe(const Node &node) {
  const ElfFunction &source = functionOf(node);
  Function function;
  function.symbol = node.symbol;
  function.file = unit_.names.intern(members_[node.member].path);
  function.linkage = source.exported() ? source.names[0].linkage : Linkage::Local;
  function.defined = function.machine = true;
  function.returns = node.returns;
  if (node.matters)
    describeCalls(node, function);
  return function;
}

void LibraryReader::addCall(const Node &node, const MachineBlock &block, Call &call) {
  const Member &member = members_[node.member];
  uint32_t callee = nodeOf(node.member, block.target);
  if (!block.target.external.empty())
    call.callee = unit_.names.intern(std::string_view(block.target.external));
  else if (callee != none)
    call.callee = nodes_[callee].symbol;
  else
    call.reason = unit_.names.intern("call through a pointer in " + readable(node));
  if (call.callee && callee == none)
    externals_.insert(call.callee);
  llvm::object::SectionedAddress at{block.callAt};
  if (const ElfSection *section = member.image->sectionAt(block.callAt)) {
    at.SectionIndex = section->index;
    if (member.image->relocatable())
      at.Address -= section->address;
  }
  call.frame = member.lines->frameAt(at, node.symbol, unit_.names);
  if (call.frame == noFrame)
    call.frame = unit_.names.intern(Frame{node.symbol, unit_.names.intern(member.path)});
  std::vector<FrameId> chain = unit_.names.chain(call.frame);
  call.levels.assign(chain.size(), Level{call.inFunction});
  for (FrameId frame : chain) {
    auto [name, isNew] = unit_.readable.try_emplace(unit_.names.frame(frame).function);
    if (isNew)
      name->second = unit_.names.intern(readableSymbol(unit_.names.text(name->first)));
  }
}

void LibraryReader::describeCalls(const Node &node, Function &function) {
  const MachineFunction &body = bodyOf(node);
  MachineBlock chosen;
  auto add = [&](const MachineBlock &block, Certainty certainty) {
    if (!targetMatters(node.member, block.target))
      return;
    Call call;
    call.inFunction = certainty;
    addCall(node, block, call);
    function.calls.push_back(std::move(call));
  };
  if (functionOf(node).chooses || body.blocks.empty()) {
    chosen.callAt = functionOf(node).begin;
    forEachTarget(node, [&](const MachineTarget &target) {
      chosen.target = target;
      add(chosen, Certainty::Sometimes);
    });
    return;
  }
  std::vector<Certainty> certain = certainties(
      body, [&](const MachineTarget &target) { return targetReturns(node.member, target); });
  std::vector<uint32_t> order;
  for (uint32_t block = 0; block < body.blocks.size(); ++block)
    if (body.blocks[block].calls)
      order.push_back(block);
  llvm::stable_sort(order, [&](uint32_t left, uint32_t right) {
    return body.blocks[left].callAt < body.blocks[right].callAt;
  });
  for (uint32_t block : order)
    add(body.blocks[block], certain[block]);
}

/// What is called but has no body here.
void LibraryReader::describeExternals(Summary &summary) {
  for (StringId symbol : externals_) {
    Function function;
    function.symbol = symbol;
    function.file = unit_.names.intern(unit_.source);
    function.machine = true;
    summary.functions.push_back(std::move(function));
    unit_.readable[symbol] = unit_.names.intern(readableSymbol(unit_.names.text(symbol)));
  }
}

/// What virtual calls may reach here. A class of another library's has its own functions there.
void LibraryReader::describeVirtuals() {
  for (uint32_t member = 0; member < members_.size(); ++member)
    for (const VirtualFunction &entry : members_[member].virtuals) {
      uint32_t number = nodeOf(member, entry.function);
      StringId symbol =
          number != none
              ? nodes_[number].symbol
              : unit_.names.intern(std::string_view(entry.function.name.split('@').first));
      if (symbol)
        unit_.candidates.push_back({unit_.names.intern(entry.type), entry.slot, symbol});
    }
  llvm::sort(unit_.candidates);
  unit_.candidates.erase(std::unique(unit_.candidates.begin(), unit_.candidates.end()),
                         unit_.candidates.end());
}

Summary LibraryReader::describe() {
  auto left = [](const Node &node, bool exported) {
    return !node.wanted || (!node.matters && !exported);
  };
  for (Node &node : nodes_)
    if (!functionOf(node).exported() && !left(node, false)) {
      node.symbol = unit_.names.distinct(nameOf(node));
      unit_.local.insert(node.symbol);
    }
  Summary summary;
  for (const Node &node : nodes_) {
    const ElfFunction &source = functionOf(node);
    if (left(node, source.exported()) || node.shadowed)
      continue;
    unit_.readable[node.symbol] = unit_.names.intern(readable(node));
    summary.functions.push_back(describe(node));
    uint32_t number = uint32_t(&node - nodes_.data());
    for (const ElfName &name : llvm::drop_begin(source.names, source.exported() ? 1 : 0))
      if (name.linkage != Linkage::Local && byName_.lookup(name.text) == number)
        unit_.aliases.push_back(
            {unit_.names.intern(std::string_view(name.text)), node.symbol, name.linkage});
  }
  describeExternals(summary);
  describeVirtuals();
  std::stable_sort(summary.functions.begin(), summary.functions.end(),
                   [this](const Function &one, const Function &other) {
                     return unit_.names.text(one.symbol) < unit_.names.text(other.symbol);
                   });
  return summary;
}

/// LLVM ends the process where it can't go on; here it costs one file.
static void giveUp(void *, const char *, bool) {
  if (llvm::CrashRecoveryContext *guard = llvm::CrashRecoveryContext::GetCurrent())
    guard->HandleExit(1);
}

/// Nothing where LLVM didn't survive it.
static std::optional<llvm::Expected<Unit>> tryToRead(const LibraryRequest &request,
                                                     LibraryReader::DebugInfo debugInfo) {
  std::optional<llvm::Expected<Unit>> read;
  llvm::ScopedFatalErrorHandler handler(giveUp);
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext guard;
  // Names may nest deeply.
  constexpr unsigned stackBytes = 64u << 20;
  guard.RunSafelyOnThread([&] { read.emplace(LibraryReader(request, debugInfo).read()); },
                          stackBytes);
  return read;
}

llvm::Expected<Unit> readLibrary(const LibraryRequest &request) {
  if (auto read = tryToRead(request, LibraryReader::DebugInfo::Used))
    return std::move(*read);
  // Most of what LLVM stumbles over is debug info.
  std::string path = request.buffer.getBufferIdentifier().str();
  if (auto read = tryToRead(request, LibraryReader::DebugInfo::Ignored)) {
    if (*read)
      (*read)->notes.push_back(path + ": its debug info is damaged, so its calls have no lines");
    return std::move(*read);
  }
  return llvm::createStringError(path + ": can't be read as machine code: LLVM crashed on it; "
                                        "it is damaged, so build it again");
}

namespace {

/// Null for what isn't one ELF file.
std::unique_ptr<ElfFile> fileOf(llvm::MemoryBufferRef buffer) {
  llvm::Expected<std::unique_ptr<ElfFile>> file = openElf(buffer);
  if (file)
    return std::move(*file);
  llvm::consumeError(file.takeError());
  return nullptr;
}

/// The names that the dynamic section's entries of `tag` give.
std::vector<std::string> dynamicNames(llvm::MemoryBufferRef buffer, uint64_t tag) {
  std::vector<std::string> names;
  std::unique_ptr<ElfFile> file = fileOf(buffer);
  if (!file)
    return names;
  auto headers = file->getELFFile().sections();
  if (!headers) {
    llvm::consumeError(headers.takeError());
    return names;
  }
  for (const auto &header : *headers) {
    if (header.sh_type != llvm::ELF::SHT_DYNAMIC)
      continue;
    auto entries = file->getELFFile().getSectionContentsAsArray<llvm::object::ELF64LE::Dyn>(header);
    auto strings = file->getELFFile().getLinkAsStrtab(header);
    if (entries && strings)
      for (const auto &entry : *entries)
        if (uint64_t(entry.d_tag) == tag && entry.d_un.d_val < strings->size())
          names.push_back(strings->drop_front(entry.d_un.d_val).split('\0').first.str());
    llvm::consumeError(entries.takeError());
    llvm::consumeError(strings.takeError());
  }
  return names;
}

/// Empty where the file has none.
std::string noteOf(const ElfFile &file) {
  auto headers = file.getELFFile().sections();
  if (!headers) {
    llvm::consumeError(headers.takeError());
    return {};
  }
  std::string id;
  for (const auto &header : *headers) {
    bool aligned = header.sh_addralign == 4 || header.sh_addralign == 8;
    if (header.sh_type != llvm::ELF::SHT_NOTE || !aligned || !id.empty())
      continue;
    llvm::Error error = llvm::Error::success();
    for (const auto &note : file.getELFFile().notes(header, error))
      if (note.getName() == "GNU" && note.getType() == llvm::ELF::NT_GNU_BUILD_ID)
        id = llvm::toHex(note.getDesc(header.sh_addralign), /*LowerCase=*/true);
    llvm::consumeError(std::move(error));
  }
  return id;
}

} // namespace

namespace {

std::string digestOf(llvm::StringRef bytes) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(bytes));
  return llvm::utohexstr(hash.high64, /*LowerCase=*/true, 16) +
         llvm::utohexstr(hash.low64, /*LowerCase=*/true, 16);
}

/// Of all bytes that count: a thin archive stays as it is when its members change.
std::string contentOf(llvm::MemoryBufferRef buffer) {
  std::string digest = digestOf(buffer.getBuffer());
  if (!buffer.getBuffer().starts_with(llvm::object::ThinArchiveMagic))
    return digest;
  llvm::Expected<ArchiveMembers> archive = ArchiveMembers::open(buffer);
  if (archive)
    for (const ArchiveMembers::Member &member : archive->all())
      digest += digestOf(member.buffer.getBuffer());
  llvm::consumeError(archive.takeError());
  return digestOf(digest);
}

} // namespace

std::string buildIdOf(llvm::MemoryBufferRef buffer) {
  std::unique_ptr<ElfFile> file = fileOf(buffer);
  if (std::string id = file ? noteOf(*file) : std::string(); !id.empty())
    return id;
  return "content-" + contentOf(buffer);
}

std::vector<std::string> neededBy(llvm::MemoryBufferRef buffer) {
  return dynamicNames(buffer, llvm::ELF::DT_NEEDED);
}

std::string sonameOf(llvm::MemoryBufferRef buffer) {
  std::vector<std::string> names = dynamicNames(buffer, llvm::ELF::DT_SONAME);
  return names.empty() ? std::string() : names[0];
}

} // namespace heaplight
