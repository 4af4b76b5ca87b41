#!/usr/bin/env python3
"""interrupt_once.py FILE COMMAND…: sends SIGINT to COMMAND, as Ctrl-C does, once FILE is there and names a process.

Succeeds if COMMAND ends by that signal and the process that FILE names is gone then.
"""

import os
import signal
import subprocess
import sys
import time

PATIENCE = 60


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not (result := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return result


def named(file):
    try:
        with open(file, encoding="utf-8") as text:
            return int(text.readline() or 0)
    except (OSError, ValueError):
        return 0


def runs(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# A shell's background job ignores the signal, and so would what it starts.
command = subprocess.Popen(sys.argv[2:], start_new_session=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
process = wait_for(lambda: named(sys.argv[1]))
if not process:
    command.kill()
    sys.exit(f"{sys.argv[1]} names no process")
command.send_signal(signal.SIGINT)
try:
    status = command.wait(timeout=PATIENCE)
except subprocess.TimeoutExpired:
    command.kill()
    sys.exit("the signal did not end it")
if status != -signal.SIGINT:
    sys.exit(f"ended with {status}, not by the signal")
if runs(process):
    os.kill(process, signal.SIGKILL)
    sys.exit("what it started runs on")
