#!/usr/bin/env python3
"""Holds what run writes to docs/run.schema.json, and its formats to one another.

    check_run.py HEAPLIGHT

Runs a program of known counts: each format must tell these, and the JSON nothing that the schema doesn't
describe. pprof's format is read here by the numbers of its fields, as its documentation has them.
Prints what is wrong, then `N passed, N failed`.
"""

import argparse
import collections
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import checking
import jsonschema
from checking import ROOT, replaced, without

SCHEMA = json.loads((ROOT / "docs" / "run.schema.json").read_text())
COUNTS = {"allocations": 1, "bytes": 2, "frees": 0, "freed_bytes": 0, "lost_blocks": 1, "lost_bytes": 2}
GOOD = {
    "heaplight": "0.1.0", "schema": 1, "program": "./a", "arguments": ["./a"], "exit": {"status": 0},
    "processes": [{
        "pid": 0, "program": "a", "arguments": ["./a"], "totals": COUNTS,
        "phases": {"before": COUNTS, "main": COUNTS, "after": COUNTS}, "threads": [{"name": "a", **COUNTS}],
        "peak_bytes": 2, "missed": 0,
        "frames": [{"function": "f", "file": "a.c", "line": 1, "column": 2, "object": "a", "address": 3}],
        "stacks": [{"frames": [0], "phase": "main", "thread": 0, **COUNTS}]}],
    "lines": [{"file": "a.c", "line": 1, **COUNTS}],
}
# 12 blocks of 100 bytes in a loop, of which 9 are freed; one of 1000 in a thread; and what the C library
# asks for to make the thread, which isn't known.
PROGRAM = """#include <pthread.h>
#include <stdlib.h>
void *volatile last;
static void *work(void *nothing) {
  last = malloc(1000);
  free(last);
  return 0;
}
int main(void) {
  for (int round = 0; round < 12; ++round) {
    last = malloc(100);
    if (round % 4)
      free(last);
  }
  pthread_t thread;
  pthread_create(&thread, 0, work, 0);
  pthread_join(thread, 0);
  return 0;
}
"""
LOOP, WORK = 11, 5  # Lines of it.


def places(value, path=()):
    for key, child in checking.children(value):
        yield (*path, key)
        yield from places(child, (*path, key))


def self_test(validator):
    failures = [f"a good run is refused: {e.message}" for e in validator.iter_errors(GOOD)]
    signal = replaced(GOOD, ("exit",), {"signal": 11})
    failures += [f"an end by a signal is refused: {e.message}" for e in validator.iter_errors(signal)]
    both = replaced(GOOD, ("exit",), {"signal": 11, "status": 0})
    failures += ["two ends pass"] if validator.is_valid(both) else []
    for path in places(GOOD):
        name = ".".join(map(str, path))
        if validator.is_valid(replaced(GOOD, path, None)):
            failures.append(f"{name} is null and passes")
        if isinstance(path[-1], str) and validator.is_valid(without(GOOD, path)):
            failures.append(f"no {name}, which passes")
    return failures


def described(schema):
    """Every name that the schema speaks of."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for child in schema.values():
            yield from described(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from described(child)


def undescribed(value, names, path=""):
    for key, child in checking.children(value):
        if isinstance(key, str) and key not in names:
            yield f"{path}.{key} is not described"
        yield from undescribed(child, names, path if isinstance(key, int) else f"{path}.{key}")


def varint(data, place):
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def fields(data):
    """{number: [value]} of a message of protobuf's wire format; a value is a number or bytes."""
    found, place = collections.defaultdict(list), 0
    while place < len(data):
        key, place = varint(data, place)
        if key & 7 == 0:
            value, place = varint(data, place)
        elif key & 7 == 2:
            size, place = varint(data, place)
            value, place = data[place:place + size], place + size
        else:
            raise ValueError(f"wire type {key & 7}")
        found[key >> 3].append(value)
    return found


def packed(values):
    """The numbers of a repeated field, which may lie in one run of bytes."""
    for value in values:
        if isinstance(value, int):
            yield value
            continue
        place = 0
        while place < len(value):
            number, place = varint(value, place)
            yield number


def pprof_lines(data):
    """{(file, line): [sum of each value]} by the innermost lines, and the names of the values."""
    profile = fields(gzip.decompress(data))
    texts = [text.decode() for text in profile[6]]
    types = [texts[fields(one)[1][0]] for one in profile[1]]
    functions = {f[1][0]: texts[f[4][0]] if f[4] else "" for f in map(fields, profile[5])}
    locations = {}
    for location in map(fields, profile[4]):
        lines = [fields(line) for line in location[4]]
        locations[location[1][0]] = [(functions[line[1][0]], line[2][0] if line[2] else 0) for line in lines]
    sums = collections.defaultdict(lambda: [0] * len(types))
    for sample in map(fields, profile[2]):
        for where in {place for number in packed(sample[1]) for place in locations[number]}:
            sums[where] = [a + b for a, b in zip(sums[where], packed(sample[2]))]
    return types, sums


def check(heaplight, folder, validator):
    source, program = folder / "a.c", folder / "a"
    source.write_text(PROGRAM)
    subprocess.run(["cc", "-g", "-O1", "-pthread", "a.c", "-o", program], cwd=folder, check=True)

    def run(*options):
        output = folder / "output"
        subprocess.run([heaplight, "run", "-o", output, *options, "./a"], cwd=folder, check=True)
        return output.read_bytes()

    report = json.loads(run("--format", "json"))
    failures = [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(report)]
    failures += sorted(set(undescribed(report, set(described(SCHEMA)))))
    lines = {(line["file"], line["line"]): line for line in report["lines"]}
    expected = {LOOP: (12, 1200, 3, 300), WORK: (1, 1000, 0, 0)}
    names = ("allocations", "bytes", "lost_blocks", "lost_bytes")
    for line, counts in expected.items():
        told = tuple(lines.get(("a.c", line), {}).get(name) for name in names)
        failures += [] if told == counts else [f"JSON tells {told} of line {line}, not {counts}"]
    process = report["processes"][0]
    for name in COUNTS:
        total = process["totals"][name]
        for whole in (process["phases"].values(), process["threads"], process["stacks"]):
            failures += [] if sum(part[name] for part in whole) == total else [f"{name} don't add up to {total}"]
    failures += [] if len(process["threads"]) == 2 else ["not two threads"]

    types, sums = pprof_lines(run("--format", "pprof"))
    failures += [] if types == ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"] else [str(types)]
    for line, counts in expected.items():
        told = tuple(sums.get(("a.c", line), ()))
        failures += [] if told == counts else [f"pprof tells {told} of line {line}, not {counts}"]

    for count, name in (("allocations", "allocations"), ("bytes", "bytes"), ("lost", "lost_blocks"),
                        ("lost-bytes", "lost_bytes")):
        stacks = run("--format", "folded", "--count", count).decode().splitlines()
        total = sum(int(stack.rpartition(" ")[2]) for stack in stacks)
        if total != process["totals"][name]:
            failures.append(f"folded stacks tell {total} {count}, not {process['totals'][name]}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    args = parser.parse_args()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    failures = self_test(validator)
    with tempfile.TemporaryDirectory() as folder:
        found = check(args.heaplight.resolve(), Path(folder).resolve(), validator)
    print(*failures, *found, sep="\n", end="\n" if failures or found else "")
    print(f"{1 - bool(found)} passed, {len(failures) + len(found)} failed")
    sys.exit(bool(failures or found))


if __name__ == "__main__":
    main()
