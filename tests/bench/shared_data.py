# SPDX-License-Identifier: BSD-3-Clause
"""Where the shared test data are: the one place that the scripts take it from (see tests/README.md)."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NBLAST_SHARED_DIR") or REPOSITORY.parent / "shared")
DATA = SHARED / "data"
