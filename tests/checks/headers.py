#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""headers.py REPOSITORY BUILD_FOLDER [FOLDER...]: each header of app, ui and compute compiles when it is included alone.

Each header is compiled as its own source file is (compile_commands.json), else as one of its folder whose name ends alike
(LanesAvx2.hpp as KernelsAvx2.cpp), else as any of its folder or the nearest folder above, without making an object. With FOLDER, such as compute/io, only the headers below it are compiled.
Device headers (.cuh) are left out: a build without nvcc could not compile them.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

LAYERS = ["app", "ui", "compute"]


def flags_of(command):
    """A compile command without its source, its object and what writes dependencies."""
    words, kept, skip = shlex.split(command), [], False
    while words[0].endswith("ccache"):
        words = words[1:]
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MT", "-MF", "-c", "-x"):
            skip = True
        elif word not in ("-MD",):
            kept.append(word)
    return kept


def commands_by_folder(repository, build):
    """The flags of the sources of each folder: {folder: {name without ending: (working folder, flags)}}."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if path.suffix == ".cpp" and repository in path.parents and build not in path.parents:
            folder = commands.setdefault(path.relative_to(repository).parent, {})
            folder[path.stem] = (entry["directory"], flags_of(entry["command"]))
    return commands


def most_alike(header, sources):
    """The flags of the source that a header belongs to: the one of its name, else the one whose name ends most alike."""
    alike = lambda stem: len(os.path.commonprefix([stem[::-1], header.stem[::-1]]))
    return sources[header.stem] if header.stem in sources else sources[max(sorted(sources), key=alike)]


def command_for(header, commands):
    """The flags for a header: those of its folder, of one above, else of one below that; None when there are none."""
    for folder in header.parents:
        if folder in commands:
            return most_alike(header, commands[folder])
        for other in sorted(commands):
            if folder in other.parents and folder.parts:
                return most_alike(header, commands[other])
    return None


def compile_alone(repository, header, command):
    """What the compiler says of the header; an empty text when it compiles."""
    directory, flags = command
    done = subprocess.run(flags + ["-x", "c++", "-fsyntax-only", "-"], input=f'#include "{repository / header}"\n',
                          cwd=directory, capture_output=True, text=True)
    return (done.stderr or "the compiler failed") if done.returncode else ""


def problems(repository, build, folders):
    """What the compiler says of each header that does not compile, and how many headers were compiled."""
    commands, found, count = commands_by_folder(repository, build), [], 0
    headers = [path.relative_to(repository) for folder in folders
               for path in sorted((repository / folder).rglob("*")) if path.suffix in (".hpp", ".h")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {}
        for header in headers:
            command = command_for(header, commands)
            if command:
                runs[header] = pool.submit(compile_alone, repository, header, command)
            else:
                found.append(f"{header}: no source file is compiled near it")
        for header, run in runs.items():
            count += 1
            if run.result():
                found.append(f"{header} does not compile alone:\n{run.result()}")
    return found, count


def main():
    repository, build = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    found, count = problems(repository, build, sys.argv[3:] or LAYERS)
    if not count:
        sys.exit("no headers were found")
    print("\n".join(found) or f"{count} headers compile alone")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
