#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The checks find what they are for: each is shown a made-up tree, once in order and once with the fault."""
import json
import pathlib
import tempfile
import unittest

import headers
import labels
import layers
import licences
import rooms


def write(root, files):
    for name, text in files.items():
        path = pathlib.Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class Licences(unittest.TestCase):
    def test_sources_without_the_line_are_named(self):
        line = "// SPDX-License-Identifier: BSD-3-Clause\n"
        with tempfile.TemporaryDirectory() as root:
            write(root, {"app/with.cpp": line, "ui/without.hpp": "#pragma once\n", "packaging/run": "#!/bin/sh\n",
                         "tests/README.md": "", "tests/data/x.py": ""})
            found, sources = licences.problems(pathlib.Path(root))
        self.assertEqual([sentence.split()[0] for sentence in found], ["packaging/run", "ui/without.hpp"])
        self.assertEqual(sources, 3)


class Rooms(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            write(root, {f"ui/sets/File{i}.cpp": "" for i in range(files)})
            write(root, {f"ui/sets/more/File{i}.hpp": "" for i in range(files)} | {"ui/sets/CMakeLists.txt": ""})
            return rooms.problems(pathlib.Path(root))

    def test_thirty_files_are_allowed(self):
        self.assertEqual(self.check(30), ([], 2))

    def test_one_more_is_not(self):
        found, _ = self.check(31)
        self.assertEqual([line.split()[0] for line in found], ["ui/sets", "ui/sets/more"])


class Layers(unittest.TestCase):
    def check(self, name, line):
        with tempfile.TemporaryDirectory() as root:
            write(root, {name: f"// a line above\n{line}\n"})
            return layers.problems(pathlib.Path(root))[0]

    def test_what_is_allowed(self):
        for name, line in [
            ("app/cli/main.cpp", '#include "ui/models/Result.hpp"'),
            ("ui/window/MainWindow.cpp", '#include "compute/base/Error.hpp"'),
            ("ui/window/MainWindow.cpp", "#include <QWidget>"),
            ("ui/models/Result.cpp", "#include <QString>"),
            ("compute/io/Keys.cpp", '#include "compute/base/Error.hpp"'),
            ("compute/io/Keys.cpp", "#include <queue>"),
            ("compute/engine/cuda/kernel/CudaKernels.cu", '#include "compute/engine/cuda/kernel/CudaWarp.cuh"'),
        ]:
            with self.subTest(line=line):
                self.assertEqual(self.check(name, line), [])

    def test_what_goes_against_the_layers(self):
        for name, line in [
            ("compute/io/Keys.cpp", '#include "ui/models/Result.hpp"'),
            ("compute/io/Keys.cpp", '#include "app/cli/Output.hpp"'),
            ("ui/window/MainWindow.cpp", '#include "app/cli/Output.hpp"'),
            ("compute/io/Keys.hpp", "#include <QString>"),
            ("compute/io/Keys.hpp", "# include <QtCore/QString>"),
            ("compute/io/Keys.hpp", "#include <vtkNew.h>"),
            ("compute/io/Keys.hpp", "#include <cuda_runtime_api.h>"),
            ("compute/io/Keys.hpp", '#include "tests/compute/io/Made.hpp"'),
            ("compute/base/Error.hpp", '#include "compute/io/Keys.hpp"'),
            ("compute/attic/Keys.hpp", '#include "compute/base/Error.hpp"'),
            ("compute/engine/cuda/CudaEngine.cpp", '#include "compute/engine/cuda/kernel/CudaWarp.cuh"'),
            ("ui/models/Result.hpp", '#include "ui/widgets/Icons.hpp"'),
            ("ui/jobs/Work.hpp", "#include <QWidget>"),
        ]:
            with self.subTest(line=line):
                found = self.check(name, line)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"{name}:2: "), found)

    def test_the_table_names_folders_that_have_rows(self):
        for folder, uses in layers.COMPUTE.items():
            self.assertLessEqual(set(uses), set(layers.COMPUTE), folder)


class Labels(unittest.TestCase):
    def test_a_kind_and_others(self):
        tests = [("a", ["unit"]), ("b", ["scenario", "display"]), ("c", ["long"]), ("d", ["gpu"]), ("e", ["unit", "fuzz"])]
        self.assertEqual(labels.problems(tests), [])

    def test_none_two_and_unknown(self):
        for wrong in ([], ["display"], ["unit", "long"], ["unit", "slow"]):
            with self.subTest(labels=wrong):
                self.assertEqual(len(labels.problems([("a", ["unit"]), ("b", wrong)])), 1)


class Headers(unittest.TestCase):
    def problems(self, header):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            build = root / "build"
            command = f"c++ -I{root} -MD -MF a.d -o a.o -c {root}/compute/io/Keys.cpp"
            write(root, {"compute/io/Keys.cpp": "", "compute/io/Keys.hpp": header, "build/compile_commands.json": json.dumps(
                [{"directory": str(build), "command": command, "file": f"{root}/compute/io/Keys.cpp"}])})
            return headers.problems(root, build, headers.LAYERS)

    def test_one_that_brings_what_it_needs(self):
        self.assertEqual(self.problems("#pragma once\n#include <string>\ninline std::string key;\n"), ([], 1))

    def test_one_that_needs_another_before_it(self):
        found, count = self.problems("#pragma once\ninline std::string key;\n")
        self.assertEqual((len(found), count), (1, 1))
        self.assertIn("compute/io/Keys.hpp does not compile alone", found[0])


if __name__ == "__main__":
    unittest.main()
