# SPDX-License-Identifier: BSD-3-Clause
"""Dotprops of real neurons, made once beforehand, in one file that every program reads.

A set file: int64 neurons, points; int64 offsets[neurons + 1]; float32 points[points][3] in um;
float32 unit tangents[points][3].
"""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

NEIGHBOURS = 5  # of a tangent, the point itself included


@dataclass
class NeuronSet:
    name: str
    archive: str  # below the data folder
    um_per_unit: float
    first: int | None = None  # neurons, by file name


SETS = [
    NeuronSet("fanc-vnc", "fanc-vnc/em_full.zip", 1e-3),
    NeuronSet("fib25-typed", "fib25/typed_swc.zip", 1e-2),
    NeuronSet("fib25-rest-1500", "fib25/rest_swc.zip", 1e-2, 1500),
]


@dataclass
class Dotprops:
    points: np.ndarray
    vect: np.ndarray


def read_points(text, um_per_unit):
    """Coordinates of an SWC file, in double to um, rounded once."""
    rows = np.loadtxt(io.BytesIO(text), comments="#", usecols=(2, 3, 4), ndmin=2)
    return (rows * um_per_unit).astype(np.float32)


def tangents(points):
    """Leading direction of each point's neighbours; None if some have no direction."""
    k = min(NEIGHBOURS, len(points))
    wide = points.astype(np.float64)
    near = cKDTree(wide).query(wide, k=k)[1].reshape(len(points), k)
    offsets = wide[near] - wide[near].mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(np.einsum("nki,nkj->nij", offsets, offsets))
    return vectors[:, :, 2].astype(np.float32), values[:, 2] > 0


def make(neuron_set, data):
    """Yields the set's dotprops; points without a direction are left out."""
    with zipfile.ZipFile(data / neuron_set.archive) as archive:
        names = sorted(n for n in archive.namelist() if n.endswith(".swc"))
        for name in names[: neuron_set.first]:
            points = read_points(archive.read(name), neuron_set.um_per_unit)
            vectors, has_direction = tangents(points)
            if has_direction.any():
                yield Dotprops(points[has_direction], vectors[has_direction])


def write(path, neurons):
    offsets = np.cumsum([0] + [len(n.points) for n in neurons]).astype(np.int64)
    partial = path.with_suffix(".part")
    with open(partial, "wb") as out:
        np.array([len(neurons), offsets[-1]], dtype=np.int64).tofile(out)
        offsets.tofile(out)
        np.concatenate([n.points for n in neurons]).tofile(out)
        np.concatenate([n.vect for n in neurons]).tofile(out)
    os.replace(partial, path)


def read(path):
    with open(path, "rb") as file:
        neurons, points = np.fromfile(file, np.int64, 2)
        offsets = np.fromfile(file, np.int64, neurons + 1)
        xyz = np.fromfile(file, np.float32, 3 * points).reshape(-1, 3)
        vectors = np.fromfile(file, np.float32, 3 * points).reshape(-1, 3)
    return [Dotprops(xyz[a:b], vectors[a:b]) for a, b in zip(offsets[:-1], offsets[1:])]


def cached(neuron_set, data, folder):
    """The set's file in the folder, made if it is not there yet."""
    path = Path(folder) / f"{neuron_set.name}.k{NEIGHBOURS}.bin"
    if not path.exists():
        print(f"making {path}", flush=True)
        write(path, list(make(neuron_set, Path(data))))
    return path
