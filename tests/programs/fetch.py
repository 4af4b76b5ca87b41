"""Other people's sources that the tests and the bench compile: pinned, checked, unpacked once into build/bench/."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "bench"


class Unavailable(Exception):
    """Sources that can't be had here: no npm, no network, or a package that isn't installed."""


class Package(NamedTuple):
    """A package of the npm registry; its sha512 is the one that the registry calls dist.integrity."""

    name: str
    version: str
    sha512: str


RE2 = Package("re2", "1.27.1", "J0RHubiwH/isNWD2Z+TX+hpVZCkaS/X30KPtYwckK5sjEaW8BRhnd15EPIjBB5GxD174iEVtJmmCoqfErH1qDQ==")
LEVELDB = Package("classic-level", "3.0.0",
                  "yGy8j8LjPbN0Bh3+ygmyYvrmskVita92pD/zCoalfcC9XxZj6iDtZTAnz+ot7GG8p9KLTG+MZ84tSA4AhkgVZQ==")
SQLITE = Package("better-sqlite3", "12.11.1",
                 "dq9AtApgg5PGFtBzPFSBl3HZQjHok5gaQCM6zh2Yk0aSmDCs1CbnVI8/HgASQkNKsWFpseIO9beg5xxpYhbIfA==")


def checked_pack(package, folder):
    """PACKAGE's archive, fetched into FOLDER; Unavailable where it can't be had or isn't the one that was pinned."""
    try:
        pack = subprocess.run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=folder, check=True,
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(f"{package.name}@{package.version} can't be fetched with npm ({error})") from error
    archive = Path(folder) / pack.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise Unavailable(f"{package.name}@{package.version} isn't the package that was pinned: its sha512 is {digest}")
    return archive


def npm(package):
    """The folder of PACKAGE's unpacked files; Unavailable where it can't be fetched."""
    target = CACHE / f"{package.name.replace('/', '-')}-{package.version}"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            with tarfile.open(checked_pack(package, folder)) as archive:
                archive.extractall(folder, filter="data")
            (Path(folder) / "package").rename(target)  # last, so that a folder that is there is whole
    return target


def installed_headers(folder):
    """A copy of the headers that Debian puts into /usr/include/FOLDER, so that they aren't system headers.

    The folder to give to -I; Unavailable where the package isn't installed.
    """
    source, include = Path("/usr/include") / folder, CACHE / f"{folder}-headers"
    if not source.is_dir():
        raise Unavailable(f"there is no {source}: install its package first")
    if not (include / folder).exists():
        include.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as copy:
            shutil.copytree(source, Path(copy) / folder)
            (Path(copy) / folder).rename(include / folder)
    return include


def crate(package):
    """The folder of the crate whose source Debian's PACKAGE holds, unpacked and not installed.

    Unavailable where apt can't fetch it.
    """
    target = CACHE / package
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            try:
                for command in (["apt-get", "download", "-qq", package], ["sh", "-c", "dpkg-deb -x *.deb ."]):
                    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
            except (OSError, subprocess.CalledProcessError) as error:
                raise Unavailable(f"{package} can't be fetched with apt-get ({error})") from error
            [source] = (Path(folder) / "usr" / "share" / "cargo" / "registry").iterdir()
            source.rename(target)  # last, so that a folder that is there is whole
    return target


def sqlite_source():
    """The path of sqlite3.c, as better-sqlite3 brings it."""
    return npm(SQLITE) / "deps" / "sqlite3" / "sqlite3.c"
