#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""labels.py BUILD_FOLDER: every test of the build says by its labels what kind it is.

Each test has exactly one kind: unit (one part of the program), scenario (the real programs), gpu (device code) or long
(only `packaging/test --long` runs it). Other labels say what else a test needs or does: display, fuzz, bench, package.
"""
import json
import subprocess
import sys

KINDS = {"unit", "scenario", "gpu", "long"}
OTHERS = {"display", "fuzz", "bench", "package"}


def problems(tests):
    """tests: pairs of a name and its labels. Returns one sentence per test that is labelled wrongly."""
    found = []
    for name, labels in tests:
        unknown = set(labels) - KINDS - OTHERS
        if unknown:
            found.append(f"{name} has a label that nothing knows: {', '.join(sorted(unknown))}")
        if len(set(labels) & KINDS) != 1:
            found.append(f"{name} needs exactly one of the labels {', '.join(sorted(KINDS))}; it has: "
                         f"{', '.join(sorted(labels)) or 'none'}")
    return found


def tests_of(build):
    listing = subprocess.run(["ctest", "--show-only=json-v1", "--test-dir", build],
                             check=True, capture_output=True, text=True)
    for test in json.loads(listing.stdout)["tests"]:
        values = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        yield test["name"], values.get("LABELS", [])


def main():
    tests = list(tests_of(sys.argv[1]))
    if not tests:
        sys.exit(f"{sys.argv[1]} has no tests")
    found = problems(tests)
    print("\n".join(found) or f"{len(tests)} tests are labelled")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
