#!/usr/bin/env python3
"""interrupt.py [--once-it-writes] COMMAND…: sends SIGINT to COMMAND once a child of it runs, or once it
has written something.

Succeeds if COMMAND ends by that signal and leaves no process behind.
"""

import os
import signal
import subprocess
import sys
import time


def children_of(parent):
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if entry.isdigit() and int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(entry))
    return found


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not (result := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return result


# A shell's background job ignores the signal, and so would what it starts.
arguments = sys.argv[1:]
once_it_writes = arguments[0] == "--once-it-writes"
command = subprocess.Popen(arguments[once_it_writes:], start_new_session=True,
                           stdout=subprocess.PIPE if once_it_writes else None,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
if once_it_writes:
    command.stdout.readline()
children = wait_for(lambda: children_of(command.pid))
if not children:
    command.kill()
    sys.exit("no child was started")
command.send_signal(signal.SIGINT)
try:
    status = command.wait(timeout=60)
except subprocess.TimeoutExpired:
    command.kill()
    sys.exit("the signal did not end it")
if status != -signal.SIGINT:
    sys.exit(f"ended with {status}, not by the signal")
alive = [child for child in children if os.path.exists(f"/proc/{child}")]
if alive:
    sys.exit(f"left behind: {alive}")
