# SPDX-License-Identifier: BSD-3-Clause
"""Each neuron's best matches in a large synthetic set: `nblast run --top` against navis-fastcore's nblast_knn.

See README.md beside this file. Started by `./run knn`, which makes the virtual environment.
"""

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from neuron_sets import Dotprops

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
TIE = 1e-4  # float32 distances on both sides: closer scores are not told apart


@dataclass
class Outcome:
    seconds: float  # from dotprops in memory to neighbours
    peak_bytes: int  # of the whole process, reading included
    facts: dict  # what the program says of itself


def run_measured(command):
    """Its last line of output as JSON, and its peak memory as the system saw it."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}; see above.")
    return json.loads(lines[-1]), usage.ru_maxrss * 1024


def grown(args):
    """The synthetic set's folder, made if it is not there yet; it is whole once its metadata are there."""
    folder = args.cache / f"sample-{args.neurons}"
    if not (folder / "metadata.csv").exists():
        print(f"growing {folder}", flush=True)
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        command = [args.program, "sample", "-o", folder, "--neurons", args.neurons]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return folder


def run_ours(args, folder, scores):
    command = [args.program, "run", folder / "swc", "-o", scores, "--overwrite", "--progress", "json"]
    facts, peak = run_measured(command + ["--top", args.top, "--threads", args.threads])
    spent = facts["seconds"]
    return Outcome(spent["prepare"] + spent["score"] + spent["write"], peak, facts)


def run_fastcore(args, scores, result):
    command = [sys.executable, HERE / "knn.py", "--cache", args.cache, "--peer", scores, result]
    facts, peak = run_measured(command + ["--top", args.top, "--threads", args.threads,
                                          "--candidates", args.candidates])
    return Outcome(facts["seconds"], peak, facts)


def read_dotprops(scores):
    """What our program has scored, as float32: points in um and unit tangents."""
    with h5py.File(scores) as file:
        geometry = file["queries/geometry"]
        offsets = geometry["offset"][:]
        points, tangents = geometry["points"][:], geometry["tangent"][:]
    ends = np.append(offsets, len(points))[1 : len(offsets) + 1]
    pieces = [slice(a, b) for a, b in zip(offsets, ends) if b > a]
    return [Dotprops(points[piece], tangents[piece]) for piece in pieces]


def be_peer(args):
    """In a process of its own, so that its memory is its own."""
    import navis_fastcore

    scores, result = args.peer
    neurons = read_dotprops(scores)
    start, cpu = time.perf_counter(), time.process_time()
    found, values = navis_fastcore.nblast_knn(neurons, k=args.top, symmetry="forward",
                                              n_candidates=args.candidates, n_cores=args.threads)
    seconds, busy = time.perf_counter() - start, time.process_time() - cpu
    np.savez(result, found=found, values=values)
    print(json.dumps({"seconds": seconds, "cpu_s": busy, "neurons": len(neurons),
                      "points": sum(len(n.points) for n in neurons)}))


def read_exact(scores, top):
    """Ours as two arrays [neuron, top], the best first; a neuron itself is not its own match."""
    with h5py.File(scores) as file:
        sparse = file["scores/sparse"]
        starts, columns, values = sparse["indptr"][:], sparse["indices"][:], sparse["forward"][:]
    found = np.full((len(starts) - 1, top), -1, np.int64)
    best = np.full(found.shape, -np.inf)
    for row, (first, end) in enumerate(zip(starts[:-1], starts[1:])):
        others = np.flatnonzero(columns[first:end] != row) + first
        order = others[np.lexsort((columns[others], -values[others]))][:top]
        found[row, : len(order)], best[row, : len(order)] = columns[order], values[order]
    return found, best


def compare(scores, result, top):
    """Their recall of our exact matches, and whether they know of any that we should have had."""
    exact, best = read_exact(scores, top)
    with np.load(result) as theirs:
        found, values = theirs["found"], theirs["values"]
    hits, worst, unknown = 0, 0.0, 0
    worst_of_row = best.min(axis=1)
    for row in range(len(exact)):
        common, ours_at, theirs_at = np.intersect1d(exact[row], found[row], return_indices=True)
        real = common >= 0
        hits += int(real.sum())
        off = np.abs(best[row, ours_at[real]] - values[row, theirs_at[real]])
        worst = max(worst, float(off.max(initial=0)))
        stranger = (found[row] >= 0) & ~np.isin(found[row], exact[row])
        unknown += int((values[row, stranger] > worst_of_row[row] + TIE).sum())
    total = int((exact >= 0).sum())
    tied = int(((found >= 0) & (values >= worst_of_row[:, None] - TIE)).sum())
    print(f"  recall of navis-fastcore: {hits / total:.4%} of our {total} matches"
          f" ({min(tied, total) / total:.4%} if scores within {TIE:g} of the last one count)")
    print(f"  scores of common matches: worst difference {worst:.2g};"
          f" better matches of theirs that we do not have: {unknown}")


def report(args, ours, theirs):
    facts = ours[0].facts
    print(f"\nthe {args.top} best of each of {theirs[0].facts['neurons']} neurons, "
          f"{theirs[0].facts['points']} points, {args.threads} threads, best of {args.rounds}")
    print(f"  {'':28}{'wall s':>9}{'peak MiB':>10}{'slower than us':>16}")
    fastest = min(o.seconds for o in ours)
    for name, outcomes in (("nblast run --top", ours), ("navis-fastcore nblast_knn", theirs)):
        seconds, peak = min(o.seconds for o in outcomes), min(o.peak_bytes for o in outcomes)
        print(f"  {name:28}{seconds:9.3f}{peak / 2**20:10.0f}{seconds / fastest:16.2f}")
    spent = min(ours, key=lambda o: o.seconds).facts["seconds"]
    print("  ours: " + ", ".join(f"{phase} {spent[phase]:.2f} s" for phase in ("prepare", "score", "write"))
          + f"; before that, reading and tangents, {spent['load']:.2f} s")
    print(f"  ours scored {facts['pairs_scored'] / facts['pairs_in_all']:.2%} of all pairs")
    quickest = min(theirs, key=lambda o: o.seconds)
    print(f"  navis-fastcore kept {quickest.facts['cpu_s'] / quickest.seconds:.1f} threads busy", flush=True)


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=REPOSITORY / "build/bin/nblast")
    parser.add_argument("--cache", type=Path, required=True, help="folder for sets and results")
    parser.add_argument("--neurons", type=int, default=20_000, help="of about 900 points each")
    parser.add_argument("--top", type=int, default=20, help="matches of each neuron")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--candidates", type=int, default=200, help="of navis-fastcore's shortlist")
    parser.add_argument("--rounds", type=int, default=1, help="the best of how many")
    parser.add_argument("--peer", type=Path, nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    args = options()
    if args.peer:
        return be_peer(args)
    if not args.program.exists():
        sys.exit(f"{args.program} is not there: build the target nblast first.")
    folder = grown(args)
    scores, result = args.cache / f"knn-{args.neurons}.h5", args.cache / f"knn-{args.neurons}.npz"
    ours, theirs = [], []
    for _ in range(args.rounds):  # in turn, so that whatever else the machine does falls on both
        ours.append(run_ours(args, folder, scores))
        theirs.append(run_fastcore(args, scores, result))
    print(f"navis-fastcore {importlib.metadata.version('navis-fastcore')}, "
          f"shortlists of {args.candidates}")
    report(args, ours, theirs)
    compare(scores, result, args.top)
    return None


if __name__ == "__main__":
    main()
