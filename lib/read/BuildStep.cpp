#include "read/BuildStep.h"

#include "read/Flags.h"

#include "clang/Driver/ToolChain.h"
#include "clang/Driver/Types.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace options = clang::options;
namespace path = llvm::sys::path;
namespace types = clang::driver::types;
using Words = llvm::ArrayRef<std::string>;

/// As Clang's driver tells its own mode from its name: cc, g++-12, aarch64-linux-gnu-gcc, …
bool isCompiler(llvm::StringRef program) {
  llvm::StringRef name = path::filename(program);
  std::string mode = clang::driver::ToolChain::getTargetAndModeFromProgramName(name).ModeSuffix;
  // The driver bears more than a version behind it; but clang-tidy compiles nothing.
  return !mode.empty() && name.rtrim("0123456789.-").ends_with(mode);
}

bool separatesCommands(const std::string &word) {
  return word == "&&" || word == "||" || word == ";";
}

/// The words of the compiler among those of one command; empty where there is none.
Words compilerWords(Words command) {
  while (!command.empty() && !isCompiler(command.front())) {
    const auto *dashes = llvm::find(command, "--");
    command = dashes == command.end() ? Words() : Words(dashes + 1, command.end());
  }
  return command;
}

bool has(Words words, std::initializer_list<llvm::StringRef> any) {
  return llvm::any_of(words,
                      [&](const std::string &word) { return llvm::is_contained(any, word); });
}

/// What the step reads, by its last -x, else by the ending.
types::ID languageOf(const BuildStep &step) {
  types::ID named = types::TY_INVALID;
  for (size_t index = 1; index < step.arguments.size(); ++index) {
    llvm::StringRef word = step.arguments[index];
    if (!word.consume_front("-x"))
      continue;
    if (word.empty() && index + 1 < step.arguments.size())
      word = step.arguments[index + 1];
    // An unknown word is no language: other compilers have flags of that kind.
    if (types::ID language = types::lookupTypeForTypeSpecifier(word.str().c_str()))
      named = language;
  }
  if (named)
    return named;
  return types::lookupTypeForExtension(path::extension(step.file).ltrim('.'));
}

/// Collects what a link's flags say of libraries.
class Libraries {
public:
  explicit Libraries(const BuildStep &step) : step_(step) {}

  void read(const llvm::opt::Arg &argument) {
    const llvm::opt::Option &option = argument.getOption();
    if (option.matches(options::OPT_L))
      names.push_back("-L" + pathFrom(step_.directory, argument.getValue()));
    else if (option.matches(options::OPT_l))
      names.push_back(library(argument.getValue()));
    else if (option.matches(options::OPT_INPUT))
      readInput(argument.getValue());
    else if (option.matches(options::OPT_Wl_COMMA) || option.matches(options::OPT_Xlinker))
      for (llvm::StringRef value : argument.getValues())
        readLinkerFlag(value);
    else if (option.matches(options::OPT_static))
      archives_ = true;
  }

  std::vector<std::string> names;

private:
  std::string library(llvm::StringRef name) const {
    if (archives_ && !name.starts_with(":"))
      return "-l:lib" + name.str() + ".a";
    return "-l" + name.str();
  }
  void readInput(llvm::StringRef input) {
    // libz.so.1 has its version behind its ending.
    llvm::StringRef name = path::filename(input);
    if (name.ends_with(".a") || name.ends_with(".so") || name.contains(".so."))
      names.push_back(pathFrom(step_.directory, input));
  }
  void readLinkerFlag(llvm::StringRef flag) {
    if (flag == "-Bstatic" || flag == "-Bdynamic")
      archives_ = flag == "-Bstatic";
    else if (flag.consume_front("-L"))
      names.push_back("-L" + pathFrom(step_.directory, flag));
    else if (flag.consume_front("-l"))
      names.push_back(library(flag));
    else if (!flag.starts_with("-"))
      readInput(flag);
  }

  const BuildStep &step_;
  bool archives_ = false; ///< Shared objects don't count from here on.
};

} // namespace

std::string pathFrom(llvm::StringRef folder, llvm::StringRef file) {
  llvm::SmallString<256> whole(file);
  path::make_absolute(folder, whole);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

BuildStep compilerStep(BuildStep step) {
  Words rest = step.arguments;
  if (rest.empty() || isCompiler(rest.front()))
    return step;
  std::string directory = step.directory;
  while (!rest.empty()) {
    Words command = rest.take_until(separatesCommands);
    rest = rest.drop_front(std::min(rest.size(), command.size() + 1));
    if (command.size() == 2 && command.front() == "cd")
      directory = pathFrom(directory, command.back());
    if (Words compiler = compilerWords(command); !compiler.empty())
      return {directory, step.file, std::vector<std::string>(compiler.begin(), compiler.end())};
  }
  return step;
}

StepSource sourceOf(const BuildStep &step) {
  if (step.arguments.empty())
    return StepSource::None;
  // Compilers go by many names; what they are asked for tells those that Clang doesn't know.
  bool compiles = isCompiler(step.arguments.front()) ||
                  (has(step.arguments, {"-c"}) && has(step.arguments, {"-o"}));
  types::ID language = languageOf(step);
  // Assemblers go by many names too, and what is written for them is nothing else's source.
  compiles |= language == types::TY_Asm || language == types::TY_PP_Asm;
  if (!compiles || !language || language == types::TY_Object)
    return StepSource::None;
  if (types::onlyPrecompileType(language))
    return StepSource::Header;
  switch (language) {
  case types::TY_C:
  case types::TY_PP_C:
  case types::TY_CXX:
  case types::TY_PP_CXX:
  case types::TY_CXXModule:
  case types::TY_PP_CXXModule:
    return StepSource::Own;
  default:
    return StepSource::Foreign;
  }
}

std::string objectOf(const BuildStep &step) {
  std::string object;
  for (size_t index = 0; index < step.arguments.size(); ++index) {
    llvm::StringRef word = step.arguments[index];
    if (!word.consume_front("-o"))
      continue;
    if (word.empty() && index + 1 < step.arguments.size())
      word = step.arguments[index + 1];
    object = pathFrom(step.directory, word);
  }
  return object;
}

bool linksProgram(const BuildStep &step) {
  return !step.arguments.empty() && isCompiler(step.arguments.front()) &&
         !has(step.arguments,
              {"-c", "/c", "-S", "-E", "-M", "-MM", "-fsyntax-only", "--precompile", "-r"});
}

llvm::Expected<std::vector<std::string>> librariesOf(const BuildStep &step) {
  std::vector<std::string> flags(step.arguments.begin() + 1, step.arguments.end());
  if (llvm::Error error = expandResponseFiles(flags, step.directory).takeError())
    return std::move(error);
  std::vector<const char *> raw;
  for (const std::string &flag : flags)
    raw.push_back(flag.c_str());
  unsigned missingIndex = 0, missingCount = 0;
  llvm::opt::InputArgList list = clang::getDriverOptTable().ParseArgs(
      raw, missingIndex, missingCount, llvm::opt::Visibility(options::ClangOption));
  Libraries libraries(step);
  for (const llvm::opt::Arg *argument : list)
    libraries.read(*argument);
  return libraries.names;
}

} // namespace heaplight
