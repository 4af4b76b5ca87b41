#include "read/rust/RustFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

/// One flag with its value, as rustc's own reader takes them apart.
struct Flag {
  llvm::StringRef name; ///< "-C", "--emit"; an input's name.
  llvm::StringRef value;
  size_t words = 1;
};

/// Letters that a value follows, in the same word or the next.
constexpr llvm::StringLiteral withValue = "CLloWADFZ";

/// Words that a value follows in the next one.
constexpr llvm::StringLiteral valued[] = {"--cfg",
                                          "--check-cfg",
                                          "--crate-type",
                                          "--crate-name",
                                          "--edition",
                                          "--emit",
                                          "--print",
                                          "--out-dir",
                                          "--explain",
                                          "--target",
                                          "--allow",
                                          "--warn",
                                          "--force-warn",
                                          "--deny",
                                          "--forbid",
                                          "--cap-lints",
                                          "--codegen",
                                          "--extern",
                                          "--sysroot",
                                          "--error-format",
                                          "--json",
                                          "--color",
                                          "--diagnostic-width",
                                          "--remap-path-prefix",
                                          "--env-set"};

Flag flagAt(const std::vector<std::string> &words, size_t at) {
  llvm::StringRef word = words[at];
  bool hasNext = at + 1 < words.size();
  if (word.starts_with("--")) {
    auto [name, value] = word.split('=');
    if (word.contains('=') || !llvm::is_contained(valued, word) || !hasNext)
      return {name, value, 1};
    return {name, words[at + 1], 2};
  }
  if (word.size() < 2 || word.front() != '-' || !withValue.contains(word[1]))
    return {word, {}, 1};
  if (word.size() > 2)
    return {word.take_front(2), word.drop_front(2), 1};
  return {word, hasNext ? llvm::StringRef(words[at + 1]) : llvm::StringRef(), hasNext ? 2u : 1u};
}

template <typename Sink> void eachFlag(const std::vector<std::string> &words, Sink sink) {
  for (size_t at = 0; at < words.size();) {
    Flag flag = flagAt(words, at);
    sink(flag, at);
    at += flag.words;
  }
}

bool isCodegen(const Flag &flag) { return flag.name == "-C" || flag.name == "--codegen"; }

bool isDropped(const Flag &flag) {
  constexpr llvm::StringLiteral dropped[] = {"-o",      "--out-dir",         "--emit",
                                             "--print", "--color",           "--error-format",
                                             "--json",  "--diagnostic-width"};
  if (!flag.name.starts_with("-") || llvm::is_contained(dropped, flag.name))
    return true;
  constexpr llvm::StringLiteral parts[] = {"incremental", "lto",           "linker-plugin-lto",
                                           "save-temps",  "codegen-units", "debuginfo"};
  return isCodegen(flag) && llvm::is_contained(parts, flag.value.split('=').first);
}

} // namespace

std::vector<std::string> keepRustFlags(const std::vector<std::string> &flags) {
  std::vector<std::string> kept;
  eachFlag(flags, [&](const Flag &flag, size_t at) {
    if (!isDropped(flag))
      kept.insert(kept.end(), flags.begin() + ptrdiff_t(at),
                  flags.begin() + ptrdiff_t(at + flag.words));
  });
  return kept;
}

std::string codegenOption(const std::vector<std::string> &flags, const std::string &name) {
  std::string last;
  eachFlag(flags, [&](const Flag &flag, size_t) {
    auto [key, value] = flag.value.split('=');
    if (isCodegen(flag) && key == name)
      last = value.str();
  });
  return last;
}

std::string longOption(const std::vector<std::string> &flags, const std::string &name) {
  std::string last;
  eachFlag(flags, [&](const Flag &flag, size_t) {
    if (flag.name == "--" + name)
      last = flag.value.str();
  });
  return last;
}

std::string rustLevel(const std::vector<std::string> &flags, const std::string &fast) {
  std::string level = "0";
  eachFlag(flags, [&](const Flag &flag, size_t) {
    auto [key, value] = flag.value.split('=');
    if (flag.name == "-O")
      level = fast;
    else if (isCodegen(flag) && key == "opt-level")
      level = value.str();
  });
  return level;
}

std::vector<std::string> externFiles(const std::vector<std::string> &flags) {
  std::vector<std::string> files;
  eachFlag(flags, [&](const Flag &flag, size_t) {
    llvm::StringRef file = flag.value.split('=').second;
    if (flag.name == "--extern" && !file.empty())
      files.push_back(file.str());
  });
  return files;
}

} // namespace heaplight
