// Shared objects that a test makes up: only what says which others they need.
#pragma once

#include "Folder.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ObjectYAML/yaml2obj.h"
#include "llvm/Support/YAMLTraits.h"

#include <string>
#include <vector>

namespace heaplight::test {

struct SharedObject {
  std::string name; ///< DT_SONAME
  std::vector<std::string> needed;
  std::string folders; ///< DT_RUNPATH
  std::string machine = "EM_X86_64";

  /// The file's content.
  std::string content() const {
    std::string strings(1, '\0'), entries;
    auto add = [&](const char *tag, const std::string &text) {
      if (text.empty())
        return;
      entries += "      - {Tag: " + std::string(tag) +
                 ", Value: " + std::to_string(strings.size()) + "}\n";
      strings += text + '\0';
    };
    add("DT_SONAME", name);
    for (const std::string &other : needed)
      add("DT_NEEDED", other);
    add("DT_RUNPATH", folders);
    std::string yaml =
        "--- !ELF\n"
        "FileHeader: {Class: ELFCLASS64, Data: ELFDATA2LSB, Type: ET_DYN, Machine: " +
        machine +
        "}\n"
        "Sections:\n"
        "  - Name: .dynstr\n"
        "    Type: SHT_STRTAB\n"
        "    Content: '" +
        llvm::toHex(strings) +
        "'\n"
        "  - Name: .dynamic\n"
        "    Type: SHT_DYNAMIC\n"
        "    Link: .dynstr\n"
        "    Entries:\n" +
        entries + "      - {Tag: DT_NULL, Value: 0}\n...\n";
    return converted(yaml);
  }

  /// An object file without code.
  static std::string object(const std::string &machine = "EM_X86_64") {
    return converted("--- !ELF\nFileHeader: {Class: ELFCLASS64, Data: ELFDATA2LSB, Type: ET_REL, "
                     "Machine: " +
                     machine + "}\n...\n");
  }

private:
  static std::string converted(const std::string &yaml) {
    std::string content;
    llvm::raw_string_ostream stream(content);
    llvm::yaml::Input input(yaml);
    llvm::yaml::convertYAML(input, stream, [](const llvm::Twine &) {});
    return content;
  }
};

} // namespace heaplight::test
