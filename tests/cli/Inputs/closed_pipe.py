#!/usr/bin/env python3
"""closed_pipe.py COMMAND…: runs COMMAND with nobody left to read its stdout, exits with its status."""

import os
import subprocess
import sys

reader, writer = os.pipe()
os.close(reader)
sys.exit(subprocess.run(sys.argv[1:], stdout=writer).returncode)
