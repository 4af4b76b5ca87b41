#!/usr/bin/env python3
"""Drives the HTML page in a real browser: makes pages by HEAPLIGHT and runs the *.test.mjs beside this file.

    check_page.py HEAPLIGHT WORK [--pictures FOLDER]   what a reader does with pages, hostile input, axe-core, pictures
    check_page.py --bundle WORK                        lib/show/page/dist is what its sources make, byte for byte

WORK is a folder for packages, pages and pictures. Exit status 77, skipped, where node, npm or chromium isn't there, or
no package registry can be reached.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUNDLE = ROOT / "lib" / "show" / "page"
SKIPPED = 77
# How npm says that there is no network. A package that is refused or isn't what the lock file says is another matter.
UNREACHED = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "ETIMEDOUT", "ENOTCACHED")

HOSTILE = """#include <vector>
// </script><script>window.broken = 1</script><img src=x onerror="window.broken=1">
// right to left \u202e override, isolate \u2066 and a space of no width\u200b
/* a NUL: \0 */ const char *quotes = "\\"'`&lt;";
[[gnu::noinline]] int *make() __asm__("</script><img src=x onerror=window.broken=1>");
int *make() { return new int; }
void \U00010400(std::vector<int> &all) { all.push_back(*make()); }
"""
HOSTILE_NAME = "a\"'><img src=x onerror=window.broken=1> \u202e.cpp"


def program(*names):
    return next((path for name in names if (path := shutil.which(name))), None)


def install(source, work):
    """The packages of SOURCE's lock file, in a copy of it below WORK."""
    folder = work / source.name
    lock = folder / "package-lock.json"
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    done = folder / "node_modules" / ".done"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        fetched = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder,
                                 capture_output=True, text=True)
        if fetched.returncode and any(code in fetched.stderr for code in UNREACHED):
            print(f"skipped: npm reaches no registry:\n{fetched.stderr}")
            sys.exit(SKIPPED)
        if fetched.returncode:
            sys.exit(f"npm ci failed in {folder}:\n{fetched.stderr}")
        done.write_bytes(lock.read_bytes())
    return folder


def check_bundle(work):
    folder = install(BUNDLE, work / "bundle")
    for step in ("check", "build"):
        subprocess.run(["npm", "run", "--silent", step], cwd=folder, check=True)
    old = [name for name in ("page.js", "page.css")
           if not filecmp.cmp(BUNDLE / "dist" / name, folder / "dist" / name, shallow=False)]
    if old:
        sys.exit(f"lib/show/page/dist: {', '.join(old)} is not what src/ makes; run npm ci && npm run build there")
    print("dist/ is what src/ makes")


def annotate(heaplight, page, source, *more):
    subprocess.run([heaplight, *more, source, "--format", "html", "-o", page, "--", "-std=c++20", "-O2"], cwd=ROOT, check=True)


def make_pages(heaplight, pages):
    inputs = HERE.relative_to(ROOT) / "inputs"
    annotate(heaplight, pages / "order-book.html", inputs / "order-book.cpp", "annotate")
    annotate(heaplight, pages / "lint.html", inputs / "engine.cpp", "lint", "--exit-zero")
    hostile = pages / HOSTILE_NAME
    hostile.write_text(HOSTILE, encoding="utf-8")
    annotate(heaplight, pages / "hostile.html", hostile, "annotate")
    long = pages / "long-line.cpp"
    long.write_text(f"// {'x<b>' * 2_500_000}\nint *make() {{ return new int; }}\n")
    annotate(heaplight, pages / "long-line.html", long, "annotate")
    size = (pages / "order-book.html").stat().st_size
    if size > 700_000:
        sys.exit(f"the page of a small file has {size} bytes, over 700,000")


def check_pages(heaplight, work, pictures):
    chromium = program("chromium", "chromium-browser", "google-chrome")
    if not chromium:
        print("skipped: no chromium")
        sys.exit(SKIPPED)
    folder = install(HERE, work)
    pages = work / "pages"
    pages.mkdir(exist_ok=True)
    pictures.mkdir(parents=True, exist_ok=True)
    make_pages(heaplight, pages)
    environment = os.environ | {"CHROMIUM": chromium, "HEAPLIGHT_PAGES": str(pages), "HEAPLIGHT_PICTURES": str(pictures)}
    tests = sorted(str(path.name) for path in folder.glob("*.test.mjs"))
    sys.exit(subprocess.run(["node", "--test", "--test-concurrency=1", *tests], cwd=folder, env=environment).returncode)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=lambda path: Path(path).resolve())
    parser.add_argument("work", type=lambda path: Path(path).resolve())
    parser.add_argument("--bundle", action="store_true")
    parser.add_argument("--pictures", type=lambda path: Path(path).resolve())
    args = parser.parse_args()
    if not program("node") or not program("npm"):
        print("skipped: no node or no npm")
        sys.exit(SKIPPED)
    args.work.mkdir(parents=True, exist_ok=True)
    if args.bundle:
        check_bundle(args.work)
    else:
        check_pages(args.heaplight, args.work, args.pictures or args.work / "pictures")


if __name__ == "__main__":
    main()
