#!/usr/bin/env python3
"""interrupt_group.py COMMAND…: presses Ctrl-C on a terminal where COMMAND runs, once a child of it listens for that.

What COMMAND writes goes where this script's own output goes. Exits as it does.
"""

import fcntl
import os
import subprocess
import sys
import termios
import time

CONTROL_C = b"\x03"
SIGINT_BIT = 1 << 1


def program_of(process):
    try:
        return os.readlink(f"/proc/{process}/exe")
    except OSError:
        return None


def listens(parent):
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/status", encoding="utf-8") as status:
                fields = dict(line.split(":", 1) for line in status)
        except (OSError, ValueError):
            continue
        if int(fields["PPid"]) == parent and int(fields["SigCgt"], 16) & SIGINT_BIT:
            # What was only forked still listens as its parent does.
            if program_of(int(fields["Pid"])) not in (program_of(parent), None):
                return True
    return False


keys, terminal = os.openpty()


def take_terminal():
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


command = subprocess.Popen(sys.argv[1:], stdin=terminal, preexec_fn=take_terminal)
deadline = time.monotonic() + 60
while not listens(command.pid) and time.monotonic() < deadline and command.poll() is None:
    time.sleep(0.02)
os.write(keys, CONTROL_C)
try:
    sys.exit(command.wait(timeout=60))
except subprocess.TimeoutExpired:
    command.kill()
    sys.exit("the signal did not end it")
