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

    def test_old_drivers(self):
        for form, version in [(CLOSED, "535.183.01"), (OPEN, "575.64"), (CLOSED, "579.99.99")]:
            with self.subTest(version=version):
                self.driver.write_text(form.format(version))
                code, text = self.ask()
                self.assertEqual(code, 1)
                self.assertIn(f"{version} is older than 580", text)

    def test_new_drivers(self):
        for form, version in [(CLOSED, "580.65.06"), (OPEN, "580.65.06"), (CLOSED, "1001.2")]:
            with self.subTest(version=version):
                self.driver.write_text(form.format(version))
                code, text = self.ask(CUDACXX="/bin/true")
                self.assertEqual(code, 1)
                self.assertIn("nvcc is there already: /bin/true", text)

    def test_new_driver_without_nvcc(self):
        places = [pathlib.Path("/usr/local/cuda/bin/nvcc"), REPOSITORY / "build-tools/cuda/nvidia/cu13/bin/nvcc"]
        if any(place.exists() for place in places):
            self.skipTest("this machine has nvcc")
        self.driver.write_text(OPEN.format("580.65.06"))
        code, text = self.ask(PATH="/usr/bin:/bin")
        self.assertEqual(code, 0)
        self.assertIn("580.65.06 can run device code", text)

    def test_never_in_ci(self):
        self.driver.write_text(CLOSED.format("580.65.06"))
        code, text = self.ask(CI="true")
        self.assertEqual(code, 1)
        self.assertIn("Continuous integration", text)


if __name__ == "__main__":
    unittest.main()
