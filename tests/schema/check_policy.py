#!/usr/bin/env python3
"""Holds docs/policy.schema.json to knowing good policies from those of a wrong form.

    check_policy.py

Good are those below and in docs/; of each, every key with a slip and every value of a wrong type is bad, beside
those that are written out. What only the program can know, such as whether a rule exists, isn't asked. Every key
has a description for editors to show. Prints what is wrong, then `N passed, N failed`.
"""

import copy
import json
import re
import sys
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "policy.schema.json").read_text())
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)
GOOD = ["", "# nothing\n", "{}", "Rules: '*,-heap-loop'", "Rules: []", "Contracts: []", """
InheritParentConfig: true
Rules: ['*', -heap-loop]
WarningsAsErrors: heap-allocate
HeaderFilterRegex: 'src/.*'
Contracts:
  - functions: ['Engine::process*']
    paths: ['src/rt/**']
    forbid: [allocate, deallocate, unknown]
    unless: [exceptional, startup]
    severity: error
  - paths: 'src/**'
    budget: {allocate: 12, destroy: 0}
  - functions: 'operator[]'
    forbid: destroy
    unless: thread
    severity: warning
"""]
ENTRIES = ["{}", "{forbid: allocate}", "{functions: []}", "{functions: ''}", "{functions: [f, '']}", "{functions: [[f]]}",
           "{paths: []}", "{paths: /src}", "{paths: ../src}", "{paths: ..}", "{paths: {a: b}}",
           "{functions: f, forbid: []}", "{functions: f, forbid: alloc}", "{functions: f, forbid: [allocate, free]}",
           "{functions: f, unless: never}", "{functions: f, unless: []}", "{functions: f, severity: fatal}",
           "{functions: f, severity: Error}", "{functions: f, severity: [error]}", "{functions: f, budget: 12}",
           "{functions: f, budget: {}}", "{functions: f, budget: {allocates: 1}}", "{functions: f, budget: {allocate: -1}}",
           "{functions: f, budget: {allocate: 1.5}}", "{functions: f, budget: {allocate: many}}",
           "{functions: f, budget: {allocate: 4294967296}}", "{functions: f, Rules: '*'}", "f", "[f]", ""]
BAD = ["word", "- Rules", "3", "rules: '*'", "Checks: '*'", "forbid: allocate", "Rules:", "Rules: 3", "Rules: {heap-loop: true}",
       "Rules: [[heap-loop]]", "InheritParentConfig: treu", "InheritParentConfig:", "HeaderFilterRegex: [a]",
       "Contracts:", "Contracts: f", "Contracts: {functions: f}", *(f"Contracts: [{e}]" for e in ENTRIES if e),
       "Contracts: [null]"]


def broken(value, change=lambda new: new, name=""):
    """(what, policy) with each key in turn misspelt, each value null or of a type that nothing here has."""
    if isinstance(value, dict):
        for key, child in value.items():
            slip = {k + "x" if k == key else k: v for k, v in value.items()}
            yield f"{name}.{key}x", change(slip)
            rest = lambda new, key=key: change({**value, key: new})
            yield f"{name}.{key} is null", rest(None)
            yield f"{name}.{key} is a list of lists", rest([[[1]]])
            yield from broken(child, rest, f"{name}.{key}")
    elif isinstance(value, list):
        for at, child in enumerate(value):
            put = lambda new, at=at: change(value[:at] + [new] + value[at + 1:])
            yield f"{name}[{at}] is true", put(True)
            yield from broken(child, put, f"{name}[{at}]")


def without_description(part, name="policy"):
    """Keys of mappings that an editor would have nothing to show for."""
    for key, child in part.get("properties", {}).items():
        if "description" not in child:
            yield f"{name}.{key} has no description"
        yield from without_description(child, f"{name}.{key}")
    for key, child in part.get("$defs", {}).items():
        if "description" not in child:
            yield f"{key} has no description"
        yield from without_description(child, key)


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    documents = [fence for file in sorted((ROOT / "docs").glob("*.md")) for fence in FENCE.findall(file.read_text())
                 if "Contracts:" in fence or "Rules:" in fence]
    failures, passed = list(without_description(SCHEMA)), 0
    for text in GOOD + documents:
        policy = yaml.safe_load(text)
        wrong = [f"a good policy is refused: {text!r}: {e.message}" for e in validator.iter_errors(policy)]
        failures += wrong
        passed += not wrong
    rows = [(repr(text), yaml.safe_load(text)) for text in BAD]
    rows += [row for text in GOOD + documents for row in broken(copy.deepcopy(yaml.safe_load(text) or {}))]
    for what, policy in rows:
        refused = not validator.is_valid(policy)
        failures += [] if refused else [f"a bad policy passes: {what}"]
        passed += refused
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not documents)


if __name__ == "__main__":
    main()
