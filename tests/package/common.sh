# What the tests of the packages share. Sourced, not run.
# shellcheck shell=bash

# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail

# say, fail, and skip: ctest takes 77 for a test that cannot run here.
say() { printf '== %s\n' "$*"; }
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
skip() {
  printf 'SKIPPED: %s\n' "$*"
  exit 77
}

# one_file PATTERN: the newest file that matches; there may be older versions beside it
one_file() {
  # shellcheck disable=SC2012,SC2086  # our own names, and a pattern
  ls -t $1 2>/dev/null | head -n 1 | grep . || fail "there is no $1"
}
