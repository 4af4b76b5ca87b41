#include "judge/Mends.h"

#include "judge/Policy.h"
#include "report/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

namespace heaplight {
namespace {

constexpr llvm::StringLiteral bytesMark = "{bytes}";

struct WordText {
  std::vector<std::string> names;
  std::string word;
};

struct MendsText {
  unsigned version = 0;
  std::vector<WordText> words;
  std::vector<MendEntry> mends;
};

} // namespace
} // namespace heaplight

LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::MendEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::WordText)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(heaplight::Kind)

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<heaplight::Kind> {
  static void enumeration(IO &io, heaplight::Kind &value) {
    for (heaplight::Kind kind : heaplight::allKinds)
      io.enumCase(value, heaplight::word(kind), kind);
  }
};

template <> struct MappingTraits<heaplight::MendEntry> {
  static void mapping(IO &io, heaplight::MendEntry &entry) {
    io.mapRequired("enters", entry.functions);
    io.mapRequired("kinds", entry.kinds);
    io.mapOptional("in-loop", entry.inLoop);
    io.mapRequired("say", entry.text);
  }
};

template <> struct MappingTraits<heaplight::WordText> {
  static void mapping(IO &io, heaplight::WordText &entry) {
    io.mapRequired("names", entry.names);
    io.mapRequired("called", entry.word);
  }
};

template <> struct MappingTraits<heaplight::MendsText> {
  static void mapping(IO &io, heaplight::MendsText &file) {
    io.mapRequired("heaplight-mends", file.version);
    io.mapOptional("words", file.words);
    io.mapRequired("mends", file.mends);
  }
};

} // namespace llvm::yaml

namespace heaplight {
namespace {

void keepFirst(const llvm::SMDiagnostic &diagnostic, void *context) {
  auto &message = *static_cast<std::string *>(context);
  if (message.empty())
    message = std::to_string(diagnostic.getLineNo()) + ":" +
              std::to_string(diagnostic.getColumnNo() + 1) + ": " + diagnostic.getMessage().str();
}

bool fits(const MendEntry &entry, const MendFacts &facts) {
  if (!llvm::is_contained(entry.kinds, facts.kind) || (entry.inLoop && !facts.inLoop))
    return false;
  if (!facts.bytes && llvm::StringRef(entry.text).contains(bytesMark))
    return false;
  // What the line calls may only hand on: the function behind it counts as well.
  constexpr size_t nearEnough = 2;
  for (size_t index = 0; index < std::min(nearEnough, facts.entered.size()); ++index)
    for (const std::string &glob : entry.functions)
      if (fitsFunction(glob, facts.entered[index]))
        return true;
  return false;
}

std::string spellOut(const MendEntry &entry, const MendFacts &facts) {
  std::string text = entry.text;
  if (size_t at = text.find(bytesMark.str()); at != std::string::npos)
    text.replace(at, bytesMark.size(), std::to_string(facts.bytes.value_or(0)));
  return text;
}

} // namespace

llvm::Expected<Mends> parseMends(const std::string &text, const std::string &path) {
  std::string complaint;
  MendsText file;
  llvm::yaml::Input input(text, nullptr, keepFirst, &complaint);
  input >> file;
  if (input.error())
    return llvm::createStringError(input.error(), path + ":" + complaint);
  if (file.version != 1)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   path + ": heaplight-mends must be 1");
  Mends mends;
  mends.entries = std::move(file.mends);
  for (const WordText &entry : file.words)
    for (const std::string &name : entry.names)
      mends.words[name] = entry.word;
  return mends;
}

std::string mendOf(const MendFacts &facts, const Mends &mends) {
  if (facts.firstUse)
    return "make the static before this code first runs: at startup, or by a call beforehand";
  for (const MendEntry &entry : mends.entries)
    if (fits(entry, facts))
      return spellOut(entry, facts);
  if (facts.grows)
    return facts.inLoop ? "make the room before the loop" : "make the room before this code runs";
  return {};
}

} // namespace heaplight
