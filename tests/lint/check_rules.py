#!/usr/bin/env python3
"""Runs the examples of docs/rules.md: each rule finds the lines that they mark, and no other.

    check_rules.py HEAPLIGHT       every example of every rule
    check_rules.py --self-test     the document has what it must, and each sort of mistake is noticed

A section `## RULE` has ```cpp examples; `// finds: RULE` at a line's end marks what is found there, and is
taken out before the example is linted. A ```yaml fence is the policy of all examples of its section. On are
the section's rule and those that the example's own comments name. Prints what is wrong, then `N passed, N failed`.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "rules.md"
SECTION = re.compile(r"^## (heap-\S+)\n(.*?)(?=^## |\Z)", re.M | re.S)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"\s*// finds: (\S+)$", re.M)
ID = re.compile(r"\bheap-[a-z-]+")


def sections(text):
    """(rule, [policy], [example]) of each section."""
    for rule, body in SECTION.findall(text):
        fences = FENCE.findall(body)
        yield rule, [f for kind, f in fences if kind == "yaml"], [f for kind, f in fences if kind == "cpp"]


def expected(example):
    """{(rule, line)} that its marks tell."""
    marked = ((n, MARK.search(line)) for n, line in enumerate(example.splitlines(), 1))
    return {(mark[1], n) for n, mark in marked if mark}


def wrong_with(text, rules):
    """What the document lacks: a section for each rule, with an example that fails and one that passes."""
    found = {rule: (policies, examples) for rule, policies, examples in sections(text)}
    yield from (f"no section for {rule}" for rule in rules if rule not in found)
    yield from (f"{rule} is no rule" for rule in found if rule not in rules)
    for rule, (policies, examples) in found.items():
        marks = [expected(example) for example in examples]
        if not any(marks) or all(marks):
            yield f"{rule} wants an example that fails and one that passes"
        if len(policies) > 1:
            yield f"{rule} has more than one policy"
        yield from (f"{rule}: an example marks {other}" for m in marks for other, _ in m if other != rule)
        if "To mend it, " not in text.split(f"\n## {rule}\n")[1].split("\n## ")[0]:
            yield f"{rule} doesn't say how to mend it"
        if f"| [{rule}](#{rule}) |" not in text:
            yield f"{rule} isn't in the table"


def lint(heaplight, rule, policy, example):
    """{(rule, line)} that lint finds, or a message."""
    code = MARK.sub("", example)
    rules = ",".join(["-*", *sorted({rule, *ID.findall(code)})])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "example.cpp").write_text(code)
        Path(folder, ".heaplight.yaml").write_text(policy)
        run = subprocess.run([heaplight, "lint", "example.cpp", f"--rules={rules}", "--format", "json"], cwd=folder,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        return f"exit status {run.returncode}: {run.stderr.strip()[:500]}"
    # Those that a comment silences are reported as well, and marked so.
    return {(f["rule"], f["line"]) for f in json.loads(run.stdout)["findings"] if f.get("standing", "counts") == "counts"}


def check(heaplight, text):
    """([failure], how many examples passed)"""
    failures, passed = [], 0
    for rule, policies, examples in sections(text):
        for number, example in enumerate(examples, 1):
            found, wanted = lint(heaplight, rule, "".join(policies), example), expected(example)
            name = f"{rule}, example {number}"
            if isinstance(found, str):
                failures.append(f"{name}: {found}")
                continue
            lines = [f"{name}, line {n}: {other} isn't found" for other, n in sorted(wanted - found)]
            lines += [f"{name}, line {n}: {other} is found" for other, n in sorted(found - wanted)]
            failures += lines
            passed += not lines
    return failures, passed


def self_test(text):
    rules = re.findall(r'Rule::\w+, "(heap-[a-z-]+)"', (ROOT / "lib" / "judge" / "Rules.cpp").read_text())
    failures = [f"docs/rules.md: {wrong}" for wrong in wrong_with(text, rules)]
    first = rules[0]
    broken = {
        "a rule without section": text.replace(f"\n## {first}\n", "\n## heap-other\n"),
        "no example that fails": text.replace(f" // finds: {first}\n", "\n"),
        "a mark for another rule": text.replace(f"// finds: {first}", "// finds: heap-other"),
        "no mend": text.replace("To mend it, get", "Get"),
        "no row in the table": text.replace(f"[{first}](#{first})", first),
    }
    failures += [f"passes: {what}" for what, other in broken.items() if not list(wrong_with(other, rules))]
    if expected("a\nb; // NOLINT // finds: heap-x\n") != {("heap-x", 2)} or MARK.sub("", "b; // finds: x\n") != "b;\n":
        failures.append("marks aren't read")
    return failures, len(broken) + len(rules)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=Path)
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if not args.self_test and not args.heaplight:
        parser.error("HEAPLIGHT is wanted")
    text = DOCUMENT.read_text()
    failures, passed = self_test(text) if args.self_test else check(args.heaplight.resolve(), text)
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not passed)


if __name__ == "__main__":
    main()
