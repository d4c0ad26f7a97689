"""Tenon's side of comparisons: builds an engine of a benchmark network, and keeps a process that runs it on demand."""

import os
import pathlib
import subprocess
import time

import numpy as np


class Tenon:
    """Where the command and the runner are."""

    def __init__(self, command, runner, device="cpu"):
        self.command, self.runner = command, runner
        self.environment = {**os.environ, "TENON_DEVICE": device, "OMP_NUM_THREADS": "1"}

    def build(self, network, model, engine, flags=()):
        """Seconds that the build took."""
        shapes = [f"--{bound}Shapes={network.shapes(sizes)}" for bound, sizes in zip(("min", "opt", "max"), network.profile)]
        begin = time.perf_counter()
        done = subprocess.run([self.command, "build", f"--onnx={model}", *shapes, *flags, f"--saveEngine={engine}", "--quiet"],
            env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"tenon build of {network.name}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return time.perf_counter() - begin


class Engine:
    """A process with an engine and inputs of one shape."""

    def __init__(self, tenon, engine, inputs, folder):
        """`folder`: where inputs and outputs are written; made here."""
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        arguments = []
        for name, array in inputs.items():
            file = self.folder / f"{name}.in"
            np.ascontiguousarray(array).tofile(file)
            arguments.append(f"{name}={file}:{'x'.join(map(str, array.shape))}")
        self.process = subprocess.Popen([tenon.runner, str(engine), *arguments], env=tenon.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._expect("ready")

    def _expect(self, word):
        line = self.process.stdout.readline()
        if line.strip() != word:
            raise RuntimeError(f"engine_runner: expected \"{word}\", found \"{line.strip()}\"; its message is above")

    def _say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def times(self, count):
        """Pairs of wall and processor time in milliseconds, one an inference."""
        self._say(f"run {count}")
        return [tuple(float(part) / 1e3 for part in pair.split(":")) for pair in self.process.stdout.readline().split()]

    def outputs(self, like):
        """The outputs of an inference, with the shapes and types of the arrays in `like`, by name."""
        self._say(f"write {self.folder}")
        self._expect("written")
        found = {}
        for name, expected in like.items():
            values = np.fromfile(self.folder / f"{name}.bin", expected.dtype)
            if values.size != expected.size:
                raise RuntimeError(f"output {name}: expected {expected.size} elements {expected.shape}, found {values.size}")
            found[name] = values.reshape(expected.shape)
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
