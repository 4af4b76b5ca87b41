"""Small reports, runs and documents that the checks must pass or refuse."""

from before_main import BEFORE_MAIN_ROWS
from check_article import disagreements, stale_tables
from samples import Seen, of_code, ran, unmarked, words

LINE = {"line": 3, "effects": [{"stage": "built", "kind": "allocate", "certainty": "always", "direct": True}]}
ELIDED = {"line": 3, "effects": [dict(LINE["effects"][0], stage="written")]}
COUNTS = {"allocations": 2, "bytes": 1024, "frees": 1, "lost_blocks": 1}
RUN = {
    "processes": [{"frames": [{"file": "a.rs"}, {"file": "/std.rs"}],
                   "stacks": [dict(COUNTS, frames=[1, 0]), dict(COUNTS, frames=[1])]}],
    "lines": [{"file": "a.rs", "line": 3, "allocations": 2, "frees": 0}],
}
DOCUMENT = "<!-- table: versions -->\nv 1\n<!-- /table -->\n<!-- table: t -->\n| a | b | c | 1 |\n<!-- /table -->\n"


def seen(allocations, unmarked=()):
    return Seen("", "", allocations, tuple(unmarked))


def row(count):
    return f"| `fn main() {{}}` | 0 | {count} | 2 |\n"


CHECKS = [
    ("a claim that holds", not list(disagreements("a.rs", seen(1), True))),
    ("a claim that it allocates, and it doesn't", list(disagreements("a.rs", seen(0), True))),
    ("a claim that it doesn't, and it does", list(disagreements("a.rs", seen(1), False))),
    ("a line without a mark", list(disagreements("a.rs", seen(1, [(3, "1 allocations")]), True))),
    ("a marked line", not list(unmarked(RUN, [LINE], "a.rs"))),
    ("a line that is only written", list(unmarked(RUN, [ELIDED], "a.rs")) == [(3, "2 allocations")]),
    ("words of a mark", words(LINE) == "allocates always"),
    ("words of what is elided", words(ELIDED) == "allocates in the source, elided"),
    ("stacks of other code", ran(of_code(RUN, "a.rs")) == "2 allocated, 1,024 B, 1 freed, 1 lost"),
    ("a fresh document", stale_tables(DOCUMENT, {"versions": "v 1\n", "t": "| a | b | c | 1 |\n"}) == []),
    ("another figure", stale_tables(DOCUMENT, {"versions": "v 1\n", "t": "| a | b | c | 2 |\n"}) == ["t"]),
    ("another figure of another version", stale_tables(DOCUMENT, {"versions": "v 2\n", "t": "| a | b | c | 2 |\n"}) == []),
    ("another claim of another version", stale_tables(DOCUMENT, {"versions": "v 2\n", "t": "| x | b | c | 2 |\n"}) == ["t"]),
    ("a table that is gone", stale_tables(DOCUMENT, {"versions": "v 1\n"}) == ["t"]),
    ("counts that are near", BEFORE_MAIN_ROWS.agree(row(8), row(9), True)),
    ("counts that are far", not BEFORE_MAIN_ROWS.agree(row(8), row(19), True)),
    ("counts of another version", BEFORE_MAIN_ROWS.agree(row(8), row(19), False)),
]


def self_test():
    failures = [f"self-test: {name}" for name, holds in CHECKS if not holds]
    return len(CHECKS) - len(failures), failures
