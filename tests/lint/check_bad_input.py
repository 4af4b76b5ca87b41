#!/usr/bin/env python3
"""Gives lint what it can't use: each time the exit status is 2, and one line says what is wrong, where, and what next.

    check_bad_input.py HEAPLIGHT        every case
    check_bad_input.py --show HEAPLIGHT the same, with the line of each
    check_bad_input.py --self-test      what is no clear line is noticed

Each case stands alone in a folder with FILES, besides those that it lays over them. Bad suppressions and comments are
findings and not errors: they have a line each, with the place. Prints what is wrong, then `N passed, N failed`.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = """\
void *make() [[clang::nonallocating]];
void *make() [[clang::nonallocating]] {
  return new int(7);
}
"""
FILES = {"a.cpp": SOURCE, "sub/b.cpp": "int twice(int value) { return 2 * value; }\n"}
POLICY = ".heaplight.yaml"
COMMAND = {"directory": ".", "file": "a.cpp", "command": "clang++ -O2 -c a.cpp"}
KNOWN = {"heaplight-baseline": 1, "findings": []}


@dataclass
class Case:
    """ARGS are given to `heaplight lint`; SAYS are what its one line must hold."""
    name: str
    args: list
    says: list
    files: dict = field(default_factory=dict)
    finding: str = ""  # The rule of the finding that is wanted in place of an error.
    git: bool = False  # In a repository whose one commit holds all files.


def usage(name, args, *says, **more):
    return Case(name, args, list(says), **more)


def policy(name, text, *says):
    return Case(name, ["a.cpp"], [POLICY, *says], {POLICY: text})


def baseline(name, text, *says):
    return Case(name, ["a.cpp", "--baseline", "known.json"], ["known.json", *says],
                {"known.json": text if isinstance(text, (str, bytes)) else json.dumps(text)})


def lines(name, text, *says):
    return Case(name, ["a.cpp", "--line-filter", text if isinstance(text, str) else json.dumps(text)],
                ["--line-filter", *says])


def database(name, text, *says):
    return Case(name, ["-p", "build"], [*says],
                {"build/compile_commands.json": text if isinstance(text, str) else json.dumps(text)})


def comment(name, rule, line, *says):
    return Case(name, ["a.cpp"], ["a.cpp:1:", *says], {"a.cpp": f"int twice(int value) {{ return 2 * value; }} {line}\n"},
                finding=rule)


def known(**changes):
    """A baseline of one finding with something else about it."""
    entry = {"rule": "heap-allocate", "file": "a.cpp", "function": "make()", "message": "m", "count": 1, **changes}
    return KNOWN | {"findings": [{key: value for key, value in entry.items() if value is not None}]}


CASES = [
    # usage
    usage("no file", [], "no source file", "heaplight lint FILE"),
    usage("an option that is none", ["a.cpp", "--sinse", "HEAD"], "--sinse", "--help"),
    usage("an option without its value", ["a.cpp", "--rules"], "--rules"),
    usage("a format that is none", ["a.cpp", "--format", "sarfi"], "'sarfi'", "sarif"),
    usage("a severity that is none", ["a.cpp", "--fail-on", "note"], "'note'", "warning"),
    usage("a colour that is none", ["a.cpp", "--color", "blue"], "'blue'", "auto"),
    usage("rules with a slip", ["a.cpp", "--rules", "-*,heap-alocate"], "--rules", "'heap-alocate'", "'heap-allocate'"),
    usage("rules of another tool", ["a.cpp", "--rules", "bugprone-*"], "--rules", "'bugprone-*'", "heap-allocate"),
    usage("rules that are no glob", ["a.cpp", "--rules", "heap-["], "--rules", "'heap-['"),
    usage("errors with a slip", ["a.cpp", "--warnings-as-errors", "heap-lop"], "--warnings-as-errors", "'heap-loop'"),
    usage("headers by what is no expression", ["a.cpp", "--header-filter", "("], "--header-filter", "'('"),
    usage("a rule to explain that is none", ["--explain-rule", "heap-leak"], "'heap-leak'"),
    usage("a folder for a source", ["sub"], "sub"),
    usage("a source that isn't there", ["c.cpp"], "c.cpp", "No such file"),
    usage("a source that is none", ["a.txt"], "a.txt", files={"a.txt": "text\n"}),
    usage("a baseline to prune that isn't named", ["a.cpp", "--prune-baseline"], "--baseline FILE"),
    usage("two filters", ["a.cpp", "--since", "HEAD", "--line-filter", "[]"], "--since", "--line-filter"),
    usage("output into a folder that isn't there", ["a.cpp", "-o", "out/report"], "out/report"),
    usage("output over a folder", ["a.cpp", "-o", "sub"], "sub"),
    usage("an output without a name", ["a.cpp", "-o", ""], "-o"),
    usage("a policy that isn't there", ["a.cpp", "--config-file", "p.yaml"], "p.yaml", "no such file"),
    usage("a folder for a policy", ["a.cpp", "--config-file", "sub"], "sub"),
    usage("a policy without a name", ["a.cpp", "--config-file", ""], "--config-file"),
    usage("models that aren't there", ["a.cpp", "--models", "m.yaml"], "m.yaml"),
    usage("flags beside a database", ["-p", "build", "a.cpp", "--", "-O1"], "--",
          files={"build/compile_commands.json": json.dumps([COMMAND])}),
    # policies
    policy("a policy that is no YAML", "Rules: [", "1:"),
    policy("a policy that is a list", "- Rules: '*'\n", "1:1"),
    policy("a key with a slip", "Rulez: '*'\n", "1:1", "'Rulez'", "'Rules'"),
    policy("a key of clang-tidy", "Checks: '*'\n", "1:1", "'Checks'"),
    policy("a key twice", "Rules: '*'\nRules: '-*'\n", "2:1", "'Rules'"),
    policy("rules that fit nothing", "Rules: 'heap-loops'\n", "1:9", "'heap-loops'", "'heap-loop'"),
    policy("a truth that is none", "InheritParentConfig: maybe\n", "1:22", "true or false"),
    policy("a policy's headers by what is no expression", "HeaderFilterRegex: '('\n", "1:21", "HeaderFilterRegex"),
    policy("contracts that are no list", "Contracts: none\n", "1:12"),
    policy("a contract without functions and paths", "Contracts:\n  - forbid: allocate\n", "2:5", "functions"),
    policy("a contract's key with a slip", "Contracts:\n  - function: f\n", "2:5", "'function'", "'functions'"),
    policy("a kind that is none", "Contracts:\n  - functions: make\n    forbid: [alocate]\n", "3:14", "'alocate'", "'allocate'"),
    policy("an excuse that is none", "Contracts:\n  - functions: make\n    unless: [exeptional]\n", "3:14", "'exceptional'"),
    policy("a severity of a policy that is none", "Contracts:\n  - functions: make\n    severity: fatal\n", "3:15", "'fatal'"),
    policy("a budget below nothing", "Contracts:\n  - functions: make\n    budget: {allocate: -1}\n", "3:24", "from 0 to"),
    policy("a budget in words", "Contracts:\n  - functions: make\n    budget: {allocate: few}\n", "3:24", "number of lines"),
    policy("a budget of what is forbidden", "Contracts:\n  - functions: make\n    forbid: allocate\n"
           "    budget: {allocate: 1}\n", "4:", "allocate"),
    policy("functions that aren't there", "Contracts:\n  - functions: maek\n", "2:16", "'maek'", "make"),
    policy("paths that aren't there", "Contracts:\n  - paths: src/**\n", "2:12", "'src/**'"),
    policy("a path out of its folder", "Contracts:\n  - paths: ../x/**\n", "2:12", "../x/**"),
    policy("a glob that is none", "Contracts:\n  - functions: 'make['\n", "2:17", "make["),
    policy("a policy of bytes", b"Rules: \xff\xfe\n", "1:"),
    Case("a policy further up", ["sub/b.cpp"], [POLICY, "1:1", "'Rulez'"],
         {POLICY: "Rulez: x\n", "sub/" + POLICY: "InheritParentConfig: true\n"}),
    Case("a folder in a policy's place", ["a.cpp"], [POLICY], {POLICY + "/x": ""}),
    Case("a bad policy to verify", ["--verify-config"], [POLICY, "1:1", "'Rulez'"], {POLICY: "Rulez: x\n"}),
    Case("a bad policy to dump", ["--dump-config"], [POLICY, "1:1", "'Rulez'"], {POLICY: "Rulez: x\n"}),
    Case("a bad policy to list", ["--list-rules"], [POLICY, "1:1", "'Rulez'"], {POLICY: "Rulez: x\n"}),
    # baselines
    usage("a baseline that isn't there", ["a.cpp", "--baseline", "known.json"], "known.json", "--write-baseline"),
    usage("a folder for a baseline", ["a.cpp", "--baseline", "sub"], "sub"),
    usage("a baseline without a name", ["a.cpp", "--baseline", ""], "--baseline"),
    usage("a baseline to write without a name", ["a.cpp", "--write-baseline", ""], "--write-baseline"),
    usage("a baseline into a folder that isn't there", ["a.cpp", "--write-baseline", "out/known.json"], "out/known.json"),
    baseline("a baseline that is empty", "", "1"),
    baseline("a baseline that is cut off", '{"heaplight-baseline": 1, "findings": [', "1"),
    baseline("a baseline that is a list", [], "1"),
    baseline("a baseline of another version", KNOWN | {"heaplight-baseline": 2}, "2"),
    baseline("a baseline without a version", {"findings": []}, "heaplight-baseline"),
    baseline("a baseline's finding without rule", known(rule=None), "rule"),
    baseline("a baseline's finding without message", known(message=None), "message"),
    baseline("a baseline's count in words", known(count="two"), "count"),
    baseline("a baseline's count of nothing", known(count=0), "count"),
    baseline("a baseline's key with a slip", known(mesage="m"), "'mesage'", "'message'"),
    baseline("a baseline of SARIF", {"version": "2.1.0", "runs": []}, "heaplight-baseline"),
    # revisions and lines
    usage("a revision that is none", ["a.cpp", "--since", "mian"], "--since", "mian", git=True),
    usage("a revision that is an option", ["a.cpp", "--since=--output=x"], "--since", git=True),
    usage("a revision without a name", ["a.cpp", "--since", ""], "--since", git=True),
    usage("a revision where there is no repository", ["a.cpp", "--since", "HEAD"], "--since", "repository"),
    lines("lines without text", "", "--line-filter"),
    lines("lines that are no JSON", "[{", "JSON"),
    lines("lines that are no list", {"name": "a.cpp"}, "array"),
    lines("lines without a file", [{"lines": [[1, 2]]}], "entry 1", "name"),
    lines("lines' key with a slip", [{"name": "a.cpp", "line": [[1, 2]]}], "entry 1", "'line'", "'lines'"),
    lines("lines that end before they begin", [{"name": "a.cpp", "lines": [[3, 1]]}], "entry 1", "[3, 1]"),
    lines("a line 0", [{"name": "a.cpp", "lines": [[0, 1]]}], "entry 1"),
    lines("a line alone", [{"name": "a.cpp", "lines": [3]}], "entry 1"),
    lines("lines in words", [{"name": "a.cpp", "lines": [["one", "two"]]}], "entry 1"),
    # databases
    usage("a database's folder that isn't there", ["-p", "build"], "build", "CMAKE_EXPORT_COMPILE_COMMANDS"),
    usage("a folder without database", ["a.cpp", "-p", "sub"], "sub", "CMAKE_EXPORT_COMPILE_COMMANDS"),
    database("a database that is no JSON", "[{", "build/compile_commands.json"),
    database("a database that is empty", [], "build"),
    database("a database of nothing that is there", [COMMAND | {"file": "gone.cpp", "command": "clang++ -c gone.cpp"}],
             "gone.cpp"),
    database("a database whose folder is gone", [COMMAND | {"directory": "/gone"}], "/gone"),
    database("a database without commands", [{"directory": ".", "file": "a.cpp"}], "build/compile_commands.json"),
    # comments, and what silences findings: findings with their place
    comment("a comment with a slip", "heap-contract", "// heaplight: alocate", "'alocate'", "'allocate'"),
    comment("a comment without words", "heap-contract", "// heaplight:"),
    comment("a comment in the wrong order", "heap-contract", "// heaplight: always allocate", "'always"),
    comment("a comment of two certainties", "heap-contract", "// heaplight: allocate always sometimes", "'sometimes'"),
    comment("a rule with a slip that is silenced", "heap-unused-suppression", "// NOLINT(heap-alocate)", "'heap-alocate'"),
    comment("a silenced rule that finds nothing", "heap-unused-suppression", "// NOLINT(heap-allocate)", "NOLINT(heap-allocate)"),
    comment("a block that nobody ends", "heap-unused-suppression", "// NOLINTBEGIN(heap-*)", "NOLINTEND(heap-*)"),
    comment("a block that nobody begins", "heap-unused-suppression", "// NOLINTEND(heap-*)", "NOLINTBEGIN(heap-*)"),
    comment("a silence without rules", "heap-unused-suppression", "// heaplight: allow()", "names no rule"),
]


def lay(folder, files):
    for name, text in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def make_repository(folder):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *command], cwd=folder, check=True, stdin=subprocess.DEVNULL)


def unclear(line):
    """What makes a line of no use, if anything."""
    if not line.startswith("heaplight: error: "):
        return "is no message of the tool's"
    if len(line) < 40 or len(line) > 400:
        return f"has {len(line)} letters"
    return "speaks of the inside" if re.search(r"\bllvm\b|std::|0x[0-9a-f]{6}|LLVM ERROR", line) else None


def faults(case, status, output, errors):
    """What is wrong with what lint did of CASE."""
    if case.finding:
        text = " ".join(line for line in output.splitlines() if f"[{case.finding}]" in line or "  mend:" in line)
        if status != 1 or errors:
            yield f"exit status {status}, and on stderr: {errors[:200]!r}"
    else:
        text = errors.rstrip("\n")
        if status != 2:
            yield f"exit status {status}"
        if "\n" in text:
            yield f"{len(text.splitlines())} lines: {text[:400]!r}"
        elif wrong := unclear(text):
            yield f"{text!r} {wrong}"
    yield from (f"{text[:400]!r} doesn't say {word!r}" for word in case.says if word not in text)


# Said of each file here that is compiled at all, as no database is there.
ASSUMED = re.compile(r"^heaplight: note: .*: no compile database lies above, .* are assumed; .*\n", re.MULTILINE)


def lint(heaplight, case):
    with tempfile.TemporaryDirectory() as folder:
        lay(folder, {**FILES, **case.files})
        if case.git:
            make_repository(folder)
        # A repository around the folder of temporary files would be found else.
        env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(Path(folder).parent)}
        run = subprocess.run([heaplight, "lint", *case.args], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, errors="replace")
        run.stderr = ASSUMED.sub("", run.stderr, count=1)
        return run


def check(heaplight, show):
    failures = []
    for case in CASES:
        run = lint(heaplight, case)
        failures += [f"{case.name}: {fault}" for fault in faults(case, run.returncode, run.stdout, run.stderr)]
        if show:
            print(f"{case.name}\n    {run.returncode} {(run.stdout if case.finding else run.stderr).strip()}")
    return failures, len(CASES) - len({failure.split(":")[0] for failure in failures})


def self_test():
    error, finding = Case("e", [], ["a.cpp"]), Case("f", [], ["a.cpp"], finding="heap-contract")
    good = "heaplight: error: a.cpp: this is wrong, and that is to be done\n"
    told = "a.cpp:1:2: warning: wrong [heap-contract]\n"
    wrong = {
        "exit status 0": (error, 0, "", good), "a crash": (error, -11, "", good), "silence": (error, 2, "", ""),
        "two lines": (error, 2, "", good * 2), "another place": (error, 2, "", good.replace("a.cpp", "b.cpp")),
        "LLVM's own words": (error, 2, "", "LLVM ERROR: a.cpp: out of memory in this place\n"),
        "few words": (error, 2, "", "heaplight: error: a.cpp: bad\n"), "no finding": (finding, 1, "", ""),
        "a finding that is an error": (finding, 2, told, ""), "another rule": (finding, 1, told.replace("contract", "loop"), ""),
    }
    failures = [f"passes: {name}" for name, what in wrong.items() if not list(faults(*what))]
    failures += ["a good message is refused"] if list(faults(error, 2, "", good)) else []
    failures += ["a good finding is refused"] if list(faults(finding, 1, told, "")) else []
    names = [case.name for case in CASES]
    failures += [f"twice: {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    return failures, len(wrong) + 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if not args.self_test and not args.heaplight:
        parser.error("HEAPLIGHT is wanted")
    failures, passed = self_test() if args.self_test else check(args.heaplight.resolve(), args.show)
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not passed)


if __name__ == "__main__":
    main()
