# What setup, run and test share. Sourced, not run.
# shellcheck shell=bash

# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}
bad_usage() {
  printf '%s: %s; --help lists the options\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# The comment at the top of a script is its help.
print_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }

# find_nvcc [SERIES]: prints the nvcc that CMake will find (packaging/cmake/DeviceCode.cmake looks in the same places);
# fails without one. With SERIES 12, for a driver that serves no CUDA 13, only one of CUDA 12 will do.
find_nvcc() {
  local candidate
  for candidate in "${CUDACXX:-}" "$(command -v nvcc || true)" /usr/local/cuda/bin/nvcc \
    "$repository"/build-tools/cuda/nvidia/cu13/bin/nvcc "$repository"/build-tools/cuda-12/bin/nvcc \
    /usr/local/cuda-1[23]*/bin/nvcc; do
    if [ -z "$candidate" ] || ! [ -x "$candidate" ]; then continue; fi
    if [ "${1:-13}" = 12 ] && ! "$candidate" --version | grep -q 'release 12\.'; then continue; fi
    printf '%s\n' "$candidate"
    return
  done
  return 1
}

# configure FOLDER [CMake options]
configure() {
  local folder=$1
  shift
  say "Configuring in $folder"
  cmake -S "$repository" -B "$folder" -G Ninja "$@"
}

jobs() { nproc; }
