"""A made-up project of many C++ units that call each other, with a compile database and promises to keep."""

import json

UNITS = 100

UNIT = """#include "project.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {{
std::map<std::string, std::vector<int>> kept;
}}

std::unique_ptr<int> make{number}(const std::string &name, int value) {{
  kept[name].push_back(value);
  return std::make_unique<int>(value + int(kept.size()));
}}

int look{number}(const std::string &name, int depth) {{
  auto found = kept.find(name);
  if (found == kept.end() || found->second.empty())
    return depth > 0 ? look{next}(name, depth - 1) : 0;
  return found->second.back();
}}

int store{number}(const std::string &name, int depth) {{
  return depth > 0 ? store{next}(name + "/" + std::to_string(depth), depth - 1) : *make{number}(name, depth);
}}
"""
POLICY = """Contracts:
  - functions: [look*, store1*]
    forbid: [allocate, deallocate, unknown]
  - paths: 'unit*.cpp'
    budget: {allocate: 250}
"""


def write(folder):
    """The units in FOLDER, their database in FOLDER/build; `lookN` keeps what it promises, some of `storeN` don't."""
    declared = ["#include <string>"]
    entries = []
    for number in range(UNITS):
        (folder / f"unit{number}.cpp").write_text(UNIT.format(number=number, next=(number + 1) % UNITS))
        declared += [f"int look{number}(const std::string &name, int depth) [[clang::nonallocating]];",
                     f"int store{number}(const std::string &name, int depth);"]
        command = f"c++ -O2 -g -std=c++20 -c unit{number}.cpp -o build/unit{number}.o"
        entries.append({"directory": str(folder), "file": f"unit{number}.cpp", "command": command})
    (folder / "project.h").write_text("\n".join(declared) + "\n")
    (folder / ".heaplight.yaml").write_text(POLICY)
    (folder / "build").mkdir()
    (folder / "build" / "compile_commands.json").write_text(json.dumps(entries))
