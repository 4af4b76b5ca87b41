#include "ListModels.h"

#include "Annotate.h"
#include "report/FunctionName.h"
#include "report/Words.h"
#include "show/Canvas.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/Support/GlobPattern.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <fmt/format.h>
#include <unistd.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

using NamedModel = std::pair<std::string, const Model *>;

/// Without the blanks that people set as they like: those between words stay.
std::string tight(llvm::StringRef name) {
  auto isWord = [](char letter) { return llvm::isAlnum(letter) || letter == '_'; };
  std::string text;
  for (size_t at = 0; at < name.size(); ++at)
    if (!llvm::isSpace(name[at]))
      text += name[at];
    else if (llvm::StringRef rest = name.drop_front(at).ltrim();
             !text.empty() && !rest.empty() && isWord(text.back()) && isWord(rest.front()) &&
             llvm::isSpace(name[at]) && (at == 0 || !llvm::isSpace(name[at - 1])))
      text += ' ';
  return text;
}

/// What people may type for a symbol, the closest first.
std::vector<std::string> spellingsOf(const std::string &symbol) {
  std::string readable = llvm::demangle(symbol);
  std::string bare = withoutParameters(readable);
  return {symbol, tight(readable), tight(bare), tight(withoutArguments(bare))};
}

bool isInner(llvm::StringRef name, llvm::StringRef asked) {
  return name.consume_back(asked) && (name.ends_with("::") || name.ends_with(" "));
}

std::vector<NamedModel> findByName(const Models &models, const std::string &asked) {
  std::vector<NamedModel> found;
  for (const NamedModel &entry : models.all())
    if (llvm::any_of(spellingsOf(entry.first), [&](const std::string &name) {
          return name == asked || isInner(name, asked);
        }))
      found.push_back(entry);
  return found;
}

/// `pattern` is one of LLVM's globs; one that is broken finds nothing.
std::vector<NamedModel> findByPattern(const Models &models, const std::string &pattern) {
  llvm::Expected<llvm::GlobPattern> glob = llvm::GlobPattern::create(pattern);
  if (!glob) {
    llvm::consumeError(glob.takeError());
    return {};
  }
  std::vector<NamedModel> found;
  for (const NamedModel &entry : models.all())
    if (llvm::any_of(spellingsOf(entry.first),
                     [&](const std::string &name) { return glob->match(name); }))
      found.push_back(entry);
  return found;
}

/// Brackets belong to names as well: operator new[].
std::string withPlainBrackets(llvm::StringRef pattern) {
  std::string text;
  for (char letter : pattern) {
    if (letter == '[' || letter == ']')
      text += '\\';
    text += letter;
  }
  return text;
}

std::vector<NamedModel> findAll(const Models &models, const std::string &name) {
  std::string asked = tight(name);
  for (const std::string &spelling : {asked, tight(withoutParameters(asked))})
    if (auto found = findByName(models, spelling); !found.empty())
      return found;
  if (asked.find_first_of("*?[") != std::string::npos)
    for (const std::string &pattern : {asked, withPlainBrackets(asked)})
      if (auto found = findByPattern(models, pattern); !found.empty())
        return found;
  if (const Model *byGlob = models.find(name))
    return {{name, byGlob}};
  return {};
}

std::string whatItDoes(const Model &model) {
  std::string text;
  for (const OwnEffect &own : model.own)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        own.kind == Kind::Allocate ? "allocates" : "frees", word(own.certainty));
  if (text.empty())
    text = "touches no heap";
  for (unsigned number : model.calls)
    text += fmt::format(", calls its argument {} (counted from 0)", number);
  for (unsigned number : model.keeps)
    text += fmt::format(", keeps its argument {} (counted from 0) for later", number);
  if (model.registers)
    for (unsigned number : model.registers->functions)
      text += fmt::format(", keeps {}its argument {} (counted from 0) for later",
                          model.registers->fields.empty() ? "" : "the functions in ", number);
  if (model.returns == Returns::Never)
    text += ", never returns";
  if (model.returns == Returns::ProgramEnd)
    text += ", ends the program";
  return text;
}

void show(const NamedModel &entry, llvm::raw_ostream &stream) {
  const Model &model = *entry.second;
  std::string readable = llvm::demangle(entry.first);
  stream << printable(readable) << ": " << whatItDoes(model) << '\n';
  if (readable != entry.first)
    stream << "  symbol  " << entry.first << '\n';
  if (!model.why.empty())
    stream << "  why     " << printable(model.why) << '\n';
  if (!model.source.empty())
    stream << "  source  " << printable(model.source) << '\n';
  stream << "  model   "
         << (model.fromUser ? llvm::StringRef(model.file) : llvm::sys::path::filename(model.file))
         << '\n';
}

} // namespace

int listModels(const ModelsOptions &options, const char *program) {
  llvm::Expected<Models> models = readModels(options.modelFiles, program);
  if (!models) {
    complain(llvm::toString(models.takeError()));
    return failed;
  }
  std::vector<NamedModel> found = findAll(*models, options.name);
  if (found.empty()) {
    complain("'" + options.name +
             "': no model speaks of it; its own code is read where it is given, and "
             "--models adds what you know");
    return failed;
  }
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  for (const NamedModel &entry : found)
    show(entry, output);
  return finishOutput(output, {});
}

} // namespace heaplight
