"""What running a command costs."""

import os
import subprocess
import tempfile
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
    """Runs COMMAND, output thrown away; CommandFailed, with what it said of its errors, if it fails."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([str(c) for c in command], cwd=cwd, env=dict(os.environ, **(env or {})),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise CommandFailed(f"exits with {process.returncode}: {' '.join(map(str, command))}\n{said}".rstrip())
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
