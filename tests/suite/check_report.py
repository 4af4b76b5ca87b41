#!/usr/bin/env python3
"""Hold Heaplight's report of functions.cpp against the measured truth.

    heaplight annotate --format json functions.cpp -- -O2 -std=c++20 > report.json
    check_report.py report.json [functions.cpp] [--max-missed N] [--max-false N]

Each function is, by its effects in the built stage, taken from the functions of the report that
begin within it and from the lines that it covers:

  accused      it allocates, always or sometimes
  unknown      it does not, but calls something that can't be seen on a way that returns
  exceptional  it allocates, or calls the unseen, only on the way to a throw or an abort
  silent       none of that

  missed          it does allocate, yet bears neither `allocate` nor `unknown`, whatever the certainty
  false alarm     it is innocent, yet accused
  unknown innocent  it is innocent, and marked as unknown

Exit 0 when missed and false alarms are within bounds, 1 when they are not, 2 when the report
can't be used.
"""

import argparse
import collections
import json
import pathlib
import sys

from truth import read_cases

HERE = pathlib.Path(__file__).resolve().parent
NORMAL = {"always", "sometimes"}


def same_file(reported, source):
    """Whether a path of the report names the source: as given, or by one's being the other's end."""
    reported, source = pathlib.Path(reported).parts, pathlib.Path(source).resolve().parts
    shared = min(len(reported), len(source))
    return shared > 0 and reported[-shared:] == source[-shared:]


def built_effects(report, source):
    """(line, effect) for each effect of the built stage that stands in the source."""
    for unit in report["units"]:
        for place in [*unit["functions"], *unit["lines"]]:
            if place.get("file") and same_file(place["file"], source):
                for effect in place["effects"]:
                    if effect["stage"] == "built":
                        yield place["line"], effect


def verdict(certainties):
    """What a function is, from {kind: {certainty}}."""
    if certainties["allocate"] & NORMAL:
        return "accused"
    if certainties["unknown"] & NORMAL:
        return "unknown"
    if certainties["allocate"] or certainties["unknown"]:
        return "exceptional"
    return "silent"


def judge(cases, effects):
    """(case, verdict, remark) for each case, in their order."""
    found = {case: collections.defaultdict(set) for case in cases}
    for line, effect in effects:
        for case in cases:
            if case.covers(line):
                found[case][effect["kind"]].add(effect["certainty"])
    for case in cases:
        seen = verdict(found[case])
        if case.allocates:
            yield case, seen, "missed" if seen == "silent" else ""
        else:
            remarks = {"accused": "false alarm", "unknown": "unknown innocent"}
            yield case, seen, remarks.get(seen, "")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path, nargs="?", default=HERE / "functions.cpp")
    parser.add_argument("--max-missed", type=int, default=0, metavar="N")
    parser.add_argument("--max-false", type=int, default=4, metavar="N")
    args = parser.parse_args()

    try:
        cases = read_cases(args.source)
        report = json.loads(args.report.read_text(encoding="utf-8"))
        effects = list(built_effects(report, args.source))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"error: {args.report} could not be used: {error!r}", file=sys.stderr)
        return 2
    if not cases or not effects:
        print(f"error: {args.report} says nothing of {args.source}", file=sys.stderr)
        return 2

    rows = list(judge(cases, effects))
    width = max(len(case.name) for case in cases)
    for case, seen, remark in rows:
        print(f"{case.name:{width}}  {case.truth:9}  {seen:11}  {remark}".rstrip())
    totals = collections.Counter(remark for *_, remark in rows)
    count = sum(case.allocates for case in cases)
    print(f"\nmissed {totals['missed']} of {count}")
    print(f"false alarms {totals['false alarm']} of {len(cases) - count}")
    print(f"unknown innocents {totals['unknown innocent']} of {len(cases) - count}")
    within = totals["missed"] <= args.max_missed and totals["false alarm"] <= args.max_false
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
