#!/usr/bin/env python3
"""same_units.py ONE.json OTHER.json: both reports hold the same units, in different orders."""

import json
import sys


def units(file):
    with open(file, encoding="utf-8") as report:
        return json.load(report)["units"]


one, other = (units(file) for file in sys.argv[1:])
by_source = lambda unit: unit["source"]
if [by_source(unit) for unit in one] == [by_source(unit) for unit in other]:
    sys.exit("the units stand in the same order")
if sorted(one, key=by_source) != sorted(other, key=by_source):
    sys.exit("the units differ by more than their order")
