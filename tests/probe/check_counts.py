#!/usr/bin/env python3
"""Holds what the preloaded recorder counts against programs that make a known number of calls.

    check_counts.py PROBE DUMP [--oracle DIR] [--only NAME]

PROBE is the library, DUMP the program that prints what lib/read/run/Trace makes of its files. The programs are
those of tests/probe/programs; what they do is told there and added up here. Five of them are run under the
oracle's recorder as well, where that is at hand, and must agree with it by phase, to the byte.
"""

import argparse
import ctypes.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
TIMEOUT = 100
EMERGENCY_POOL = (1, 72704)  # What libstdc++ keeps for exceptions when there is no memory; made before main.


class Failure(Exception):
    """What went wrong, ready to print."""


def build(source, folder, *flags):
    name = source.split(".")[0] + "".join(flags).replace("/", "").replace("=", "")
    program = folder / name
    compiler = ["rustc", "-O", "-g"] if source.endswith(".rs") else \
        ["clang-22" if source.endswith(".c") else "clang++-22", "-O2", "-g", "-pthread", *flags]
    if not program.exists():
        subprocess.run([*compiler, PROGRAMS / source, "-o", program], check=True)
    return program


class Recorder:
    def __init__(self, probe, dump, folder):
        self.probe, self.dump, self.folder = probe, dump, folder

    def record(self, *command, follow=False, **environment):
        """(exit status, stdout, processes)"""
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            environment = {**os.environ, "LD_PRELOAD": str(self.probe), "HEAPLIGHT_PROBE_FOLDER": out, **environment}
            if follow:
                environment["HEAPLIGHT_PROBE_FOLLOW"] = "1"
            run = subprocess.run([str(c) for c in command], env=environment, capture_output=True, timeout=TIMEOUT,
                                 stdin=subprocess.DEVNULL)
            dumped = subprocess.run([self.dump, out, str(self.folder)], capture_output=True, text=True)
            if dumped.returncode != 0:
                raise Failure(f"the reader says: {dumped.stderr}")
            processes = json.loads(dumped.stdout)
            for process in processes:
                for stack in process["stacks"]:
                    stack["frames"] = [process["frames"][number] for number in stack["frames"]]
            return run.returncode, run.stdout.decode(errors="replace"), processes


COUNTS = ("allocations", "bytes", "frees", "freed_bytes", "lost_blocks", "lost_bytes")


def total(process, choose=lambda stack: True):
    return tuple(sum(s[c] for s in process["stacks"] if choose(s)) for c in COUNTS)


def through(function, phase=None):
    return lambda stack: phase in (None, stack["phase"]) and any(f["function"] == function for f in stack["frames"])


def size_of(size):
    return lambda stack: stack["bytes"] == size * stack["allocations"] and stack["allocations"] > 0


def expect(what, found, wanted):
    if found != wanted:
        raise Failure(f"{what}: {found}, not {wanted}")


def sound(process):
    expect("missed", process["missed"], 0)
    bad = [f["function"] for s in process["stacks"] for f in s["frames"] if "heaplight::probe" in f["function"]]
    expect("frames of the recorder itself", bad, [])
    return process


def check_phases(recorder, folder):
    for flags in ((), ("-O0",), ("-static-libstdc++",), ("-stdlib=libstdc++", "-fomit-frame-pointer")):
        status, _, [process] = recorder.record(build("phases.cpp", folder, *flags))
        sound(process)
        pool = EMERGENCY_POOL
        expect("status", status, 0)
        expect("before main", total(process, lambda s: s["phase"] == "before"),
               (2 + pool[0], 150 + pool[1], 1, 50, 1 + 0, pool[1]))
        # family: 10, 1000, 2000, 7 × 9, 128, 192, 96, 33; operators: 11, 4, 13, 17, 64, 3 × 64.
        expect("main", total(process, lambda s: s["phase"] == "main"), (14, 3823, 13, 3812, 1, 11))
        expect("after main", total(process, lambda s: s["phase"] == "after"), (1, 77, 1, 100, 1, 77))
        # Live when the last realloc is done: the pool, 100, and 2000.
        expect("peak", process["peak_bytes"], pool[1] + 100 + 2000)
        family = total(process, through("family()"))
        expect("family", family, (8, 3522, 8, 3522, 0, 0))
        # Its last delete may be a jump, and it is gone from the stack then.
        expect("operators", total(process, through("operators()"))[:2], (6, 301))
        lines = {f["line"] for s in process["stacks"] if s["bytes"] == 2000 for f in s["frames"]
                 if f["function"] == "family()"}
        wanted = [n for n, text in enumerate((PROGRAMS / "phases.cpp").read_text().splitlines(), 1)
                  if "reallocarray(block" in text]
        expect("the line of reallocarray", sorted(lines), wanted)


def check_threads(recorder, folder, threads=4, blocks=20000):
    program = build("threads.cpp", folder)
    status, _, [process] = recorder.record(program, threads, blocks)
    sound(process)
    expect("status", status, 0)
    # Each round of 64 has 1 to 64 bytes.
    each = sum(i % 64 + 1 for i in range(blocks))
    allocations, size, *_, lost, lost_bytes = total(process, through("work(int)"))
    expect("blocks of the threads", (allocations, size), (threads * blocks, threads * each))
    expect("lost of the threads", (lost, lost_bytes), (0, 0))
    frees = total(process, lambda s: through("work(int)")(s) or
                  (through("main")(s) and s["allocations"] == 0 and s["phase"] == "main"))
    expect("numbers of threads", len(process["threads"]), threads + 1)
    for thread in range(1, threads + 1):
        made = total(process, lambda s: through("work(int)")(s) and s["thread"] == thread)
        expect(f"blocks of thread {thread}", made[:2], (blocks, each))
    return frees


def check_crash(recorder, folder):
    program = build("crash.c", folder)
    ends = {"return": 0, "segv": -signal.SIGSEGV, "abort": -signal.SIGABRT, "kill": -signal.SIGKILL, "_exit": 3,
            "exit": 4}
    for how, wanted in ends.items():
        status, _, [process] = recorder.record(program, how)
        expect(f"status of {how}", status, wanted)
        expect(f"counts of {how}", total(sound(process)), (1000, 10000, 400, 4000, 600, 6000))
        expect(f"peak of {how}", process["peak_bytes"], 10000)


def check_failing(recorder, folder):
    """What got nothing counts as nothing, and what couldn't be moved isn't freed: blocks of 10 and 30 are all."""
    status, _, [process] = recorder.record(build("failing.c", folder))
    expect("status", status, 0)
    expect("counts", total(sound(process), lambda s: s["phase"] == "main"), (2, 40, 2, 40, 0, 0))
    expect("peak", process["peak_bytes"], 30)


def check_fork(recorder, folder):
    program = build("fork.c", folder)
    status, _, [parent] = recorder.record(program)
    expect("status", status, 0)
    loop = lambda process, size: total(process, size_of(size))[:2]
    expect("blocks of the parent's threads", loop(sound(parent), 8), (60000, 480000))
    expect("blocks of the children in the parent's file", loop(parent, 24), (0, 0))
    status, _, processes = recorder.record(program, follow=True)
    expect("processes", len(processes), 21)
    expect("blocks of the parent's threads, followed", loop(processes[0], 8), (60000, 480000))
    for child in processes[1:]:
        # The block that it inherits is freed, and nobody there made it.
        expect("a child", total(sound(child)), (100, 2400, 101, 2400, 0, 0))


def check_exec(recorder, folder):
    exec_program, crash = build("exec.c", folder), build("crash.c", folder)
    status, output, processes = recorder.record(exec_program, crash, "return")
    expect("what is left of the environment", output.strip(), "(none)")
    expect("processes", len(processes), 1)
    other = ctypes.util.find_library("m")
    status, output, processes = recorder.record(exec_program, crash, "return", LD_PRELOAD=f"{recorder.probe}:{other}")
    expect("what else is preloaded", output.strip(), other)
    status, output, processes = recorder.record(exec_program, crash, "return", follow=True)
    expect("status", status, 0)
    done = sorted(total(p)[:2] for p in processes if p["program"].endswith("crash"))
    expect("programs that were executed", done, [(1000, 10000)] * 3)
    expect("arguments", {tuple(p["arguments"][1:]) for p in processes if p["program"].endswith("crash")}, {("return",)})
    forked = [p for p in processes if p["program"].endswith("exec")][1:]
    expect("what the fork did before it executed one", [total(p)[:2] for p in forked], [(1, 5)])


def check_plugins(recorder, folder, rounds=600):
    program = build("plugins.c", folder)
    first, other = folder / "first.so", folder / "other.so"
    for library, flags in ((first, []), (other, ["-DOTHER"])):
        subprocess.run(["clang-22", "-O2", "-g", "-shared", "-fPIC", "-fno-optimize-sibling-calls", *flags, PROGRAMS / "plugin.c", "-o", library],
                       check=True)
    status, _, [process] = recorder.record(program, first, other, rounds)
    expect("status", status, 0)
    sound(process)
    for function, size in (("first_make", 40), ("other_make", 50)):
        made = [s for s in process["stacks"] if size_of(size)(s)]
        expect(f"blocks of {size}", sum(s["allocations"] for s in made), rounds // 2)
        wrong = [[f["function"] for f in s["frames"]] for s in made
                 if not through(function)(s) or not through("main")(s)]
        expect(f"stacks of {function}", wrong, [])


def check_unwinding(recorder, folder):
    # By size: how many, and which functions are to stand in each stack.
    wanted = {301: (1000, ("exceptions()", "main")), 302: (100, ("exceptions()", "main")),
              401: (1, ("main",)), 402: (1, ("[truncated]",)), 403: (5 * 2 * 601, ()),
              404: (100, ("dynamicFrame(unsigned long, unsigned long)", "main")),
              405: (100, ("alignedFrame(unsigned long)", "main")), 501: (100, ("signals()", "main")),
              601: (50, ("routine()",)), 602: (51, ("coroutines()", "main")),
              701: (50, ("makeGenerated()", "[unknown callers]")), 801: (1, ("qsort_r", "main")),
              901: (50, ("sites()", "main"))}
    text = (PROGRAMS / "unwinding.cpp").read_text().splitlines()
    sites = {next(n for n, line in enumerate(text, 1) if f"// {site} site" in line): count
             for site, count in (("first", 30), ("second", 20))}
    for flags in ((), ("-fno-omit-frame-pointer",), ("-O0",)):
        status, _, [process] = recorder.record(build("unwinding.cpp", folder, *flags))
        expect("status", status, 0)
        sound(process)
        for size, (count, functions) in wanted.items():
            made = [s for s in process["stacks"] if size_of(size)(s)]
            expect(f"blocks of {size}", sum(s["allocations"] for s in made), count)
            for function in functions:
                without = [s for s in made if not through(function)(s)]
                if without:
                    names = [f["function"] for f in without[0]["frames"]]
                    raise Failure(f"a stack of {size} without {function}: {names}")
        found = {line: sum(s["allocations"] for s in process["stacks"] if size_of(901)(s) and any(
            f["function"] == "sites()" and f["line"] == line for f in s["frames"])) for line in sites}
        expect("blocks by the site of the outermost call", found, sites)
        deep = [s for s in process["stacks"] if size_of(401)(s)][0]
        if "-O0" in flags or not flags:
            count = sum(f["function"] == "deep(int, unsigned long)" for f in deep["frames"])
            expect("frames of deep", count, 301)


def check_refused(recorder, folder):
    """A full disk, no folder, a limit on the size of files: the program runs on as if nothing were there."""
    program = build("crash.c", folder)
    environment = dict(os.environ, LD_PRELOAD=str(recorder.probe))
    before = set(Path("/").glob("*.heaptrace"))
    for where in ("", "/nonexistent", "/dev/full", "/proc"):
        run = subprocess.run([program, "exit"], env=dict(environment, HEAPLIGHT_PROBE_FOLDER=where), timeout=TIMEOUT)
        expect(f"status with {where!r}", run.returncode, 4)
    expect("recordings at the root of all files", set(Path("/").glob("*.heaptrace")) - before, set())
    run = subprocess.run([program, "exit"], env=environment, timeout=TIMEOUT)
    expect("status without a folder", run.returncode, 4)
    with tempfile.TemporaryDirectory(dir=folder) as out:
        run = subprocess.run(["bash", "-c", f"ulimit -f 100; ulimit -v 4000000; LD_PRELOAD={recorder.probe} exec {program} exit"],
                             env=dict(os.environ, HEAPLIGHT_PROBE_FOLDER=out), timeout=TIMEOUT)
        expect("status with limits", run.returncode, 4)


def check_stress(recorder, folder):
    check_threads(recorder, folder, threads=8, blocks=1_000_000)


def check_sanitizers(recorder, folder):
    """Their own allocators stand in the program, before whatever is preloaded: nothing is recorded, and nothing breaks."""
    for flag in ("-fsanitize=address", "-fsanitize=thread"):
        status, _, [process] = recorder.record(build("threads.cpp", folder, flag), 2, 1000)
        expect(f"status with {flag}", status, 0)
        expect(f"counts with {flag}", total(sound(process)), (0,) * 6)


def check_races(recorder, folder, threads=8, rounds=1000):
    """ThreadSanitizer finds none in the recorder's code, built with it and called by a program in the allocator's place.
    Of each round a thread makes two blocks, in each of three phases."""
    flags = ("-fsanitize=thread", "-O0", f"-I{HERE.parents[1] / 'lib'}", "-D_GNU_SOURCE", "-std=c++20", "-fno-omit-frame-pointer")
    library = folder / "libraces.so"
    subprocess.run(["clang++-22", "-g", *flags, "-shared", "-fPIC", "-DRECORDER", PROGRAMS / "races.cpp", "-o", library],
                   check=True)
    program = folder / "races"
    subprocess.run(["clang++-22", "-g", *flags, "-pthread", PROGRAMS / "races.cpp", library, f"-Wl,-rpath,{folder}", "-o", program],
                   check=True)
    report = folder / "races.report"
    status, _, [process] = recorder.record(program, threads, rounds, LD_PRELOAD="",
                                           TSAN_OPTIONS=f"exitcode=9:log_path={report}")
    for said in folder.glob(report.name + ".*"):
        raise Failure(said.read_text()[:2000])
    expect("status", status, 0)
    expect("threads", len(process["threads"]), 3 * threads + 1)  # And the one that starts the recorder.
    for phase in ("before", "main", "after"):
        counts = total(sound(process), lambda s: s["phase"] == phase)
        blocks = 2 * threads * rounds
        expect(f"counts of {phase}", counts, (blocks, blocks * 24) * 2 + (0, 0))
        paths = {tuple(f["line"] for f in s["frames"]) for s in process["stacks"] if s["phase"] == phase and s["allocations"]}
        # 256 paths, each to two calls.
        expect(f"stacks of {phase}", len(paths), 512)


def check_valgrind(recorder, folder):
    """It puts its own in place of the recorder's functions as well, unless it's told not to; then it sees nothing wrong
    in them. That is memcheck; helgrind is of no use here: it knows no locks but those of pthread, and no atomic access,
    and takes whatever threads share for a race (135 in threads.cpp). ThreadSanitizer knows both: see check_races."""
    if not shutil.which("valgrind"):
        print("left out: valgrind, which is not here")
        return
    valgrind = [shutil.which("valgrind"), "-q", "--soname-synonyms=somalloc=nouserintercepts", "--error-exitcode=9"]
    for command in (("threads.cpp", "2", "1000"), ("unwinding.cpp",)):
        program = build(command[0], folder, "-gdwarf-4")
        status, _, processes = recorder.record(*valgrind, program, *command[1:], follow=True)
        expect(f"status of {command[0]}", status, 0)
        expect("what memcheck's program recorded is something", total(processes[-1])[0] > 2000, True)


def oracle_phases(oracle, command, folder):
    facts = folder / "facts.json"
    subprocess.run([sys.executable, oracle / "heap_oracle.py", "--root", PROGRAMS, "--out", facts, "--",
                    *map(str, command)], check=True, capture_output=True, env=dict(os.environ, TMPDIR=str(folder)))
    phases = json.loads(facts.read_text())["phases"]
    return {name: (counts["allocations"], counts["bytes"]) for name, counts in phases.items()}


def check_oracle(recorder, folder, oracle):
    commands = [(build("phases.cpp", folder),), (build("crash.c", folder), "return"),
                (build("threads.cpp", folder), 4, 5000), (build("unwinding.cpp", folder),),
                (build("crash.c", folder), "exit")]
    if shutil.which("rustc"):
        commands.append((build("words.rs", folder),))
    for command in commands:
        _, _, [process] = recorder.record(*command)
        ours = {phase: total(process, lambda s: s["phase"] == phase)[:2] for phase in ("before", "main", "after")}
        expect(f"{command[0].name} by phase", ours, oracle_phases(oracle, command, folder))


CHECKS = {"phases": check_phases, "threads": check_threads, "crash": check_crash, "failing": check_failing, "fork": check_fork,
          "exec": check_exec, "plugins": check_plugins, "unwinding": check_unwinding, "refused": check_refused,
          "sanitizers": check_sanitizers, "races": check_races, "valgrind": check_valgrind, "stress": check_stress}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("probe", type=Path)
    parser.add_argument("dump", type=Path)
    parser.add_argument("--oracle", type=Path, default=Path("/nonexistent"))
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorder = Recorder(args.probe.resolve(), args.dump.resolve(), folder)
        checks = dict(CHECKS)
        if (args.oracle / "heap_oracle.py").exists():
            checks["oracle"] = lambda recorder, folder: check_oracle(recorder, folder, args.oracle.resolve())
        else:
            print(f"left out: oracle, which is not at {args.oracle}")
        for check, run in checks.items():
            if args.only not in check:
                continue
            began = time.monotonic()
            try:
                run(recorder, folder)
                print(f"{check}: passed in {time.monotonic() - began:.1f} s", flush=True)
            except (Failure, subprocess.SubprocessError, ValueError) as failure:
                failed += 1
                print(f"{check}: {failure}", flush=True)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
