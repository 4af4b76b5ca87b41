#!/usr/bin/env python3
"""Holds lint's SARIF to the published schema of SARIF 2.1.0.

    check_sarif.py VIEWS     VIEWS is heaplight-lint-views

Exit status 77 where the schema can't be fetched.
"""

import argparse
import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "programs"))
from fetch import Package, Unavailable, npm

# Brings the schema along as it was published with the standard.
SCHEMA = Package("@microsoft/jest-sarif", "1.0.0-beta.0",
                 "A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==")
# Each is what the sample must not be; its place is that of the first result.
BROKEN = {
    "level": "fatal", "ruleIndex": "0", "message": {}, "locations": {}, "baselineState": "old", "codeFlows": [{}],
    "suppressions": [{"kind": "comment"}], "partialFingerprints": ["x"], "fixes": [{}], "kind": "bad", "other": 1,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("views", type=Path)
    args = parser.parse_args()
    try:
        schema = json.loads((npm(SCHEMA) / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json").read_text())
    except Unavailable as reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    validator = jsonschema.Draft4Validator(schema)
    failures, passed = [], 0
    for report in ("clean", "sample", "hostile"):
        log = json.loads(subprocess.run([args.views.resolve(), report, "sarif"], check=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE).stdout)
        found = [f"{report}: {e.json_path}: {e.message[:200]}" for e in validator.iter_errors(log)]
        failures += found
        passed += not found
        if report == "sample":
            for key, value in BROKEN.items():
                broken = copy.deepcopy(log)
                broken["runs"][0]["results"][0][key] = value
                failures += [f"a broken log passes: {key} is {value}"] if validator.is_valid(broken) else []
    print(*failures[:50], sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
