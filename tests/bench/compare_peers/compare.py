# SPDX-License-Identifier: BSD-3-Clause
"""Measures this engine and its peers in turn, in one run, on the same dotprops.

See README.md beside this file. Started by ./run, which makes the virtual environment.
"""

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import navis_fastcore
import numpy as np

import neuron_sets

sys.path.append(str(Path(__file__).resolve().parents[1]))
from shared_data import DATA, REPOSITORY  # noqa: E402


@dataclass
class Contender:
    """What is measured; best_* are the least seconds of all rounds."""

    name: str
    run: object  # () -> (wall, cpu)
    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)


def engine(program, path, bound, threads, simd):
    def run():
        command = [program, "--set", path, "--bound", bound, "--threads", threads, "--repeat", 1]
        environment = dict(os.environ, NBLAST_SIMD=simd)
        text = subprocess.check_output([str(part) for part in command], env=environment)
        report = json.loads(text)
        return report["seconds"], report["cpu_s"]

    return run


def fastcore(neurons, bound, threads):
    def run():
        wall, cpu = time.perf_counter(), time.process_time()
        navis_fastcore.nblast_allbyall(neurons, limit_dist=bound or None, n_cores=threads)
        return time.perf_counter() - wall, time.process_time() - cpu

    return run


def prototype(program, path, bound):
    """It reports its own times: building and searching; no wall clock apart from cpu."""

    def run():
        text = subprocess.check_output([str(program), str(path), "-", str(bound)], text=True)
        words = text.split()
        build = float(words[words.index("build") + 1].rstrip("s"))
        search = float(words[words.index("all-by-all") + 1].rstrip("s"))
        usage = os.times()
        cpu = usage.children_user + usage.children_system
        run.before, used = cpu, cpu - run.before
        return build + search, used

    run.before = 0.0
    return run


def build_prototype(source, folder):
    """Compiled only where its source and AVX-512 are."""
    if not source.exists() or "avx512f" not in Path("/proc/cpuinfo").read_text():
        return None
    program = folder / "prototype"
    options = ["-O3", "-march=native", "-w", "-DLEAF=64", "-DFAN=4"]
    subprocess.run(["g++", *options, str(source), "-o", str(program)], check=True)
    return program


def measure(contenders, rounds):
    """In turn, so that whatever else the machine does falls on all alike."""
    for _ in range(rounds):
        for contender in contenders:
            usage = os.times()
            if hasattr(contender.run, "before"):
                contender.run.before = usage.children_user + usage.children_system
            wall, cpu = contender.run()
            contender.wall.append(wall)
            contender.cpu.append(cpu)


def report(title, contenders, point_queries):
    ours = contenders[0]
    print(f"\n{title}")
    print(f"  {'':28}{'wall s':>9}{'cpu s':>9}{'ns/query':>10}{'slower than us: wall':>22}{'cpu':>8}")
    for c in contenders:
        wall, cpu = min(c.wall), min(c.cpu)
        print(
            f"  {c.name:28}{wall:9.3f}{cpu:9.3f}{1e9 * wall / point_queries:10.2f}"
            f"{wall / min(ours.wall):22.2f}{cpu / min(ours.cpu):8.2f}",
            flush=True,
        )


def compare_scores(program, path, neurons, bound, folder):
    out = folder / "scores.bin"
    command = [program, "--set", path, "--bound", bound, "--repeat", 1, "--scores", out]
    subprocess.check_output([str(part) for part in command])
    ours = np.fromfile(out, np.float32).reshape(len(neurons), -1)
    theirs = navis_fastcore.nblast_allbyall(neurons, limit_dist=bound or None)
    off = np.abs(ours - theirs)
    shares = [f"{np.mean(off <= limit):.4%} within {limit:g}" for limit in (1e-6, 1e-4)]
    print(f"  scores: {', '.join(shares)}, worst {off.max():.2g}", flush=True)
    out.unlink()


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=REPOSITORY / "build/bin/nblast_bench_all_by_all")
    parser.add_argument("--data", type=Path, default=DATA, help="the shared test data")
    parser.add_argument("--cache", type=Path, required=True, help="folder for sets, made once")
    parser.add_argument("--sets", nargs="*", default=[s.name for s in neuron_sets.SETS])
    parser.add_argument("--bounds", nargs="*", type=float, default=[0, 42], help="um; 0: none")
    parser.add_argument("--rounds", type=int, default=3, help="the best of how many")
    parser.add_argument("--no-peers", action="store_true", help="only this engine's own paths")
    return parser.parse_args()


def main():
    args = options()
    if not args.program.exists():
        sys.exit(f"{args.program} is not there: build the target nblast_bench_all_by_all first.")
    cores = len(os.sched_getaffinity(0))
    proto = build_prototype(args.data.parent / "prototype/tile-search-batch.cpp", args.cache)
    print(f"navis-fastcore {importlib.metadata.version('navis-fastcore')}, {cores} cores,"
          f" best of {args.rounds}")
    for neuron_set in (s for s in neuron_sets.SETS if s.name in args.sets):
        path = neuron_sets.cached(neuron_set, args.data, args.cache)
        neurons = neuron_sets.read(path)
        points = sum(len(n.points) for n in neurons)
        for bound in args.bounds:
            one = [Contender("this engine", engine(args.program, path, bound, 1, ""))]
            for simd in ("avx2", "avx512"):
                one.append(Contender(f"this engine, {simd}", engine(args.program, path, bound, 1, simd)))
            one.append(Contender(f"this engine, {cores} threads", engine(args.program, path, bound, cores, "")))
            if proto:
                one.append(Contender("prototype", prototype(proto, path, bound)))
            if not args.no_peers:
                one.append(Contender("navis-fastcore", fastcore(neurons, bound, 1)))
                one.append(Contender(f"navis-fastcore, {cores} threads", fastcore(neurons, bound, cores)))
            measure(one, args.rounds)
            title = f"{neuron_set.name}: {len(neurons)} neurons, {points} points, "
            report(title + (f"bound {bound:g} um" if bound else "dense"), one, points * len(neurons))
            if not args.no_peers:
                compare_scores(args.program, path, neurons, bound, args.cache)


if __name__ == "__main__":
    main()
