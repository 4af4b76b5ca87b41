#!/usr/bin/env python3
"""write_source.py KIND FILE: writes a source that no editor would, of one of these kinds."""

import sys

allocation = b"int *make() { return new int; }"
nest = 5000

kinds = {
    "byte-order-mark": b"\xef\xbb\xbf" + allocation + b"\n",
    "utf-16": (allocation.decode() + "\n").encode("utf-16"),
    "invalid-utf-8": b"// caf\xe9 \xff\xfe\n" + allocation + b"\n",
    "crlf": b"int *make() {\r\n  return new int;\r\n}\r\n",
    "nul": b"int *make() { return new int; \0 }\n",
    "escape": allocation + b" // \x1b[31m \x07 \xe2\x80\xae\n",
    "long-line": allocation + b" /*" + b"x" * (1 << 20) + b"*/\nint *other() { return new int; }\n",
    "no-newline": allocation,
    "nested": b"int deep(int a) { return " + b"(" * nest + b"a" + b")" * nest + b"; }\n",
    "blank": b" \n\t\n\n",
}

kind, file = sys.argv[1:]
with open(file, "wb") as output:
    output.write(kinds[kind])
