#!/usr/bin/env python3
"""exits.py STATUS COMMAND…: succeeds if COMMAND exits with exactly STATUS.

LLVM's `not` takes any failure for the expected one, and a crash may be among them.
"""

import subprocess
import sys

expected, command = int(sys.argv[1]), sys.argv[2:]
status = subprocess.run(command).returncode
if status != expected:
    print(f"expected exit status {expected}, got {status}: {' '.join(command)}", file=sys.stderr)
sys.exit(status != expected)
