#!/usr/bin/env python3
"""small_files.py COMMAND…: runs COMMAND where no file can grow past 256 bytes, as on a disk that fills up.

Exits with its status.
"""

import resource
import signal
import subprocess
import sys


def limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # Then writing fails as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (256, 256))


sys.exit(subprocess.run(sys.argv[1:], preexec_fn=limit, restore_signals=False).returncode)
