#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""version.py PROGRAM VERSION REPOSITORY: the program and CITATION.cff say the version that project() says."""
import pathlib
import re
import subprocess
import sys


def main():
    program, version, repository = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    said = {program: subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()}
    citation = repository / "CITATION.cff"
    if citation.exists():
        found = re.search(r'^version: *"?([^"\s]*)', citation.read_text(encoding="utf-8"), re.MULTILINE)
        said["CITATION.cff"] = found[1] if found else "none"
    wrong = [f"{who} says version {what}, project() says {version}" for who, what in said.items() if what != version]
    print("\n".join(wrong) or f"All say {version}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
