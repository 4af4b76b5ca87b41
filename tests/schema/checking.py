"""What the checks of JSON forms share: a schema, the files they are held against, broken copies, the sum."""

import argparse
import copy
import json
import sys
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
FEW = 8


def changed(value, path, change):
    """A copy of VALUE in which CHANGE(parent, key) was done to what stands at PATH."""
    result = copy.deepcopy(value)
    parent = result
    for step in path[:-1]:
        parent = parent[step]
    change(parent, path[-1])
    return result


def without(value, path):
    return changed(value, path, lambda parent, key: parent.pop(key))


def replaced(value, path, other):
    return changed(value, path, lambda parent, key: parent.__setitem__(key, other))


def children(value):
    """(key, child) of what is an object or a list."""
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def main(doc, schema_name, self_test, check):
    """SELF_TEST(validator) and then CHECK(validator, heaplight, source) for each file: ([failure], how many passed)."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    schema = json.loads((ROOT / "docs" / schema_name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "samples").glob("*.c*"))
    files = args.files or samples[:: max(1, len(samples) // FEW)]
    failures, passed = self_test(validator)
    for source in files:
        found, right = check(validator, args.heaplight.resolve(), source)
        failures += found
        passed += right
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not files)
