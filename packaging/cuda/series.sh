# Which series of CUDA a machine's driver serves. Sourced after packaging/common.sh, not run.
# NBLAST_DRIVER_FILE names another file than /proc/driver/nvidia/version, for tests.
# shellcheck shell=bash

# SPDX-License-Identifier: BSD-3-Clause
driver_version() {
  local file=${NBLAST_DRIVER_FILE:-/proc/driver/nvidia/version} version='[0-9]{3,}\.[0-9]+(\.[0-9]+)?'
  if [ -r "$file" ]; then
    grep -m1 NVRM "$file" | grep -oE -m1 "$version" | head -n1
  elif [ -z "${NBLAST_DRIVER_FILE:-}" ] && command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null | grep -oE -m1 "$version"
  fi
}

# series_of DRIVER: prints 13 for drivers from 580 on, 12 for those from 525 on, else nothing.
series_of() {
  if [ "${1%%.*}" -ge 580 ]; then
    echo 13
  elif [ "${1%%.*}" -ge 525 ]; then
    echo 12
  fi
}
