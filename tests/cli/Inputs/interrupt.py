#!/usr/bin/env python3
"""interrupt.py COMMAND…: sends SIGINT to COMMAND, as Ctrl-C does, once a child of it runs.

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


command = subprocess.Popen(sys.argv[1:], start_new_session=True)
children = wait_for(lambda: children_of(command.pid))
if not children:
    command.kill()
    sys.exit("no child was started")
command.send_signal(signal.SIGINT)
status = command.wait(timeout=60)
if status != -signal.SIGINT:
    sys.exit(f"ended with {status}, not by the signal")
alive = [child for child in children if os.path.exists(f"/proc/{child}")]
if alive:
    sys.exit(f"left behind: {alive}")
