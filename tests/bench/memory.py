#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The memory that jobs plan, against what they take: real programs, whole processes.

    ninja -C build nblast
    tests/bench/memory.py                                   every set that is there: an hour on two cores
    tests/bench/memory.py --sets fanc-vnc,fib25             minutes
    tests/bench/memory.py --sets sample --neurons 100000 --seconds 120 --memory 6
    tests/bench/memory.py --program OTHER/nblast ...        another build

Each job is planned and run by `nblast run`; with --seconds a dense one is interrupted after so many seconds of scoring,
when as many blocks are under way as ever will be. A line tells the plan (first line of --progress json), the peak of the
process as the system counts it, their ratio, and, all against all, the peak per point. Sets come from the shared test
data (tests/README.md) and from `nblast sample`; scratch files go to --folder.
"""

import argparse
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from shared_data import DATA, REPOSITORY

HALF = 2  # of the sample: queries of the job with --both


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default="fanc-vnc,fib25,sample", help="comma-separated [%(default)s]")
    parser.add_argument("--jobs", default="dense,sparse,both", help="comma-separated [%(default)s]")
    parser.add_argument("--neurons", type=int, default=30000, help="of the sample [%(default)s]")
    parser.add_argument("--seconds", type=float, help="interrupt scoring after so many seconds")
    parser.add_argument("--memory", type=float, help="--memory of the job, in GiB")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/nblast-memory"), help="[%(default)s]")
    parser.add_argument("--program", default=str(REPOSITORY / "build/bin/nblast"), help="[%(default)s]")
    return parser.parse_args()


def inputs_of(name, arguments):
    """The words of `nblast run` for all against all, and for two sides."""
    if name == "fanc-vnc":
        file = str(DATA / "fanc-vnc/em_full.zip")
        return [file, "--units", "nm"], [file, "--units", "nm", "--target", file, "--target-units", "nm"]
    if name == "fib25":
        typed, rest = (str(DATA / f"fib25/{part}_swc.zip") for part in ("typed", "rest"))
        return (
            [typed, rest, "--units", "10 nm"],
            [typed, "--units", "10 nm", "--target", rest, "--target-units", "10 nm"],
        )
    folder = arguments.folder / f"sample-{arguments.neurons}"
    if not (folder / "metadata.csv").exists():
        command = [arguments.program, "sample", "-o", str(folder), "--neurons", str(arguments.neurons)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    swc = folder / "swc"
    parts = sorted(str(part) for part in swc.iterdir() if part.is_dir()) or [str(swc)]
    return [str(swc)], parts[: max(1, len(parts) // HALF)] + ["--target", str(swc)]


def run_job(words, arguments, may_interrupt):
    """@return the plan and the closing line"""
    output = arguments.folder / "scores.h5"
    command = [arguments.program, "run", *words, "-o", str(output), "--overwrite", "--progress", "json"]
    if arguments.memory:
        command += ["--memory", str(arguments.memory)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    plan = last = None
    scoring_since = None
    for line in process.stdout:
        last = json.loads(line)
        if last.get("event") == "plan":
            plan = last
        if last.get("phase") == "score":
            scoring_since = scoring_since or time.monotonic()
            if may_interrupt and arguments.seconds and time.monotonic() - scoring_since > arguments.seconds:
                process.send_signal(signal.SIGINT)
                may_interrupt = False
    process.wait()
    reader.join()
    for file in arguments.folder.glob("scores.h5*"):
        file.unlink()
    if plan is None or process.returncode not in (0, 3, 130):
        sys.exit(f"{' '.join(command)}\nended with {process.returncode}: {errors[0]}")
    return plan, last


def main():
    arguments = parse_arguments()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(
        f"{'set':<14}{'job':<8}{'queries':>8}{'targets':>8}{'parts':>6}{'planned MB':>12}{'peak MB':>10}{'ratio':>7}"
        f"{'B/point':>9}"
    )
    for name in arguments.sets.split(","):
        alone, two_sides = inputs_of(name, arguments)
        for job in arguments.jobs.split(","):
            words = two_sides + ["--both"] if job == "both" else list(alone)
            if job == "sparse":
                words += ["--sparse-above", "0.4"]
            plan, last = run_job(words, arguments, job != "sparse")
            planned, peak = plan["host_bytes"], last["peak_host_bytes"]
            line = f"{name:<14}{job:<8}{plan['queries']:>8}{plan['targets']:>8}{plan['query_parts']:>6}"
            line += f"{planned / 1e6:>12.1f}{peak / 1e6:>10.1f}{planned / peak:>7.2f}"
            if job != "both":  # all against all: each point meets every target once
                line += f"{peak * plan['targets'] / plan['point_queries']:>9.1f}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
