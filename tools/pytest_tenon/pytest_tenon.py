"""A pytest plugin for tests of Tenon's plugins: each runs through `tenon plugin run`, without a network.

    def test_my_scale(tenon_plugin):
        tenon_plugin.compare(
            "build/libmy_scale.so", "MyScale", fields={"factor": 2.5},
            shapes=[[(2, 3, 8, 8)], [(1, 3, 5, 7)]], types=("float32", "float16"),
            reference=lambda x: 2.5 * x)

    def test_my_scale_is_sound(tenon_plugin):
        tenon_plugin.check("build/libmy_scale.so", "MyScale")

Pure Python: needs NumPy, pytest and the command `tenon` (on the PATH, or named by --tenon-command or TENON_COMMAND).
"""

import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np
import pytest

__all__ = ["PluginError", "PluginRunner", "stand_in"]

# Allowed |found - reference| <= absolute + relative * |reference|.
TOLERANCES = {"float32": (1e-5, 1e-4), "float16": (4e-3, 1e-2)}


class PluginError(AssertionError):
    """A plugin that does not run, or computes something else."""


def stand_in(shape, dtype, seed=0):
    """Values as they come in networks: floats between -2 and 2 in steps that fp16 has, small non-negative integers."""
    random = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return (random.integers(-256, 257, size=shape) / 128.0).astype(kind)
    if kind.kind == "b":
        return random.integers(0, 2, size=shape).astype(kind)
    return random.integers(0, 4, size=shape).astype(kind)


class PluginRunner:
    """Runs plugins by the command `tenon`. `device` is cpu, cuda or cuda:<n>; None lets the command choose."""

    def __init__(self, command="tenon", device=None):
        self.command = command
        self.device = device

    def _call(self, arguments):
        try:
            return subprocess.run([self.command, "plugin", *arguments], capture_output=True, text=True, errors="replace", check=False)
        except FileNotFoundError:
            raise PluginError(f"{self.command}: expected the command of Tenon, found no such program; set --tenon-command or TENON_COMMAND") from None

    def _common(self, library, name, version, fields):
        arguments = [str(library)] if library else []
        arguments += ["--plugin", name]
        arguments += ["--plugin-version", version] if version else []
        arguments += ["--fields", json.dumps(fields)] if fields else []
        arguments += ["--device", self.device] if self.device else []
        return arguments

    def run(self, library, name, inputs, fields=None, outputs=1, version=None):
        """Outputs of one plugin on arrays, batch included. Raises PluginError with the command's words."""
        with tempfile.TemporaryDirectory(prefix="pytest_tenon_") as folder:
            folder = pathlib.Path(folder)
            arguments = ["run", *self._common(library, name, version, fields)]
            for i, array in enumerate(inputs):
                np.save(folder / f"input_{i}.npy", np.ascontiguousarray(array))
                arguments += ["--input", str(folder / f"input_{i}.npy")]
            for i in range(outputs):
                arguments += ["--output", str(folder / f"output_{i}.npy")]
            finished = self._call(arguments)
            if finished.returncode != 0:
                raise PluginError(f"plugin {name}: expected it to run, found\n{finished.stderr.strip()}")
            return [np.load(folder / f"output_{i}.npy") for i in range(outputs)]

    def compare(self, library, name, reference, shapes, types=("float32",), fields=None, outputs=1, version=None, tolerance=None, make_input=stand_in):
        """Runs the plugin over shapes (one list of input shapes for each case) and types, and compares with reference(*inputs), which gets the
        inputs in float64 where they are floats. Raises PluginError with the first element that differs, its index and both values."""
        for case in shapes:
            for dtype in types:
                inputs = [make_input(shape, dtype, seed) for seed, shape in enumerate(case)]
                wanted = reference(*[one.astype(np.float64) if one.dtype.kind == "f" else one for one in inputs])
                wanted = list(wanted) if isinstance(wanted, (tuple, list)) else [wanted]
                found = self.run(library, name, inputs, fields, max(outputs, len(wanted)), version)
                absolute, relative = tolerance or TOLERANCES.get(str(np.dtype(dtype)), (0, 0))
                for number, (a, b) in enumerate(zip(found, wanted)):
                    self._compare_one(name, case, dtype, number, a, np.asarray(b), absolute, relative)

    @staticmethod
    def _compare_one(name, case, dtype, number, found, wanted, absolute, relative):
        head = f"plugin {name}, inputs {case}, {dtype}: output {number}"
        if found.shape != wanted.shape:
            raise PluginError(f"{head}: expected shape {wanted.shape}, found {found.shape}")
        a, b = found.astype(np.float64), wanted.astype(np.float64)
        with np.errstate(invalid="ignore"):
            wrong = ~((a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= absolute + relative * np.abs(b)))
        if wrong.any():
            flat = int(np.argmax(wrong))
            index = tuple(int(i) for i in np.unravel_index(flat, found.shape))
            raise PluginError(
                f"{head}, element {flat} {list(index)}: expected {b[index]:.9g}, found {a[index]:.9g}; {int(wrong.sum())} of {wrong.size} elements differ"
            )

    def check(self, library, name=None, fields=None, only=None, version=None):
        """`tenon plugin check`: raises PluginError with all findings. Returns the report."""
        arguments = ["check", *([str(library)] if library else []), "--format", "json"]
        arguments += ["--plugin", name] if name else []
        arguments += ["--plugin-version", version] if version else []
        arguments += ["--fields", json.dumps(fields)] if fields else []
        arguments += ["--only", ",".join(only)] if only else []
        arguments += ["--device", self.device] if self.device else []
        finished = self._call(arguments)
        try:
            report = json.loads(finished.stdout)
        except json.JSONDecodeError:
            raise PluginError(f"tenon plugin check: expected a report, found\n{finished.stderr.strip()}") from None
        findings = list(report["load"])
        for plugin in report["plugins"]:
            for one in plugin["checks"]:
                findings += [finding for finding in one["findings"] if not finding["advice"]]
        if findings:
            lines = [f"{f['number']} {f['check']}: {f['plugin']}: {f['method']}: expected {f['expected']}, found {f['found']}; {f['fix']}" for f in findings]
            raise PluginError("tenon plugin check: " + f"{len(findings)} findings\n" + "\n".join(lines))
        return report


def pytest_addoption(parser):
    group = parser.getgroup("tenon")
    group.addoption("--tenon-command", default=os.environ.get("TENON_COMMAND", "tenon"), help="the command tenon")
    group.addoption("--tenon-device", default=None, help="cpu, cuda or cuda:<n>")


@pytest.fixture(scope="session")
def tenon_plugin(request):
    """A PluginRunner."""
    return PluginRunner(request.config.getoption("--tenon-command"), request.config.getoption("--tenon-device"))
