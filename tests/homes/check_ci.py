#!/usr/bin/env python3
"""Runs the recipes of docs/lint-in-ci.md in a project that breaks a promise, and in one that doesn't.

    check_ci.py HEAPLIGHT

What a service would do of itself is done here: its steps by its shell, up to those that are its own; then what it
would upload is read. Exit status 77 where CMake or Ninja is not here.
"""

import argparse
import json
import shutil
import sys
import tempfile
import xml.etree.ElementTree

import yaml
from projects import BREACH, BREACH_LINE, CLEAN, POLICY, Checks, Folder
from recipes import recipes

LISTS = "cmake_minimum_required(VERSION 3.20)\nproject(ci CXX)\nadd_library(ci store.cpp)\n"


def places_of_sarif(text):
    results = json.loads(text)["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    return [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places]


def places_of_gitlab(text):
    return [(entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in json.loads(text)]


def places_of_rdjsonl(text):
    places = [json.loads(line)["location"] for line in text.splitlines()]
    return [(place["path"], place["range"]["start"]["line"]) for place in places]


def places_of_github(text):
    rows = [row for row in text.splitlines() if row.startswith(("::warning ", "::error "))]
    fields = [dict(pair.split("=") for pair in row.split("::")[1].split(" ", 1)[1].split(",")) for row in rows]
    return [(each["file"], int(each["line"])) for each in fields]


def failed_of_junit(text):
    return [("store.cpp", BREACH_LINE) for _ in xml.etree.ElementTree.fromstring(text).iter("failure")]


def github_steps(text):
    """The commands of the job's steps behind those that install, and what is uploaded."""
    job = yaml.safe_load(text)["jobs"]["lint"]
    uploads = [step["with"]["sarif_file"] for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
    return [step["run"] for step in job["steps"] if "run" in step and step["name"] != "Install"], uploads[0]


def gitlab_steps(text):
    job = yaml.safe_load(text)["heap"]
    return job["script"], job["artifacts"]["reports"]["codequality"]


def read_recipes():
    """(name, commands, the file or None for the output, its reader)"""
    texts = recipes("lint-in-ci.md")
    yield "github", *github_steps(texts["github"]), places_of_sarif
    yield "github-line", [texts["github-line"]], None, places_of_github
    yield "gitlab", *gitlab_steps(texts["gitlab"]), places_of_gitlab
    yield "reviewdog", [texts["reviewdog"].split("|")[0]], None, places_of_rdjsonl
    yield "junit", [texts["junit"]], "heaplight.xml", failed_of_junit


def run(project, commands):
    """As services do: each command by bash, until one fails. The last one's status and output."""
    for command in commands:
        status, out, err = project.run("bash", "-e", "-o", "pipefail", "-c", command)
        if status:
            break
    return status, out, err


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    args = parser.parse_args()
    if not shutil.which("cmake") or not shutil.which("ninja"):
        print("skipped: cmake or ninja is not here")
        sys.exit(77)
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        project = Folder(scratch, args.heaplight)
        project.write({"CMakeLists.txt": LISTS, ".heaplight.yaml": POLICY})
        for store, expected in ((BREACH, [("store.cpp", BREACH_LINE)]), (CLEAN, [])):
            project.write({"store.cpp": store})
            project.run("git", "init", "-q", ".")
            for name, commands, upload, places in read_recipes():
                status, out, err = run(project, commands)
                checks.that(status == bool(expected), f"{name}: exit status {status}: {out}{err}")
                text = (project.path / upload).read_text() if upload else out
                checks.that(places(text) == expected, f"{name}: finds {places(text)}, not {expected}")
    sys.exit(checks.status())


if __name__ == "__main__":
    main()
