#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""layers.py REPOSITORY: no include goes against the layers.

app > ui > compute: a layer includes itself and those after it. compute includes neither Qt nor VTK. Device code (.cuh)
is included by device code alone. The folders of ui that need Qt Core alone include no folder with widgets. Within
compute, each folder includes only the folders that COMPUTE names for it; a new folder needs a row there.
"""
import pathlib
import re
import sys

LAYERS = ["app", "ui", "compute"]
SOURCES = {".cpp", ".hpp", ".h", ".cu", ".cuh", ".inc", ".in"}
CORE_ONLY = {"ui/text", "ui/models", "ui/jobs", "ui/workspace", "ui/meshes"}  # nblast_models, nblast_meshes
NEITHER_QT_NOR_VTK = {"compute", "ui/meshes"}
CUDA_HEADERS = re.compile(r"(cuda\w*|cooperative_groups|nvml)\b")
CUDA_FOLDERS = ("compute/engine/cuda", "compute/gpu")

# Each folder of compute, and the folders that it may include.
COMPUTE = {
    "base": [],
    "neuron": ["base"],
    "scoring": ["base", "neuron"],
    "io": ["base", "neuron", "scoring"],
    "search": ["base", "neuron", "scoring"],
    "gpu": ["engine"],  # only to ask whether the kernels have code for a GPU; engines count their memory here
    "engine": ["base", "neuron", "scoring", "search", "gpu"],
    "scorefile": ["base", "neuron"],
    "analysis": ["base", "scoring", "engine", "scorefile"],
    "export": ["base", "scorefile", "analysis"],
    "job": ["base", "neuron", "io", "scoring", "search", "engine", "scorefile"],
    "sample": ["base", "neuron"],
}


def includes_of(path):
    """The includes of a file: line, name, and whether in quotes."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if found:
            yield number, found[2], found[1] == '"'


def is_in(path, folders):
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def folder_problem(source, included):
    """Why a file of compute may not include another one of compute; None when it may."""
    of = lambda path: path.split("/")[1]
    if of(source) not in COMPUTE:
        return f"folder compute/{of(source)} has no row in tests/checks/layers.py"
    if of(included) != of(source) and of(included) not in COMPUTE[of(source)]:
        return f"compute/{of(source)} may not use compute/{of(included)}"
    return None


def project_problem(source, included):
    """Why a file may not include another file of the project; None when it may."""
    layer, other = source.split("/")[0], included.split("/")[0]
    if other not in LAYERS:
        return f"{layer} may not use {other}"
    if LAYERS.index(other) < LAYERS.index(layer):
        return f"{layer} may not use {other}: app > ui > compute"
    if included.endswith(".cuh") and not source.endswith((".cu", ".cuh")):
        return "only device code may include a .cuh"
    if is_in(source, CORE_ONLY) and other == "ui" and not is_in(included, CORE_ONLY):
        return f"{source.rsplit('/', 1)[0]} needs Qt Core alone; {included.rsplit('/', 1)[0]} needs more"
    if layer == other == "compute":
        return folder_problem(source, included)
    return None


def library_problem(source, included):
    """Why a file may not include a library's header; None when it may."""
    if is_in(source, NEITHER_QT_NOR_VTK) and re.match(r"(Q[A-Z]|Qt|q[a-z]+\.h|vtk)", included):
        return "neither Qt nor VTK here"
    if is_in(source, CORE_ONLY) and re.match(r"(vtk|QtWidgets|QtGui|QWidget|QApplication|QPainter)", included):
        return "Qt Core alone here"
    if CUDA_HEADERS.match(included) and not is_in(source, CUDA_FOLDERS):
        return f"CUDA belongs into {' and '.join(CUDA_FOLDERS)}"
    return None


def problems(root):
    """One line per include that goes against the layers, and how many files were looked at."""
    found, files = [], 0
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in SOURCES or not path.is_file():
                continue
            files += 1
            source = path.relative_to(root).as_posix()
            for line, included, quoted in includes_of(path):
                problem = (project_problem if quoted and "/" in included else library_problem)(source, included)
                if problem:
                    found.append(f"{source}:{line}: {problem} ({included})")
    return found, files


def main():
    found, files = problems(pathlib.Path(sys.argv[1]))
    if not files:
        sys.exit(f"{sys.argv[1]} has no sources")
    print("\n".join(found) or f"{files} files keep to the layers")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
