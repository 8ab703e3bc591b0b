#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""rooms.py REPOSITORY: no folder holds more than 30 C++ files; a newcomer can read its listing at a glance.

A folder that outgrows the number is split by what its files are about. Only the files that stand in a folder itself
count, not those of the folders in it.
"""
import collections
import pathlib
import sys

MOST_FILES = 30
LAYERS = ["app", "ui", "compute", "tests"]
SOURCES = {".cpp", ".hpp", ".h", ".cu", ".cuh", ".inc"}


def problems(repository):
    """Returns one sentence per folder that is too large, and the number of folders."""
    files = collections.Counter(
        path.parent.relative_to(repository).as_posix()
        for layer in LAYERS
        for path in (repository / layer).rglob("*")
        if path.suffix in SOURCES and path.is_file())
    found = [f"{folder} has {count} C++ files, more than {MOST_FILES}: split it by what they are about"
             for folder, count in sorted(files.items()) if count > MOST_FILES]
    return found, len(files)


def main():
    found, folders = problems(pathlib.Path(sys.argv[1]))
    if folders == 0:
        sys.exit(f"{sys.argv[1]} has no sources")
    print("\n".join(found) or f"{folders} folders have at most {MOST_FILES} C++ files each")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
