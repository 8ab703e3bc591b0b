# What the scripts of tests/gpu share: they run in the repository and, alone with the programs, in a folder that
# tests/gpu/pack has made, where there may be bash, coreutils, grep, awk, and little else. Sourced, not run.
# shellcheck shell=bash

# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
# shellcheck disable=SC2034  # for those who source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# The toolkit's own packages leave its programs off the PATH.
if [ -d /usr/local/cuda/bin ]; then export PATH="$PATH:/usr/local/cuda/bin"; fi

say() { printf '== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}
bad_usage() {
  printf '%s: %s; --help lists the options\n' "$(basename "$0")" "$*" >&2
  exit 2
}
# need COUNT OPTION: an option's value is there
need() { [ "$1" -gt 1 ] || bad_usage "$2 needs a value"; }
# The comment at the top of a script is its help.
print_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }

failed=()
# try NAME COMMAND...: notes a failure and goes on
try() {
  local name=$1
  shift
  if "$@"; then say "$name: passed"; else
    say "$name: FAILED"
    failed+=("$name")
  fi
}
# The end of a script that has tried several things
report_failures() {
  if [ ${#failed[@]} -gt 0 ]; then
    say "FAILED: ${failed[*]}"
    exit 1
  fi
}

# When this script must have ended, in seconds since 1970. Scripts that it calls inherit it.
export NBLAST_GPU_DEADLINE=${NBLAST_GPU_DEADLINE:-99999999999}
seconds_left() { echo $((NBLAST_GPU_DEADLINE - $(date +%s))); }

# use_programs FOLDER: finds the programs of a build or a pack. Those of a pack start with the machine's C and C++
# libraries, or, where these are too old or absent, with the pack's own.
use_programs() {
  programs=$1/bin
  loader=()
  [ -x "$programs/nblast_gpu_parity" ] || fail "$programs/nblast_gpu_parity is missing: run tests/gpu/check or tests/gpu/pack first"
  if "$programs/nblast" --version >/dev/null 2>&1; then return; fi
  if [ -d "$1/lib/c" ]; then
    loader=("$1/lib/c/ld-linux-x86-64.so.2" --library-path "$1/lib:$1/lib/c${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}")
    say "The programs start with the C library that came with them"
  fi
  "${loader[@]}" "$programs/nblast" --version >/dev/null || fail "the programs in $programs do not start here"
}

# start PROGRAM ARGUMENTS...: until it ends, or the time is used (exit code 124)
start() {
  local program=$1 left status=0
  shift
  left=$(seconds_left)
  if [ "$left" -le 0 ]; then return 124; fi
  timeout "${foreground[@]}" -k 5 "$left" "${wrapper[@]}" "${loader[@]}" "$programs/$program" "$@" || status=$?
  if [ $status -eq 137 ] && [ "$(seconds_left)" -le 0 ]; then status=124; fi # it had to be killed
  return $status
}
foreground=() # Ctrl-C reaches a program only where timeout leaves it in the terminal's group
if [ -t 0 ]; then foreground=(--foreground); fi
wrapper=() # what a program runs under, such as compute-sanitizer
