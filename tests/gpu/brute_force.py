#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Brute force on the same GPU, as navis-nblast-gpu does it: all query points at once against one target at a time, every
distance computed, table look-up in PyTorch. Reads a set that `nblast_gpu_bench --dump` wrote; prints one JSON object.

        brute_force.py SET --table resources/score-tables/fcwb.json [--targets 16]

Exit code 77: no PyTorch, or no GPU that it can use.
"""
import argparse
import json
import sys
import time

try:
    import numpy as np
    import torch
except ImportError as error:
    print(f"no PyTorch: {error}")
    sys.exit(77)


def read_set(path):
    with open(path, "rb") as file:
        neurons, points = np.fromfile(file, "<i8", 2)
        offsets = np.fromfile(file, "<i8", neurons + 1)
        coordinates = np.fromfile(file, "<f4", 3 * points).reshape(-1, 3)
        tangents = np.fromfile(file, "<f4", 3 * points).reshape(-1, 3)
    return offsets, coordinates, tangents


class Scorer:
    def __init__(self, path, table, device):
        offsets, coordinates, tangents = read_set(path)
        self.device = device
        self.offsets = offsets
        self.points = torch.from_numpy(coordinates).to(device)
        self.tangents = torch.from_numpy(tangents).to(device)
        counts = torch.from_numpy(np.diff(offsets)).to(device)
        self.owner = torch.repeat_interleave(torch.arange(len(counts), device=device), counts)
        self.cells = torch.tensor(table["cells"], dtype=torch.float32, device=device)
        self.distance_edges = torch.tensor(table["distance_inner_edges_um"], dtype=torch.float32, device=device)
        self.dot_edges = torch.tensor(table["dot_inner_edges"], dtype=torch.float32, device=device)
        self.self_hit = counts * self.cells[0, -1]

    def nearest(self, target, room=1 << 28):
        """Index and distance of each query point's nearest target point; in pieces of `room` distances."""
        piece = max(1, room // len(target))
        indices, distances = [], []
        for first in range(0, len(self.points), piece):
            # Not the product form of cdist, which loses the small distances to rounding.
            all_pairs = torch.cdist(self.points[first:first + piece], target,
                                    compute_mode="donot_use_mm_for_euclid_dist")
            distance, index = all_pairs.min(dim=1)
            indices.append(index)
            distances.append(distance)
        return torch.cat(indices), torch.cat(distances)

    def score(self, i):
        first, last = self.offsets[i], self.offsets[i + 1]
        index, distance = self.nearest(self.points[first:last])
        dot = (self.tangents * self.tangents[first:last][index]).sum(dim=1).abs()
        row = torch.bucketize(distance, self.distance_edges)
        column = torch.bucketize(dot, self.dot_edges)
        sums = torch.zeros(len(self.self_hit), dtype=torch.float32, device=self.device)
        sums.index_add_(0, self.owner, self.cells[row, column])
        return sums / self.self_hit


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("set")
    parser.add_argument("--table", required=True)
    parser.add_argument("--targets", type=int, default=16, help="at most so many")
    parser.add_argument("--cpu", action="store_true", help="to try this script itself")
    arguments = parser.parse_args()
    if not arguments.cpu and not torch.cuda.is_available():
        print("no GPU that PyTorch can use")
        sys.exit(77)
    device = torch.device("cpu" if arguments.cpu else "cuda")
    with open(arguments.table) as file:
        scorer = Scorer(arguments.set, json.load(file), device)
    neurons = len(scorer.offsets) - 1
    count = min(arguments.targets, neurons)
    targets = [i * neurons // count for i in range(count)]
    own = [float(scorer.score(i)[i]) for i in targets[:2]]  # warms up
    if not all(abs(score - 1) < 0.05 for score in own):
        sys.exit(f"a neuron scores {own} against itself: the set was not read as written")
    start = time.perf_counter()
    for i in targets:
        scorer.score(i).cpu()
    seconds = time.perf_counter() - start
    print(json.dumps({"method": "PyTorch brute force", "torch": torch.__version__, "neurons": neurons,
                      "points": len(scorer.points), "targets": count, "seconds": seconds,
                      "point_queries_per_s": len(scorer.points) * count / seconds}))


if __name__ == "__main__":
    main()
