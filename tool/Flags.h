// Flags that several subcommands take. For the files that read them, which alone know the
// command-line library.
#pragma once

#include "Options.h"

#include <CLI/CLI.hpp>

namespace heaplight {

template <typename Value>
CLI::Option *addChoice(CLI::App &app, const std::string &name, Value &value,
                       const std::map<std::string, Value> &words, const std::string &help) {
  std::string list;
  for (const auto &[word, meaning] : words)
    list += (list.empty() ? "" : "|") + word;
  CLI::Option *option = app.add_option(name, value, help);
  auto toNumber = [words, list](std::string &text) -> std::string {
    auto found = words.find(text);
    if (found == words.end())
      return "'" + text + "' is none of " + list;
    text = std::to_string(unsigned(found->second));
    return {};
  };
  return option->transform(CLI::Validator(toNumber, ""))->type_name(list)->take_last();
}

/// An option that may be given again and again, with one value each time.
CLI::Option *addEach(CLI::App &app, const std::string &name, std::vector<std::string> &values,
                     const std::string &help);

/// What says by which flags a source is compiled, and Rust by whom; into a group of the help text.
void addCompiler(CLI::App &group, CommandRequest &command, std::string &rustc);

// Groups of the help text.
void addCompilation(CLI::App &app, InputOptions &options);
void addProgram(CLI::App &app, InputOptions &options, World &world);
void addRunning(CLI::App &app, InputOptions &options);
void addColor(CLI::App &app, ColorChoice &color);

/// What is wrong with an empty `text`; empty for every other.
std::string refuseNothing(const std::string &text);

/// What is wrong with `text` as a regular expression; empty where nothing is.
std::string checkExpression(const std::string &text);

/// `line` says what is wrong with the usage and what to do.
Finished refuse(const std::string &line);
/// Of `message` the first line counts: the library's own run over several.
Finished refuse(const std::string &message, const std::string &next);

/// What stands behind `--` is no option of the library's, so its usage line would leave that out.
class UsageFormatter : public CLI::Formatter {
public:
  explicit UsageFormatter(std::string usage) : usage_(std::move(usage)) {}
  std::string make_usage(const CLI::App *, std::string) const override {
    return "Usage: heaplight " + usage_ + "\n";
  }

private:
  std::string usage_;
};

} // namespace heaplight
