#!/usr/bin/env python3
"""Has what reads the output of builds read findings that come through make and ninja.

    check_build_output.py HEAPLIGHT

make -C tells which folder it works in, so that vim and emacs find files that are named from there; VS Code's matcher
is the one of docs/lint-in-builds.md. Each place is found once and opens a file that exists. Ends with exit status 77
where no builder or none of the editors is here; the matcher is always tried.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile

from projects import BREACH, BREACH_LINE, POLICY, Checks, Folder
from recipes import recipes

COMMAND = "heaplight lint store.cpp --fail-on=error -- -O2"
FILES = {
    "part/store.cpp": BREACH, "part/.heaplight.yaml": POLICY,
    "part/Makefile": f"all:\n\t{COMMAND}\n",
    "part/build.ninja": f"rule lint\n  command = {COMMAND}\n  description = LINT $in\nbuild lint: lint store.cpp\n",
}
PLACES = [f"part/store.cpp:{BREACH_LINE}", "part/.heaplight.yaml:2"]
# As VS Code has them: extensions/cpp's $gcc, with the column.
GCC = re.compile(r"^(.*):(\d+):(\d+):\s+(?:fatal\s+)?(warning|error):\s+(.*)$")

VIM = ["-u", "NONE", "-N", "-es", "-c", "set efm&", "-c", "cgetfile log", "-c",
       "call writefile(map(filter(getqflist(), 'v:val.valid'), "
       "{_, q -> fnamemodify(bufname(q.bufnr), ':.') . ':' . q.lnum}), 'found')", "-c", "qa!"]
EMACS = """
(progn (require 'compile)
  (setq default-directory (expand-file-name "./"))
  (with-temp-buffer
    (insert "\\n") (insert-file-contents "log") (compilation-mode)
    (let ((inhibit-read-only t)) (compilation--ensure-parse (point-max)))
    (let ((at (point-min)) (found ""))
      (while (setq at (next-single-property-change at 'compilation-message))
        (let ((message (get-text-property at 'compilation-message)))
          (when message
            (let* ((place (compilation--message->loc message)) (file (caar (compilation--loc->file-struct place)))
                   (folder (cadr (car (compilation--loc->file-struct place)))))
              (when file (setq found (concat found (format "%s:%s\\n"
                (file-relative-name (expand-file-name file (or folder "."))) (compilation--loc->line place)))))))))
      (write-region found nil "found"))))
"""


def editors(project):
    """{name: [place]} that those which are here find in the file `log`."""
    for name, words in (("vim", VIM), ("emacs", ["--batch", "--eval", EMACS])):
        if shutil.which(name):
            (project.path / "found").unlink(missing_ok=True)
            project.run(name, *words)
            yield name, (project.path / "found").read_text().split()


def check_matcher(text, builder, checks):
    """$gcc takes the row of the finding alone, whole; notes are none of its sorts."""
    matched = [match.groups() for match in map(GCC.match, text.splitlines()) if match]
    places = [(file, line, sort) for file, line, _, sort, _ in matched]
    checks.that(places == [("store.cpp", str(BREACH_LINE), "warning")],
                f"$gcc finds {matched} in {builder}'s {text}")
    task = json.loads(recipes("lint-in-builds.md")["tasks.json"])["tasks"][0]
    checks.that(task["problemMatcher"]["base"] == "$gcc" and task["command"].startswith("heaplight lint "),
                f"the document's task is another: {task}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    args = parser.parse_args()
    checks, seen = Checks(), set()
    with tempfile.TemporaryDirectory() as scratch:
        project = Folder(scratch, args.heaplight)
        project.write(FILES)
        for builder in ("make", "ninja"):
            if not shutil.which(builder):
                continue
            status, out, err = project.run(builder, "-C", "part", CLICOLOR_FORCE="0")
            checks.that(status == 0, f"{builder}: {status} {out}{err}")
            project.write({"log": out + err})
            check_matcher(out + err, builder, checks)
            for editor, found in editors(project):
                seen.add(editor)
                checks.that(found == PLACES, f"{editor} finds {found} in {builder}'s output, not {PLACES}: {out}{err}")
    status = checks.status()
    sys.exit(status if status or seen else 77)


if __name__ == "__main__":
    main()
