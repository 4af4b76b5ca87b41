"""One sample → what `heaplight annotate` shows of it, and what `heaplight run` saw it do."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
VERBS = {"allocate": "allocates", "deallocate": "frees", "destroy": "destroys", "unknown": "unknown"}
CERTAINTY = {"always": " always", "sometimes": " sometimes", "exceptional": " only when something fails"}
STRENGTH = ("exceptional", "sometimes", "always")
ELIDED = "elided"
ON_THE_WAY_OUT = "allocates only when something fails"  # On a function's own line: if cleaning up fails too.


class Failure(Exception):
    """What went wrong with one sample, ready to print."""


class Seen(NamedTuple):
    shown: str  # What the report says of its lines.
    ran: str  # What its code did in a run.
    allocations: int  # By its code in a run.
    unmarked: tuple  # (line, what it did) of those that the report says nothing of.


def heaplight(program, *args):
    """What `PROGRAM ARGS` prints; Failure where it fails."""
    run = subprocess.run([str(a) for a in (program, *args)], cwd=ROOT, env=dict(os.environ, RUST_BACKTRACE="0"),
                         stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode:
        raise Failure(f"heaplight {' '.join(map(str, args))}\nexits with {run.returncode}: {run.stderr.strip()}")
    return run.stdout


def report_of(program, sample):
    return json.loads(heaplight(program, "annotate", "--format", "json", sample))


def run_of(program, sample):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.json"
        heaplight(program, "run", "--format", "json", "-o", file, sample)
        return json.loads(file.read_text())


def built(line):
    return [e for e in line["effects"] if e["stage"] == "built"]


def words(line):
    """What a line does itself, or did before it was optimized; empty where it only calls code that does."""
    said = []
    for kind, verb in VERBS.items():
        direct = [e for e in built(line) if e["kind"] == kind and e["direct"] and tells(e)]
        if direct:
            said.append(verb + subject(kind, direct) + CERTAINTY[max((e["certainty"] for e in direct), key=STRENGTH.index)])
    gone = any(e["stage"] == "written" and e["kind"] == "allocate" and e["direct"] and e["certainty"] != "exceptional"
               for e in line["effects"])
    if gone and not any(e["kind"] == "allocate" for e in built(line)):
        said.append(f"allocates in the source, {ELIDED}")
    return ", ".join(said)


def tells(effect):
    """Whether it is worth a word here: all that fails on its way out frees something."""
    return effect["certainty"] != "exceptional" or effect["kind"] == "allocate"


def subject(kind, effects):
    """What is destroyed, where one thing is."""
    names = {e.get("subject", "") for e in effects if kind == "destroy"} - {""}
    return f" {names.pop()}" if len(names) == 1 else ""


def shown(lines, source):
    parts = []
    for line in lines:
        text, code = words(line), source[line["line"] - 1]
        code = code.split(" //")[0].strip().replace("|", "\\|")
        if text and not (code.endswith("{") and text == ON_THE_WAY_OUT):
            parts.append(f"`{code}` {text}")
    return "; ".join(parts) or "no line touches the heap"


class Counts(NamedTuple):
    allocations: int
    bytes: int
    frees: int
    lost: int


def of_code(run, sample):
    """What happened at the stacks that code of SAMPLE stands in."""
    total = [0, 0, 0, 0]
    for process in run["processes"]:
        own = {i for i, f in enumerate(process["frames"]) if f["file"] == sample}
        for stack in process["stacks"]:
            if own.intersection(stack["frames"]):
                values = (stack[k] for k in ("allocations", "bytes", "frees", "lost_blocks"))
                total = [a + b for a, b in zip(total, values)]
    return Counts(*total)


def ran(counts):
    if not any(counts):
        return "nothing"
    parts = [f"{counts.allocations} allocated, {counts.bytes:,} B"] if counts.allocations else []
    parts += [f"{counts.frees} freed"] if counts.frees else []
    parts += [f"{counts.lost} lost"] if counts.lost else []
    return ", ".join(parts)


def unmarked(run, lines, sample):
    """(line, what it did) of those that did what the report doesn't know of."""
    kinds = {line["line"]: {e["kind"] for e in built(line)} for line in lines}
    for line in run["lines"]:
        if line["file"] != sample:
            continue
        for count, kind in (("allocations", "allocate"), ("frees", "deallocate")):
            if line[count] and not kinds.get(line["line"], set()) & {kind, "unknown"}:
                yield line["line"], f"{line[count]} {count}"


def see(program, name):
    """What is seen of samples/NAME; Failure where it can't be annotated, built or run."""
    sample = f"samples/{name}"
    report, run = report_of(program, sample), run_of(program, sample)
    lines = sorted((l for u in report["units"] for l in u["lines"] if l["file"] == sample), key=lambda l: l["line"])
    counts = of_code(run, sample)
    source = (ROOT / sample).read_text().splitlines()
    return Seen(shown(lines, source), ran(counts), counts.allocations, tuple(unmarked(run, lines, sample)))
