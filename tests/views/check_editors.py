#!/usr/bin/env python3
"""Has vim and emacs, those that are here, find the places in lint's text.

    check_editors.py VIEWS     VIEWS is heaplight-lint-views

Exit status 77 where neither is here.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# The sample's places as tests/views/LintReports.h has them, in their order.
PLACES = ["src/engine.cpp:88:10", "src/engine.cpp:40:5", "src/engine.h:31:3", "src/engine.cpp:95:21"]
WIDTHS = (60, 80, 200)

VIM = ['-u', 'NONE', '-N', '-es', '-c', 'set efm&', '-c', 'cgetfile {text}', '-c',
       'call writefile(map(filter(getqflist(), "v:val.valid"), '
       '{{_, q -> bufname(q.bufnr) . ":" . q.lnum . ":" . q.col}}), "{found}")', '-c', 'qa!']
EMACS = """
(require 'compile)
(with-temp-buffer
  (insert "\\n") (insert-file-contents "{text}") (compilation-mode)
  (let ((inhibit-read-only t)) (compilation-parse-errors (point-min) (point-max)))
  (let ((at (point-min)) (found ""))
    (while (setq at (next-single-property-change at 'compilation-message))
      (let ((message (get-text-property at 'compilation-message)))
        (when message
          (let ((place (compilation--message->loc message)))
            (setq found (concat found (format "%s:%s:%s\\n" (caar (compilation--loc->file-struct place))
              (compilation--loc->line place) (compilation--loc->col place))))))))
    (write-region found nil "{found}")))
"""


def vim(program, text, found):
    subprocess.run([program, *(word.format(text=text, found=found) for word in VIM)], check=True, timeout=60,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def emacs(program, text, found):
    subprocess.run([program, "--batch", "--eval", f"(progn {EMACS.format(text=text, found=found)})"], check=True,
                   timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("views", type=Path)
    args = parser.parse_args()
    editors = [(run, shutil.which(run.__name__)) for run in (vim, emacs) if shutil.which(run.__name__)]
    if not editors:
        print("skipped: neither vim nor emacs is here")
        sys.exit(77)
    failures, passed = [], 0
    for run, program in editors:
        for width in WIDTHS:
            with tempfile.TemporaryDirectory() as folder:
                text, found = Path(folder) / "text", Path(folder) / "found"
                text.write_bytes(subprocess.run([args.views.resolve(), "sample", "text", str(width)], check=True,
                                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout)
                run(program, text, found)
                places = found.read_text().split()
            if places == PLACES:
                passed += 1
            else:
                failures.append(f"{run.__name__} at {width} columns finds {places}, not {PLACES}")
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
