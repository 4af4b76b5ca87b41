#!/usr/bin/env python3
"""Holds docs/article.md to what the tool prints and what runs do.

    check_article.py HEAPLIGHT [--write]     each table of docs/article.md, made anew from its samples
    check_article.py --self-test             proves that each check can fail

Each sample of claims.py is annotated and run. A claim fails where its sample doesn't allocate as it says, and where
a line allocated or freed without a mark. The tables stand between `<!-- table: NAME -->` and `<!-- /table -->`;
--write puts the new ones there. Where rustc, clang or glibc is another version than the one that the document
names, what they did may differ: then only its claims and samples are compared, not what was seen of them.

Exits with 77, ctest's sign for skipped, where there is no rustc.
"""

import argparse
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from before_main import BEFORE_MAIN_ROWS, versions
from claims import CLAIMS, FURTHER
from samples import ROOT, Failure, Seen, see

DOCUMENT = ROOT / "docs" / "article.md"
TABLE = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(<!-- /table -->)", re.DOTALL)
HEAD = ["What Heaplight shows", "What a run showed"]
SKIPPED = 77


def disagreements(sample, seen, allocates):
    """What SEEN of SAMPLE says against the claim that it allocates, or doesn't."""
    if bool(seen.allocations) != allocates:
        yield f"{sample}: {'allocates' if allocates else 'never allocates'} by its claim, but {seen.allocations} times in a run"
    yield from (f"{sample}:{line}: {what} in a run, without a mark" for line, what in seen.unmarked)


def in_both(rust, cpp):
    """One cell for the two languages."""
    if not cpp or rust == cpp:
        return rust
    return f"Rust: {rust}<br>C++: {cpp}"


def link(sample):
    return f"[{Path(sample).stem}](../samples/{sample})" if sample else "–"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def claim_row(claim, seen):
    rust, cpp = f"{claim.rust}.rs", f"{claim.cpp}.cpp"
    return [f"{claim.says} *{claim.today}*", link(rust), link(cpp),
            in_both(seen[rust].shown, seen[cpp].shown), in_both(seen[rust].ran, seen[cpp].ran)]


def fact_of(sample):
    return (ROOT / "samples" / sample).read_text().splitlines()[0].removeprefix("// ")


def further_row(name, twin, seen):
    rust = f"{name}.rs"
    return [fact_of(rust), link(rust), link(twin),
            in_both(seen[rust].shown, seen[twin].shown if twin else ""), in_both(seen[rust].ran, seen[twin].ran if twin else "")]


def make_tables(seen, before_main):
    """{name: text} of every table."""
    tables = {name: table(["The article says", "Rust", "C++", *HEAD], [claim_row(c, seen) for c in claims])
              for name, claims in CLAIMS.items()}
    tables["further"] = table(["Fact", "Rust", "C++", *HEAD], [further_row(n, t, seen) for n, (t, _) in sorted(FURTHER.items())])
    tables["counts"] = table(["Program", "Before `main` of C", "Around `fn main` in Rust", "Of these through Rust's allocator"], before_main)
    tables["versions"] = f"{versions()}\n"
    return tables


def promised():
    """{sample: whether it allocates}"""
    table = {}
    for claim in (c for claims in CLAIMS.values() for c in claims):
        table |= {f"{claim.rust}.rs": claim.rust_allocates, f"{claim.cpp}.cpp": claim.cpp_allocates}
    return table | {f"{name}.rs": allocates for name, (_, allocates) in FURTHER.items()}


def undocumented(samples):
    return [f"samples/{p.name}: no row of docs/article.md" for p in sorted((ROOT / "samples").glob("*.rs")) if p.name not in samples]


def see_all(heaplight, samples):
    """({sample: Seen}, [failure])"""
    def one(sample):
        try:
            return see(heaplight, sample)
        except Failure as failure:
            return str(failure)

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        results = dict(zip(samples, pool.map(one, samples)))
    failures = [r for r in results.values() if isinstance(r, str)]
    return {s: r for s, r in results.items() if isinstance(r, Seen)}, failures


def what_does_not_vary(text):
    """The claims and samples of a table."""
    return [line.split(" | ")[:3] for line in text.splitlines()]


def stale_tables(document, tables):
    """The names of the tables of DOCUMENT that aren't in TABLES as they stand there."""
    shown = {m["name"]: m["text"] for m in TABLE.finditer(document)}
    stale = sorted(shown.keys() ^ tables.keys())
    same = shown.get("versions") == tables["versions"]
    for name in shown.keys() & tables.keys() - {"versions"}:
        old, new = shown[name], tables[name]
        if name == "counts":
            stale += [name] * (not BEFORE_MAIN_ROWS.agree(old, new, same))
        elif (old != new) if same else (what_does_not_vary(old) != what_does_not_vary(new)):
            stale.append(name)
    return sorted(stale)


def check(heaplight, write):
    samples = promised()
    twins = {t: None for t, _ in FURTHER.values() if t and t not in samples}
    seen, failures = see_all(heaplight, [*samples, *twins])
    failures += undocumented(samples)
    failures += [d for s, allocates in samples.items() if s in seen for d in disagreements(s, seen[s], allocates)]
    if failures:
        return len(seen), failures
    tables, document = make_tables(seen, BEFORE_MAIN_ROWS.measure(heaplight)), DOCUMENT.read_text()
    if write:
        DOCUMENT.write_text(TABLE.sub(lambda m: m[1] + tables[m["name"]] + m[4], document))
        return len(seen), []
    stale = [f"docs/article.md: the table '{name}' is stale: run tests/article/check_article.py HEAPLIGHT --write"
             for name in stale_tables(document, tables)]
    return len(seen), stale


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=lambda p: Path(p).resolve())
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        from self_test import self_test
        passed, failures = self_test()
    elif not args.heaplight:
        parser.error("which heaplight?")
    elif not shutil.which("rustc"):
        print("skipped: there is no rustc")
        sys.exit(SKIPPED)
    else:
        passed, failures = check(args.heaplight, args.write)
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} samples, {len(failures)} failed")
    sys.exit(bool(failures) or not passed)


if __name__ == "__main__":
    main()
