"""`tenon plugin check` on plugins written in Python: none without a fault is accused, and faults are named."""

import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tenon

MODULES = pathlib.Path(__file__).parent / "modules"
LIBRARY = os.environ.get("TENON_COMMAND_LIBRARY") or os.path.join(os.path.dirname(tenon.__file__), "lib", "libtenon_command.so")
pytestmark = pytest.mark.skipif(not os.path.exists(LIBRARY), reason="needs the wheel's libtenon_command.so")


def tenon_command(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "tenon", *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False, **options)


def findings(module, plugin, *arguments):
    """The ids of the checks that found something, and the whole report."""
    done = tenon_command("plugin", "check", MODULES / module, "--plugin", plugin, "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    found = [(finding["check"], finding) for each in report["plugins"] for check in each["checks"] for finding in check.get("findings", [])
             if not finding.get("advice")]
    return found, report, done


@pytest.mark.parametrize("module, plugin, arguments", [
    ("right_plugins.py", "RightShift", []), ("right_plugins.py", "RightScale", []), ("right_plugins.py", "RightJoin", ["--inputs", "a=2x3x4,b=2x5x4"]),
    ("quick_plugins.py", "scaled", [])])
def test_a_plugin_without_a_fault_passes(module, plugin, arguments):
    found, report, done = findings(module, plugin, *arguments)
    assert done.returncode == 0 and not found, (found, done.stderr)
    assert report["plugins"][0]["name"] == plugin
    states = [check["result"] for check in report["plugins"][0]["checks"]]
    assert states.count("ok") >= 30, states


@pytest.mark.parametrize("plugin, check, words", [
    ("WrongEnqueue", None, "ValueError('on purpose')"),
    ("WrongHalf", "output-written", ""),
    ("WrongOverrun", "output-overrun", ""),
    ("WrongInputs", "inputs-unchanged", ""),
    ("WrongBlob", "blob-output", ""),
    ("WrongClone", None, "clone"),
    ("WrongDims", None, ""),
    ("WrongFields", None, ""),
    ("WrongShapes", "no-throw", "ValueError('on purpose')"),
])
def test_a_fault_is_named(plugin, check, words):
    found, _, done = findings("wrong_plugins.py", plugin)
    assert done.returncode == 1 and found
    if check is not None:
        assert check in [name for name, _ in found], found
    assert any(words in json.dumps(finding) for _, finding in found), found


def test_the_module_is_listed_and_run(tmp_path):
    done = tenon_command("plugin", "list", MODULES / "right_plugins.py")
    assert done.returncode == 0 and "RightScale" in done.stdout and "right_plugins" in done.stdout, done.stdout + done.stderr
    x, y = tmp_path / "x.npy", tmp_path / "y.npy"
    np.save(x, np.ones((2, 3), np.float32))
    done = tenon_command("plugin", "run", MODULES / "right_plugins.py", "--plugin", "RightShift", "--fields", '{"by": 1.5}', "--input", x, "--output", y)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (np.load(y) == 2.5).all()


def test_what_is_missing_is_said(tmp_path):
    done = tenon_command("plugin", "check", tmp_path / "none.py")
    assert done.returncode != 0 and "is not there" in done.stderr
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n")
    done = tenon_command("plugin", "check", empty)
    assert done.returncode != 0 and "found none registered by" in done.stderr
    broken = tmp_path / "broken.py"
    broken.write_text("import nothing_of_this_name\n")
    done = tenon_command("plugin", "check", broken)
    assert done.returncode != 0 and "nothing_of_this_name" in done.stderr
    done = tenon_command("plugin", "check", MODULES / "right_plugins.py", "--plugin", "NotThere")
    assert done.returncode == 1 and "\"RightShift\" version \"1\"" in done.stderr


def test_the_command_in_cpp_goes_on_in_python(tmp_path):
    command = os.environ.get("TENON_COMMAND") or os.path.join(os.path.dirname(tenon.__file__), "bin", "tenon")
    if not os.path.exists(command):
        pytest.skip("needs the command")
    arguments = [command, "plugin", "check", str(MODULES / "right_plugins.py"), "--plugin", "RightScale", "--only", "field-names,life"]
    done = subprocess.run(arguments, capture_output=True, text=True, env={**os.environ, "TENON_PYTHON": sys.executable}, check=False)
    assert done.returncode == 0 and "RightScale" in done.stdout, done.stdout + done.stderr
    done = subprocess.run(arguments, capture_output=True, text=True, env={**os.environ, "TENON_PYTHON": str(tmp_path / "none")}, check=False)
    assert done.returncode == 1 and "set TENON_PYTHON to one that has the package tenon" in done.stderr
