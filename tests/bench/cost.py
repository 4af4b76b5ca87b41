"""What running a command costs."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Cost(NamedTuple):
    """User and system time of a process and all its children; the peak of its own memory."""

    seconds: float
    kibibytes: int


class CommandFailed(Exception):
    """A command that exits with something else than 0, ready to print."""


def cost(command, env=None, cwd=ROOT):
    """Runs COMMAND, output thrown away; CommandFailed if it fails."""
    process = subprocess.Popen([str(c) for c in command], cwd=cwd, env=dict(os.environ, **(env or {})),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise CommandFailed(f"exits with {process.returncode}: {' '.join(map(str, command))}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
