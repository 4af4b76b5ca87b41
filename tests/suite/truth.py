"""The cases of the suite: functions of functions.cpp under a `// truth:` comment.

    // truth: innocent
    int name(...) {
    }

A case reaches from the line below the comment to the brace that closes the function.
"""

import dataclasses
import re

COMMENT = re.compile(r"// truth: (allocates|innocent)$")
NAME = re.compile(r"[\s*&](\w+)\(")  # not the `int(` of std::function<int()>


@dataclasses.dataclass(frozen=True)
class Case:
    """One function, with the lines it covers, both included."""

    name: str
    truth: str
    first: int
    last: int

    @property
    def allocates(self):
        return self.truth == "allocates"

    def covers(self, line):
        return self.first <= line <= self.last


def read_cases(source):
    """The cases of a source file, in its order. Raises ValueError where one can't be read."""
    with open(source, encoding="utf-8") as file:
        lines = file.read().splitlines()
    cases = []
    for number, text in enumerate(lines, start=1):
        if "// truth:" not in text:
            continue
        comment = COMMENT.match(text)
        name = NAME.search(lines[number]) if number < len(lines) else None
        if not comment or not name:
            raise ValueError(f"{source}:{number}: no readable truth with a function below it")
        first = number + 1
        cases.append(Case(name.group(1), comment.group(1), first, closing_line(lines, first)))
    return cases


def closing_line(lines, first):
    """The line that closes the function that begins at `first`: the next one that ends at column 1,
    or `first` itself where the whole function stands on it."""
    if lines[first - 1].endswith("}"):
        return first
    for number in range(first + 1, len(lines) + 1):
        if lines[number - 1].startswith("}"):
            return number
    raise ValueError(f"line {first}: the function has no end")
