#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""licences.py REPOSITORY: every source names its licence by an SPDX line, so that one that is taken elsewhere keeps it."""
import pathlib
import sys

FOLDERS = ["app", "ui", "compute", "tests", "packaging"]
SOURCES = {".cpp", ".hpp", ".cu", ".cuh", ".inc", ".py", ".cmake", ".sh", ".bash", ".zsh"}
LINE = "SPDX-License-Identifier: BSD-3-Clause"


def is_source(path):
    if path.suffix in SOURCES or path.name == "CMakeLists.txt":
        return True
    with path.open("rb") as file:  # a script without an ending
        return not path.suffix and file.read(2) == b"#!"


def problems(repository):
    """Returns one sentence per source without the line, and how many sources were looked at."""
    sources = sorted(path for folder in FOLDERS for path in (repository / folder).rglob("*")
                     if path.is_file() and "data" not in path.relative_to(repository).parts and is_source(path))
    found = [f"{path.relative_to(repository)} lacks the line {LINE}" for path in sources
             if LINE not in path.read_text(encoding="utf-8")]
    return found, len(sources)


def main():
    found, sources = problems(pathlib.Path(sys.argv[1]))
    if sources == 0:
        sys.exit(f"{sys.argv[1]} has no sources")
    print("\n".join(found) or f"{sources} sources name their licence")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
