#!/usr/bin/env python3
"""Has the readers of each format read what lint writes, of findings that hold all that a format can trip over.

    check_views.py VIEWS HEAPLIGHT --tools DIR     VIEWS is heaplight-lint-views, DIR holds llvm-remarkutil

The same readers read what HEAPLIGHT says of a source with as many findings as its comments tell.

Each check is shown to fail first, on the same output with one thing broken. Prints what is wrong, then `N passed, N
failed`.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "lint.schema.json").read_text())
# What VS Code's $gcc takes for a diagnostic, and what Compiler Explorer takes for one in its editor's text.
GCC = re.compile(r"^(.*?):(\d+):(\d+): (error|warning): (.*)$")
EXPLORER = re.compile(r"^<source>:(\d+):(\d+): (error|warning|note): (.*)$")
COMMAND = re.compile(r"^::(error|warning) ([^:]*?)::(.*)$")
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
GITHUB_BYTES, GITHUB_RESULTS, GITHUB_STEPS, GITHUB_TAGS = 10_000_000, 25_000, 1_000, 20


def check_json(text, expected):
    report = json.loads(text)
    yield from (f"{e.json_path}: {e.message[:200]}" for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(report))
    counting = [f for f in report["findings"] if f["standing"] == "counts"]
    if len(counting) != expected or report["summary"]["errors"] + report["summary"]["warnings"] != expected:
        yield f"{len(counting)} findings count, not {expected}"


def results_within_limits(run):
    if len(run["results"]) > GITHUB_RESULTS:
        yield f"{len(run['results'])} results"
    for rule in run["tool"]["driver"]["rules"]:
        if len(rule["properties"]["tags"]) > GITHUB_TAGS or len(rule["fullDescription"]["text"]) > 1024:
            yield f"{rule['id']} says more than GitHub takes"
    for result in run["results"]:
        for flow in result.get("codeFlows", []):
            if len(flow["threadFlows"][0]["locations"]) > GITHUB_STEPS:
                yield f"{len(flow['threadFlows'][0]['locations'])} steps"


def bad_uri(artifact):
    """What is wrong with an artifact location, if anything."""
    parts = urlsplit(artifact["uri"])
    relative = artifact.get("uriBaseId") == "%SRCROOT%"
    if relative == bool(parts.scheme) or parts.scheme not in ("", "file") or parts.query or parts.fragment:
        return f"{artifact} is no path"
    return None if re.fullmatch(r"(file://)?([\w.~/+@-]|%[0-9A-F]{2})*", artifact["uri"], re.ASCII) else f"{artifact}"


def check_sarif(text, expected):
    run, = json.loads(text)["runs"]
    counting = [r for r in run["results"] if "suppressions" not in r and r.get("baselineState") != "absent"]
    if len(counting) != min(expected, GITHUB_RESULTS):
        yield f"{len(counting)} findings count, not {expected}"
    yield from results_within_limits(run)
    if any(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] != r["ruleId"] for r in run["results"] if "ruleIndex" in r):
        yield "a ruleIndex is another rule's"
    for result in run["results"]:
        for location in result["locations"] + result.get("relatedLocations", []):
            if "physicalLocation" in location and (wrong := bad_uri(location["physicalLocation"]["artifactLocation"])):
                yield wrong
    if len(gzip.compress(text)) > GITHUB_BYTES:
        yield "more than 10 MB when compressed"


def check_rdjsonl(text, expected):
    rows = [json.loads(row) for row in text.split(b"\n")[:-1]]
    if len(rows) != expected:
        yield f"{len(rows)} rows, not {expected}"
    for row in rows:
        if row["severity"] not in ("ERROR", "WARNING") or not row["code"]["value"].startswith("heap-"):
            yield f"{row['severity']} {row['code']}"


def check_gitlab(text, expected):
    rows = json.loads(text)
    if len(rows) != expected or len({row["fingerprint"] for row in rows}) != expected:
        yield f"{len(rows)} rows or {len({row['fingerprint'] for row in rows})} fingerprints, not {expected}"
    if any(row["location"]["lines"]["begin"] < 1 or row["severity"] not in ("minor", "major") for row in rows):
        yield "a place or a severity that GitLab doesn't know"


def check_junit(text, expected):
    suites = xml.fromstring(text).findall("testsuite")
    if sum(len(suite.findall("testcase/failure")) for suite in suites) != expected:
        yield f"not {expected} failures"
    for suite in suites:
        for name, path in (("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error")):
            if int(suite.get(name)) != len(suite.findall(path)):
                yield f"{name}={suite.get(name)} in a suite with {len(suite.findall(path))}"
    if not any(suite.findall("testcase") for suite in suites):
        yield "no test case at all"


def unescaped(text):
    return re.sub(r"%(25|0A|0D|3A|2C)", lambda m: chr(int(m[1], 16)), text)


def check_github(text, expected):
    rows = text.decode().splitlines()
    if len(rows) != expected:
        yield f"{len(rows)} rows, not {expected}"
    for row in rows:
        match = COMMAND.match(row)
        if not match:
            yield f"no command: {row[:100]}"
            continue
        properties = dict(p.split("=", 1) for p in match[2].split(","))
        if not {"file", "title"} <= set(properties) <= {"file", "line", "col", "title"} or UNSEEN.search(row):
            yield f"{sorted(properties)}: {row[:100]}"
        elif unescaped(match[3]).count("%") < match[3].count("%25"):
            yield f"an escape that means nothing: {row[:100]}"


def check_remarks(text, expected, tools):
    documents = list(yaml.compose_all(text, Loader=yaml.CSafeLoader))
    if len(documents) != expected:
        yield f"{len(documents)} documents, not {expected}"
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([Path(tools) / "llvm-remarkutil", "count", "--parser=yaml", "--count-by=remark-name",
                               "--group-by=total", "--rremark-name=heap-.*", file.name],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
    counted = sum(int(row.rsplit(",", 1)[1]) for row in done.stdout.splitlines() if re.search(r",\d+$", row))
    if expected and (done.returncode or counted != expected):
        yield f"llvm-remarkutil reads {counted}, not {expected}: {done.stderr[:200]}"


def check_text(text, expected):
    rows = text.decode().split("\n")
    heads = [row for row in rows if GCC.match(row) and not row.startswith(" ")]
    if len(heads) != expected:
        yield f"{len(heads)} diagnostics, not {expected}"
    if UNSEEN.search(text.decode()):
        yield f"a terminal obeys U+{ord(UNSEEN.search(text.decode())[0]):04X}"


def check_ce(text, expected):
    yield from check_text(text, expected)
    if any("src/engine.cpp:" in row for row in text.decode().split("\n") if GCC.match(row) and not row.startswith("a.cpp")):
        yield "the source is not named as Compiler Explorer names it"
    if expected and not any(EXPLORER.match(row) for row in text.decode().split("\n")):
        yield "no row for Compiler Explorer's editor"


# By format: what reads it, and what breaks the sample of it so that the reader must complain.
CHECKS = {
    "json": (check_json, [(b'"counts"', b'"other"'), (b'"findings": [', b'"findings": [,'), (b'"line": 88', b'"line": 0')]),
    "sarif": (check_sarif, [(b'"results": [', b'"results": [,'), (b'"ruleIndex": 0', b'"ruleIndex": 1'),
                            (b'app/src/engine.cpp', b'app/src/a b.cpp'), (b'app/src/engine.cpp', b'http:engine.cpp')]),
    "rdjsonl": (check_rdjsonl, [(b'"ERROR"', b'"MAJOR"'), (b"\n", b"\n\n"), (b"\\n", b"\n")]),
    "gitlab": (check_gitlab, [(b'"minor"', b'"low"'), (b'00000000000000aa', b'5f0c3a1be2d94c77'), (b"[", b"[[")]),
    "junit": (check_junit, [(b"&apos;Engine", b"<Engine"), (b"must", b"\x1b"), (b'failures="2"', b'failures="1"')]),
    "github": (check_github, [(b"%0A", b"\n"), (b",line=", b",x=1,line="), (b"must", b"\x1b")]),
    "remarks": (check_remarks, [(b"--- !Missed", b"--- !Mi: ssed"), (b"Name: ", b"Nam: "), (b"{ File", b"[ File")]),
    "text": (check_text, [(b":88:10: ", b": "), (b"must", b"\x1b"), (b"src/", b"x:1:1: error: forged\nsrc/")]),
    "ce": (check_ce, [(b"<source>:88", b"src/engine.cpp:88"), (b"must", b"\xe2\x80\xae")]),
}
# Three findings, by a way through another function, in the file's own names, and one that is silenced.
LINTED = r"""
int *last;
static void through() { last = new int; }
void caller() [[clang::nonallocating]] { through(); } // found in through
int *make() [[clang::nonallocating]] { return new int(7); } // found
void drop(int *p) [[clang::nonblocking]] { delete p; } // found
int *quiet() [[clang::nonblocking]] { return new int(8); } // NOLINT(heap-allocate): "quotes", %0A and <tags>
"""
FOUND = LINTED.count("// found")
REPORTS = {"clean": 0, "sample": 2, "hostile": None, "large": 26000}


def complaints(check, text, expected, extra):
    try:
        return [str(c) for c in check(text, expected, *extra)]
    except (ValueError, KeyError, IndexError, xml.ParseError, yaml.YAMLError) as error:
        return [f"can't be read: {str(error)[:200]}"]


def lint(heaplight, form):
    """What the tool itself writes of LINTED."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a b.cpp").write_text(LINTED)
        run = subprocess.run([heaplight, "lint", "a b.cpp", "--format", form], cwd=folder, stdin=subprocess.DEVNULL,
                             capture_output=True)
    return run.stdout if run.returncode == 1 else f"exit status {run.returncode}: {run.stderr}".encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("views", type=Path)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("--tools", required=True)
    args = parser.parse_args()

    def write(report, form):
        return subprocess.run([args.views.resolve(), report, form], check=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE).stdout

    hostile = json.loads(write("hostile", "json"))["findings"]
    REPORTS["hostile"] = sum(f["standing"] == "counts" for f in hostile)
    failures, passed = [], 0
    for form, (check, breaks) in CHECKS.items():
        extra = [args.tools] if form == "remarks" else []
        found = [f"{report}: {c}" for report, expected in REPORTS.items() if report != "large" or form == "sarif"
                 for c in complaints(check, write(report, form), expected, extra)]
        found += [f"heaplight lint: {c}" for c in complaints(check, lint(args.heaplight.resolve(), form), FOUND, extra)]
        sample = write("sample", form)
        for old, new in breaks:
            broken = sample.replace(old, new, 1)
            if broken == sample or not complaints(check, broken, REPORTS["sample"], extra):
                found.append(f"passes though {old!r} became {new!r}")
        failures += [f"{form}: {f}" for f in found]
        passed += not found
    print(*failures[:50], sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
