#!/usr/bin/env python3
"""Expected scores of the golden set, by an implementation that shares no code with the program.

Plain numpy, float64, brute force: every distance of every pair of points is computed, nothing is searched.
    python3 make_golden.py                 reads swc/, writes expected/
    python3 make_golden.py --check-navis   compares expected/ with navis 1.12.0 (in an environment that has it)
"""
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TABLES = HERE.parents[2] / "resources" / "score-tables"
K = 5  # neighbours of a tangent, the point itself included


def read_points(path):
    """Coordinates in µm as the program keeps them: rounded once to float32."""
    rows = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return np.array([row[2:5] for row in rows], dtype=float).astype(np.float32).astype(float)


def squared_distances(a, b):
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)


def tangents_and_alphas(points):
    neighbours = np.argsort(squared_distances(points, points), axis=1, kind="stable")[:, :K]
    cloud = points[neighbours]
    cloud = cloud - cloud.mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(np.einsum("nki,nkj->nij", cloud, cloud))  # ascending
    alphas = (values[:, 2] - values[:, 1]) / values.sum(axis=1)
    # float32, as the program stores them
    return vectors[:, :, 2].astype(np.float32).astype(float), alphas.astype(np.float32).astype(float)


class Table:
    def __init__(self, name):
        text = json.loads((TABLES / f"{name}.json").read_text())
        self.cells = np.array(text["cells"], dtype=float)
        self.edges = np.array(text["distance_inner_edges_um"]), np.array(text["dot_inner_edges"])
        self.side = {"right": "left", "left": "right"}[text["closed"]]  # (a,b] or [a,b)

    def __call__(self, distance, dot):
        row = np.searchsorted(self.edges[0], distance, side=self.side)
        column = np.searchsorted(self.edges[1], dot, side=self.side)
        return self.cells[row, column]


def forward(neurons, table, normalised=True, use_alpha=False, bound_um=None):
    scores = np.empty((len(neurons), len(neurons)))
    for i, (points, tangents, alphas) in enumerate(neurons):
        for j, (other_points, other_tangents, other_alphas) in enumerate(neurons):
            d2 = squared_distances(points, other_points)
            nearest = d2.argmin(axis=1)  # ties: the lowest index
            distance = np.sqrt(d2[np.arange(len(points)), nearest])
            dot = np.abs((tangents * other_tangents[nearest]).sum(axis=1))
            if use_alpha:
                dot = dot * np.sqrt(alphas * other_alphas[nearest])
            if bound_um is not None:
                far = distance >= bound_um
                distance, dot = np.where(far, bound_um, distance), np.where(far, 0.0, dot)
            scores[i, j] = table(distance, dot).sum()
        self_hit = table(np.zeros(len(points)), alphas if use_alpha else np.ones(len(points))).sum()
        scores[i, i] = self_hit  # from the formula, not searched
        if normalised:
            scores[i] /= self_hit
    return scores


OPTIONS = {
    "forward": dict(),
    "raw": dict(normalised=False),
    "alpha": dict(use_alpha=True),
    "limit-auto": dict(bound_um=42.0),
}


def table_of(options):
    return Table("fcwb-alpha" if options.get("use_alpha") else "fcwb")


def write(name, keys, scores):
    lines = [",".join(["query", *keys])]
    lines += [",".join([key, *(f"{value:.12g}" for value in row)]) for key, row in zip(keys, scores)]
    (HERE / "expected" / f"{name}.csv").write_text("\n".join(lines) + "\n")


def check_navis(keys, neurons):
    import navis

    navis.config.pbar_hide = True
    print("navis", navis.__version__, "numpy", np.__version__)
    made = []
    for key, (points, tangents, alphas) in zip(keys, neurons):
        own = navis.make_dotprops(points, k=K)
        dots = np.abs((own.vect * tangents).sum(axis=1))
        print(f"{key}: smallest |dot| with navis' tangents {dots.min():.9f}, largest difference of alpha "
              f"{np.abs(own.alpha - alphas).max():.2e}")
        made.append(navis.Dotprops(points, k=None, vect=tangents, alpha=alphas, id=key, units="1 um"))
    made = navis.NeuronList(made)
    for name, options in OPTIONS.items():
        theirs = navis.nblast(made, made, normalized=options.get("normalised", True),
                              use_alpha=options.get("use_alpha", False),
                              limit_dist=options.get("bound_um"), progress=False, n_cores=1).to_numpy()
        ours = np.loadtxt(HERE / "expected" / f"{name}.csv", delimiter=",", skiprows=1,
                          usecols=range(1, len(keys) + 1))
        print(f"{name}: largest difference {np.abs(theirs - ours).max():.2e}")


def main():
    paths = sorted((HERE / "swc").glob("*.swc"))
    keys = [path.stem for path in paths]
    neurons = []
    for path in paths:
        points = read_points(path)
        neurons.append((points, *tangents_and_alphas(points)))
    if "--check-navis" in sys.argv:
        check_navis(keys, neurons)
        return
    (HERE / "expected").mkdir(exist_ok=True)
    for name, options in OPTIONS.items():
        write(name, keys, forward(neurons, table_of(options), **options))


if __name__ == "__main__":
    main()
