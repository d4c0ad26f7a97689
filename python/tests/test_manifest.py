"""An engine file says that a plugin of it is written in Python; without Python or the module, loading it says what to do."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import tenon as trt

MODULES = pathlib.Path(__file__).parent / "modules"
BUILD = """
import sys
import tenon as trt
import right_plugins

logger = trt.Logger(trt.Logger.ERROR)
builder = trt.Builder(logger)
network = builder.create_network(0)
x = network.add_input("x", trt.float32, (2, 3))
scaled = network.add_plugin_v3([x], [], right_plugins.Scale(3.0)).get_output(0)
shifted = network.add_plugin_v2([scaled], right_plugins.Shift(1.0)).get_output(0)
shifted.name = "y"
network.mark_output(shifted)
config = builder.create_builder_config()
config.set_device("cpu")
open(sys.argv[1], "wb").write(builder.build_serialized_network(network, config))
"""
LOAD = "import sys, numpy as np, tenon; print(tenon.load(sys.argv[1])(np.ones((2, 3), np.float32)).tolist())"


def python(code, *arguments, path=MODULES):
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join([str(path), os.environ.get("PYTHONPATH", "")])})


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("manifest") / "python.engine"
    done = python(BUILD, path)
    assert done.returncode == 0, done.stderr
    return path


def test_with_the_module_it_runs(engine):
    done = python("import right_plugins; " + LOAD, engine)
    assert done.returncode == 0 and done.stdout.strip() == str([[4.0] * 3] * 2), done.stderr


def test_the_short_way_imports_the_module(engine):
    code = LOAD.replace("tenon.load(sys.argv[1])", "[tenon.load(sys.argv[1], plugins=[sys.argv[2]]) for _ in range(2)][1]")
    done = python(code, engine, MODULES / "right_plugins.py", path="")
    assert done.returncode == 0 and done.stdout.strip() == str([[4.0] * 3] * 2), done.stderr


def test_without_the_module_it_says_what_to_do(engine):
    done = python(LOAD, engine)
    assert done.returncode != 0
    assert "plugin \"RightScale\"" in done.stderr and "expected a registered creator" in done.stderr
    assert "the plugin is written in Python (right_plugins (" in done.stderr
    assert "run the engine from Python, with the module imported that registers it" in done.stderr


def test_the_file_says_so(engine):
    command = os.environ.get("TENON_COMMAND") or os.path.join(os.path.dirname(trt.__file__), "bin", "tenon")
    if not os.path.exists(command):
        pytest.skip("needs the command")
    done = subprocess.run([command, "inspect", "--json", str(engine)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    plugins = json.loads(done.stdout)["plugins"]
    assert [plugin["language"] for plugin in plugins] == ["Python", "Python"]
    assert all(plugin["library"].startswith("Python module right_plugins (") and len(plugin["buildId"]) == 40 for plugin in plugins)
    done = subprocess.run([command, "run", "--loadEngine", str(engine)], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "run the engine from Python" in done.stderr


def test_the_command_runs_it_with_the_module(engine):
    library = os.environ.get("TENON_COMMAND_LIBRARY") or os.path.join(os.path.dirname(trt.__file__), "lib", "libtenon_command.so")
    if not os.path.exists(library):
        pytest.skip("needs the command's library")
    done = subprocess.run([sys.executable, "-m", "tenon", "run", "--loadEngine", str(engine), "--plugins", str(MODULES / "right_plugins.py")],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_module_is_a_warning(engine, tmp_path):
    text = (MODULES / "right_plugins.py").read_text(encoding="utf-8")
    (tmp_path / "right_plugins.py").write_text(text + "\n# Another one.\n", encoding="utf-8")
    code = ("import sys, tenon, right_plugins; logger = tenon.CollectingLogger(); "
            "engine = tenon.Runtime(logger).load_engine(sys.argv[1]); print(engine is not None, logger.take_warnings())")
    done = python(code, engine, path=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith("True") and "the engine was built with build" in done.stdout, done.stdout + done.stderr
    assert "Python module right_plugins" in done.stdout


def test_devices_of_creators_are_checked():
    with pytest.raises(ValueError, match="expected devices of \"cpu\" and \"cuda\", found tpu"):
        trt.get_plugin_registry().register_creator(object(), "", devices=("tpu",))
