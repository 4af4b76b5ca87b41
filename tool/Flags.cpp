#include "Flags.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Regex.h>

namespace heaplight {
namespace {

constexpr int badUsage = 2;

std::string checkSeconds(const std::string &text) {
  unsigned seconds = 0;
  bool number = !llvm::StringRef(text).getAsInteger(10, seconds) && seconds > 0;
  return number ? ""
                : "'" + text + "' is no number of seconds from 1 on; leave it out for no limit";
}

std::string checkJobs(const std::string &text) {
  unsigned count = 0;
  bool number = !llvm::StringRef(text).getAsInteger(10, count) && count > 0;
  return number ? "" : "'" + text + "' is no number of processes from 1 on";
}

template <typename Choice>
void addOff(CLI::App &app, const std::string &name, Choice &choice, const std::string &help) {
  app.add_flag_callback(name, [&choice] { choice = Choice::No; }, help);
}

} // namespace

std::string checkExpression(const std::string &text) {
  std::string complaint;
  if (llvm::Regex(text).isValid(complaint))
    return {};
  return "'" + text + "' is no regular expression: " + complaint;
}

CLI::Option *addEach(CLI::App &app, const std::string &name, std::vector<std::string> &values,
                     const std::string &help) {
  return app.add_option(name, values, help)->take_all()->expected(1)->allow_extra_args(false);
}

std::string refuseNothing(const std::string &text) {
  return text.empty() ? "nothing is given; leave the option out where it isn't wanted"
                      : std::string();
}

void addCompiler(CLI::App &group, CommandRequest &command, std::string &rustc) {
  const CLI::Validator notEmpty(refuseNothing, "");
  group
      .add_option("-p", command.buildFolder,
                  "Folder of compile_commands.json or compile_flags.txt [default: the nearest "
                  "above each source]")
      ->type_name("DIR")
      ->check(notEmpty);
  addEach(group, "--extra-arg", command.extraAfter, "Compiler flag to add at the end")
      ->type_name("FLAG");
  addEach(group, "--extra-arg-before", command.extraBefore, "Compiler flag to add at the start")
      ->type_name("FLAG");
  group.add_option("--rustc", rustc, "What compiles Rust [default: the rustc on PATH]")
      ->type_name("PATH")
      ->check(notEmpty);
}

void addCompilation(CLI::App &app, InputOptions &options) {
  auto *group = app.add_option_group("How the files are compiled");
  addCompiler(*group, options.command, options.rustc);
  group->add_option("--target", options.command.target, "Compile for this target")
      ->type_name("TRIPLE");
  addEach(*group, "--models", options.modelFiles,
          "What your own functions do to the heap; docs/models.md has the form")
      ->type_name("FILE");
}

void addProgram(CLI::App &app, InputOptions &options, World &world) {
  auto *group = app.add_option_group("What the program is made of");
  auto *cargo = group->add_option("--cargo", options.package,
                                  "Folder of a Rust package: the crates of its workspace that it "
                                  "is built from");
  cargo->type_name("DIR");
  group
      ->add_flag_callback(
          "--release", [&options] { options.profile = CargoProfile::Release; },
          "Build the package as it ships")
      ->needs(cargo);
  group->add_option("--package", options.member, "Which package of the workspace")
      ->type_name("NAME")
      ->needs(cargo);
  addEach(*group, "--library", options.libraries,
          "Link this too: a shared object, an archive, an object, or -lNAME")
      ->type_name("PATH");
  addOff(*group, "--no-libraries", options.linkLibraries,
         "Read none of the libraries that the program would link");
  group->add_flag_callback(
      "--closed-world", [&world] { world = World::Closed; },
      "All code is given, and none found by name at run time: an indirect call reaches nothing "
      "else");
}

void addRunning(CLI::App &app, InputOptions &options) {
  auto *group = app.add_option_group("How it runs");
  group
      ->add_option("-j", options.jobs,
                   "Units compiled at once [default: as many as there are CPUs]")
      ->type_name("N")
      ->check(CLI::Validator(checkJobs, ""));
  group
      ->add_option_function<unsigned>(
          "--timeout",
          [&options](unsigned seconds) { options.timeout = std::chrono::seconds(seconds); },
          "Seconds that one unit may take [default: no limit]")
      ->type_name("S")
      ->check(CLI::Validator(checkSeconds, ""));
  addOff(*group, "--no-cache", options.cache, "Compile each unit, whatever is known of it");
}

void addColor(CLI::App &app, ColorChoice &color) {
  addChoice<ColorChoice>(
      app, "--color", color,
      {{"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}},
      "auto: on a terminal, unless NO_COLOR is set [default: auto]");
}

Finished refuse(const std::string &line) {
  complain(line);
  return {badUsage};
}

Finished refuse(const std::string &message, const std::string &next) {
  return refuse(message.substr(0, message.find('\n')) + "; " + next);
}

} // namespace heaplight
