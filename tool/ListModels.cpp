#include "ListModels.h"

#include "Annotate.h"
#include "show/Words.h"

#include <llvm/Demangle/Demangle.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <fmt/format.h>
#include <unistd.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

using NamedModel = std::pair<std::string, const Model *>;

/// "std::string::append" for "std::string::append(char const*)".
llvm::StringRef withoutParameters(llvm::StringRef name) { return name.split('(').first; }

/// A name by its symbol, by what people call it, with its parameters or without.
bool means(const std::string &asked, const std::string &symbol) {
  if (asked == symbol)
    return true;
  std::string readable = llvm::demangle(symbol);
  if (asked == readable || asked == withoutParameters(readable))
    return true;
  llvm::StringRef rest = withoutParameters(readable);
  return rest.consume_back(asked) && (rest.ends_with("::") || rest.ends_with(" "));
}

std::vector<NamedModel> findAll(const Models &models, const std::string &name) {
  std::vector<NamedModel> found;
  for (const NamedModel &entry : models.all())
    if (means(name, entry.first))
      found.push_back(entry);
  const Model *byGlob = models.find(name);
  if (found.empty() && byGlob)
    found.push_back({name, byGlob});
  return found;
}

std::string whatItDoes(const Model &model) {
  std::string text;
  for (const OwnEffect &own : model.own)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        own.kind == Kind::Allocate ? "allocates" : "frees", word(own.certainty));
  if (text.empty())
    text = "touches no heap";
  for (unsigned number : model.calls)
    text += fmt::format(", calls its argument {}", number + 1);
  if (model.registers)
    for (unsigned number : model.registers->functions)
      text += fmt::format(", keeps its argument {} for later", number + 1);
  if (model.returns == Returns::Never)
    text += ", never returns";
  if (model.returns == Returns::ProgramEnd)
    text += ", ends the program";
  return text;
}

void show(const NamedModel &entry, llvm::raw_ostream &stream) {
  const Model &model = *entry.second;
  std::string readable = llvm::demangle(entry.first);
  stream << readable << ": " << whatItDoes(model) << '\n';
  if (readable != entry.first)
    stream << "  symbol  " << entry.first << '\n';
  if (!model.why.empty())
    stream << "  why     " << model.why << '\n';
  if (!model.source.empty())
    stream << "  source  " << model.source << '\n';
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
    complain(options.name + ": no model speaks of it; its own code is read where it is given, and "
                            "--models adds what you know");
    return failed;
  }
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  for (const NamedModel &entry : found)
    show(entry, output);
  return finishOutput(output, {});
}

} // namespace heaplight
