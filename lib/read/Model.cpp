#include "read/Model.h"

#include "read/InputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

namespace heaplight {
namespace {

struct DoesText {
  std::optional<Certainty> allocate;
  std::optional<Certainty> deallocate;
};

struct EntryText {
  std::vector<std::string> names;
  DoesText does;
  Model model;
};

struct FileText {
  unsigned version = 0;
  std::vector<EntryText> functions;
};

} // namespace
} // namespace heaplight

LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::EntryText)

namespace heaplight {
namespace {

/// All that stands before a colon in a model file, and all words of lists that are fixed.
constexpr llvm::StringLiteral knownKeys[] = {
    "heaplight-models", "functions", "names", "does",      "bytes",    "calls",
    "registers",        "returns",   "why",   "source",    "allocate", "deallocate",
    "function",         "object",    "phase", "certainty", "keeps",    "finds-code",
    "fields",           "frees"};
constexpr llvm::StringLiteral knownWords[] = {"always",      "sometimes", "exceptional", "exit",
                                              "thread",      "run",       "normally",    "never",
                                              "program-end", "ends-catch"};

/// The one that `word` was meant to be; empty where none is like it.
llvm::StringRef nearest(llvm::StringRef word, llvm::ArrayRef<llvm::StringLiteral> known) {
  unsigned limit = unsigned(word.size()) / 3 + 1;
  llvm::StringRef best;
  for (llvm::StringRef each : known) {
    unsigned distance = word.edit_distance(each, /*AllowReplacements=*/true, limit);
    if (distance < limit || (best.empty() && distance == limit)) {
      best = each;
      limit = distance;
    }
  }
  return best;
}

/// "; did you mean 'does'?" for "dose"; empty where nothing is near.
std::string suggestion(llvm::StringRef word, llvm::ArrayRef<llvm::StringLiteral> known) {
  llvm::StringRef meant = nearest(word, known);
  return meant.empty() ? "" : ("; did you mean '" + meant + "'?").str();
}

/// LLVM looks for what is missing before it looks at what is not known: a slip of the pen is told
/// as what it is. To be called where there is a mapping: an empty document has none.
template <typename Value> void require(llvm::yaml::IO &io, const char *key, Value &value) {
  std::vector<llvm::StringRef> keys = io.keys();
  if (!llvm::is_contained(keys, key))
    for (llvm::StringRef other : keys)
      if (!llvm::is_contained(knownKeys, other) && nearest(other, knownKeys) == key)
        return io.setError("unknown key '" + other + "'");
  io.mapRequired(key, value);
}

} // namespace
} // namespace heaplight

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<heaplight::Certainty> {
  static void enumeration(IO &io, heaplight::Certainty &value) {
    io.enumCase(value, "always", heaplight::Certainty::Always);
    io.enumCase(value, "sometimes", heaplight::Certainty::Sometimes);
    io.enumCase(value, "exceptional", heaplight::Certainty::Exceptional);
  }
};

template <> struct ScalarEnumerationTraits<heaplight::Phase> {
  static void enumeration(IO &io, heaplight::Phase &value) {
    io.enumCase(value, "exit", heaplight::Phase::Exit);
    io.enumCase(value, "thread", heaplight::Phase::Thread);
    io.enumCase(value, "run", heaplight::Phase::Run);
  }
};

template <> struct ScalarEnumerationTraits<heaplight::Returns> {
  static void enumeration(IO &io, heaplight::Returns &value) {
    io.enumCase(value, "normally", heaplight::Returns::Normally);
    io.enumCase(value, "never", heaplight::Returns::Never);
    io.enumCase(value, "program-end", heaplight::Returns::ProgramEnd);
    io.enumCase(value, "ends-catch", heaplight::Returns::EndsCatch);
  }
};

template <> struct MappingTraits<heaplight::DoesText> {
  static const bool flow = true;
  static void mapping(IO &io, heaplight::DoesText &does) {
    io.mapOptional("allocate", does.allocate);
    io.mapOptional("deallocate", does.deallocate);
  }
};

template <> struct MappingTraits<heaplight::Registration> {
  static void mapping(IO &io, heaplight::Registration &registration) {
    std::optional<unsigned> function;
    io.mapOptional("function", function);
    io.mapOptional("functions", registration.functions);
    io.mapOptional("fields", registration.fields);
    io.mapOptional("object", registration.object);
    heaplight::require(io, "phase", registration.phase);
    io.mapOptional("certainty", registration.certainty);
    if (function)
      registration.functions.insert(registration.functions.begin(), *function);
    if (registration.functions.empty())
      io.setError("missing required key 'function'");
  }
};

template <> struct MappingTraits<heaplight::EntryText> {
  static void mapping(IO &io, heaplight::EntryText &entry) {
    heaplight::require(io, "names", entry.names);
    heaplight::require(io, "does", entry.does);
    io.mapOptional("bytes", entry.model.bytes);
    io.mapOptional("calls", entry.model.calls);
    io.mapOptional("keeps", entry.model.keeps);
    io.mapOptional("frees", entry.model.frees);
    io.mapOptional("registers", entry.model.registers);
    io.mapOptional("returns", entry.model.returns);
    io.mapOptional("finds-code", entry.model.findsCode);
    io.mapOptional("why", entry.model.why);
    io.mapOptional("source", entry.model.source);
  }
  static std::string validate(IO &, heaplight::EntryText &entry) {
    return entry.names.empty() ? "'names' is empty" : "";
  }
};

template <> struct MappingTraits<heaplight::FileText> {
  static void mapping(IO &io, heaplight::FileText &file) {
    io.mapRequired("heaplight-models", file.version);
    io.mapOptional("functions", file.functions);
  }
};

} // namespace llvm::yaml

namespace heaplight {
namespace {

constexpr unsigned knownVersion = 1;

/// The word at a place: what the reader could make nothing of.
llvm::StringRef wordAt(const llvm::SMDiagnostic &diagnostic) {
  llvm::StringRef line = diagnostic.getLineContents();
  return line.drop_front(std::min(line.size(), size_t(std::max(0, diagnostic.getColumnNo()))))
      .take_until([](char letter) { return llvm::StringRef(" \t,]}#\r").contains(letter); });
}

/// In words that help with a model file, where LLVM's own don't.
std::string wordsOf(const llvm::SMDiagnostic &diagnostic) {
  llvm::StringRef message = diagnostic.getMessage();
  llvm::StringRef word = wordAt(diagnostic);
  if (message == "unknown enumerated scalar")
    return ("'" + word + "' has no meaning here" + suggestion(word, knownWords)).str();
  if (message == "invalid number" || message == "out of range number")
    return ("'" + word + "' is no number of an argument, counted from 0").str();
  if (message == "not a sequence")
    return "a list in [ ] belongs here";
  if (message == "not a mapping")
    return "a key, a colon and a value belong here";
  llvm::StringRef key = message;
  if (key.consume_front("unknown key '") && key.consume_back("'"))
    return (message + suggestion(key, knownKeys)).str();
  return message.str();
}

/// "LINE:COLUMN: what is wrong there", both counted from 1.
void keepFirstComplaint(const llvm::SMDiagnostic &diagnostic, void *sink) {
  auto &complaint = *static_cast<std::string *>(sink);
  if (complaint.empty())
    complaint = std::to_string(diagnostic.getLineNo()) + ":" +
                std::to_string(diagnostic.getColumnNo() + 1) + ": " + wordsOf(diagnostic);
}

/// LLVM's reader goes one call deeper for each bracket.
bool isTooDeep(llvm::StringRef text) {
  constexpr unsigned deepest = 100;
  unsigned depth = 0;
  for (char letter : text) {
    if (letter == '[' || letter == '{')
      ++depth;
    else if ((letter == ']' || letter == '}') && depth)
      --depth;
    if (depth > deepest)
      return true;
  }
  return false;
}

llvm::Expected<FileText> parse(llvm::MemoryBufferRef buffer) {
  if (isTooDeep(buffer.getBuffer()))
    return llvm::createStringError(buffer.getBufferIdentifier() +
                                   ":1:1: not a model file; see docs/models.md for the form");
  std::string complaint;
  FileText file;
  llvm::yaml::Input input(buffer, nullptr, keepFirstComplaint, &complaint);
  input >> file;
  if (input.error())
    return llvm::createStringError(buffer.getBufferIdentifier() + ":" +
                                   (complaint.empty() ? "1:1: not a model file" : complaint) +
                                   "; see docs/models.md for the form");
  if (file.version != knownVersion)
    return llvm::createStringError(buffer.getBufferIdentifier() + ": heaplight-models is " +
                                   llvm::Twine(file.version) + ", this program reads version " +
                                   llvm::Twine(knownVersion) + "; see docs/models.md");
  if (input.nextDocument())
    return llvm::createStringError(buffer.getBufferIdentifier() +
                                   ": holds more than one document; what is behind the second --- "
                                   "would be left out");
  return file;
}

Model modelOf(const EntryText &entry) {
  Model model = entry.model;
  if (entry.does.allocate)
    model.own.push_back({Kind::Allocate, *entry.does.allocate});
  if (entry.does.deallocate)
    model.own.push_back({Kind::Deallocate, *entry.does.deallocate});
  return model;
}

} // namespace

llvm::Error Models::read(const std::string &path, Author author) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInputFile(path);
  if (!buffer)
    return buffer.takeError();
  return read((*buffer)->getMemBufferRef(), author);
}

llvm::Error Models::read(llvm::MemoryBufferRef text, Author author) {
  llvm::Expected<FileText> file = parse(text);
  if (!file)
    return file.takeError();
  digest_ = llvm::xxh3_64bits(std::to_string(digest_) + text.getBuffer().str());
  for (const EntryText &entry : file->functions) {
    models_.push_back(modelOf(entry));
    models_.back().fromUser = author == Author::User;
    models_.back().file = text.getBufferIdentifier().str();
    for (const std::string &name : entry.names) {
      unsigned index = unsigned(models_.size() - 1);
      if (llvm::StringRef(name).find_first_of("*?[") == llvm::StringRef::npos) {
        exact_[name] = index;
        continue;
      }
      llvm::Expected<llvm::GlobPattern> glob =
          llvm::GlobPattern::create(globTexts_.emplace_back(name));
      if (!glob)
        return llvm::createStringError(text.getBufferIdentifier() + ": the name '" + name +
                                       "' is no glob: " + llvm::toString(glob.takeError()) +
                                       "; see docs/models.md");
      globs_.emplace_back(std::move(*glob), index);
    }
  }
  return llvm::Error::success();
}

llvm::Error Models::readFolder(const std::string &folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (llvm::sys::path::extension(entry->path()) == ".yaml")
      files.push_back(entry->path());
  if (error || files.empty())
    return llvm::createStringError(folder + ": no models are there" +
                                   (error ? ": " + error.message() : std::string()) +
                                   "; is the installation whole?");
  llvm::sort(files);
  for (const std::string &file : files)
    if (llvm::Error failure = read(file, Author::House))
      return failure;
  return llvm::Error::success();
}

std::vector<std::pair<std::string, const Model *>> Models::all() const {
  std::map<std::string, const Model *> found;
  for (const auto &entry : exact_)
    found[entry.getKey().str()] = &models_[entry.getValue()];
  for (size_t index = 0; index < globs_.size(); ++index)
    found[globTexts_[index]] = &models_[globs_[index].second];
  return {found.begin(), found.end()};
}

const Model *Models::find(llvm::StringRef symbol) const {
  if (auto found = exact_.find(symbol); found != exact_.end())
    return &models_[found->second];
  for (const auto &[glob, index] : llvm::reverse(globs_))
    if (glob.match(symbol))
      return &models_[index];
  return nullptr;
}

} // namespace heaplight
