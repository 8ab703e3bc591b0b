#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""When packaging/setup brings nvcc by itself: packaging/cuda/wanted, with made-up drivers."""
import os
import pathlib
import subprocess
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CLOSED = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  {}  Thu Jul 24 12:00:00 UTC 2025\nGCC version:  gcc 12.2.0\n"
OPEN = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  {}  Release Build  (dvs-builder)\nGCC version:  gcc 12.2.0\n"


class Wanted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.driver = pathlib.Path(folder.name) / "version"

    def ask(self, **environment):
        """Exit code and text of packaging/cuda/wanted, outside of CI and with the made-up driver."""
        clean = {name: value for name, value in os.environ.items() if name not in ("CI", "CUDACXX")}
        done = subprocess.run([REPOSITORY / "packaging/cuda/wanted"], text=True, capture_output=True,
                              env={**clean, "NBLAST_DRIVER_FILE": str(self.driver), **environment})
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def test_no_driver(self):
        code, text = self.ask()
        self.assertEqual(code, 1)
        self.assertIn("no NVIDIA driver", text)

    def nvcc(self, version):
        """A made-up nvcc of that version, and its path."""
        path = self.driver.with_name(f"nvcc-{version}")
        path.write_text(f"#!/bin/sh\necho 'Cuda compilation tools, release {version}, V{version}.1'\n")
        path.chmod(0o755)
        return path

    def test_old_drivers(self):
        for form, version in [(CLOSED, "470.256.02"), (OPEN, "520.56"), (CLOSED, "524.99.99")]:
            with self.subTest(version=version):
                self.driver.write_text(form.format(version))
                code, text = self.ask()
                self.assertEqual(code, 1)
                self.assertIn(f"{version} is older than 525", text)

    def test_nvcc_for_the_driver(self):
        """A driver between 525 and 580 serves CUDA 12 alone."""
        for form, version, nvcc in [(CLOSED, "580.65.06", "13.0"), (OPEN, "580.65.06", "12.9"), (CLOSED, "1001.2", "13.3"),
                                    (CLOSED, "525.60.13", "12.4"), (OPEN, "575.64", "12.9")]:
            with self.subTest(version=version):
                self.driver.write_text(form.format(version))
                path = self.nvcc(nvcc)
                code, text = self.ask(CUDACXX=str(path))
                self.assertEqual(code, 1)
                self.assertIn(f"nvcc is there already: {path}", text)

    def test_driver_without_nvcc(self):
        for version, nvcc, series in [("580.65.06", None, 13), ("535.183.01", None, 12), ("579.99.99", "13.0", 12)]:
            with self.subTest(version=version):
                if self.others(series):
                    self.skipTest("this machine has nvcc")
                self.driver.write_text(OPEN.format(version))
                code, text = self.ask(PATH="/usr/bin:/bin", **({"CUDACXX": str(self.nvcc(nvcc))} if nvcc else {}))
                self.assertEqual(code, 0)
                self.assertIn(f"{version} can run device code of CUDA {series}", text)

    def others(self, series):
        """Toolkits of this machine that would do."""
        places = [*pathlib.Path("/usr/local").glob("cuda-12*/bin/nvcc"), REPOSITORY / "build-tools/cuda-12/bin/nvcc",
                  pathlib.Path("/usr/bin/nvcc")]
        if series == 13:
            places += [*pathlib.Path("/usr/local").glob("cuda*/bin/nvcc"),
                       REPOSITORY / "build-tools/cuda/nvidia/cu13/bin/nvcc"]
        return [place for place in places if place.exists()]

    def test_never_in_ci(self):
        self.driver.write_text(CLOSED.format("580.65.06"))
        code, text = self.ask(CI="true")
        self.assertEqual(code, 1)
        self.assertIn("Continuous integration", text)


if __name__ == "__main__":
    unittest.main()
