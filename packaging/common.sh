# What setup, run and test share. Sourced, not run.
# shellcheck shell=bash
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

# The CUDA toolkit's own packages leave nvcc off the PATH.
find_nvcc() {
  if ! command -v nvcc >/dev/null && [ -x /usr/local/cuda/bin/nvcc ]; then
    export PATH="/usr/local/cuda/bin:$PATH"
  fi
}

# configure FOLDER [CMake options]
configure() {
  local folder=$1
  shift
  find_nvcc
  say "Configuring in $folder"
  cmake -S "$repository" -B "$folder" -G Ninja "$@"
}

jobs() { nproc; }
