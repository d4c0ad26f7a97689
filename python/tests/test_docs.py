"""Every public name has a docstring, and in the wheel a stub; the generated files are up to date."""

import ast
import inspect
import os
import pathlib
import subprocess
import sys

import pytest

import tenon

ROOT = pathlib.Path(__file__).resolve().parents[2]
STUB = pathlib.Path(tenon._tenon.__file__).with_name("_tenon.pyi")


def public_members():
    """(name, object) of everything that the package shows: classes, their members, functions."""
    for name, value in vars(tenon).items():
        if name.startswith("_") or inspect.ismodule(value) or not callable(value):
            continue
        yield name, value
        if inspect.isclass(value):
            for member, inner in vars(value).items():
                # Enumerators have no docstring of their own class.
                if not member.startswith("_") and not isinstance(inner, (value, int, str, tuple, list, float)):
                    yield f"{name}.{member}", inner


def has_docstring(value):
    text = getattr(value, "__doc__", None) or ""
    if type(value).__name__ in ("nb_func", "nb_method"):
        # Without the signatures.
        text = "\n".join(line for line in text.splitlines() if not (line.startswith(value.__name__ + "(") and ") -> " in line and not line.endswith(".")))
    return bool(text.strip())


def test_every_public_name_has_a_docstring():
    missing = [name for name, value in public_members() if not has_docstring(value)]
    assert not missing


@pytest.mark.skipif(not STUB.exists(), reason="needs the wheel's stub")
def test_every_bound_name_has_a_stub():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    classes = {node.name: {inner.name for inner in ast.walk(node) if isinstance(inner, ast.FunctionDef)}
               | {target.id for inner in node.body if isinstance(inner, (ast.Assign, ast.AnnAssign))
                  for target in (inner.targets if isinstance(inner, ast.Assign) else [inner.target]) if isinstance(target, ast.Name)}
               for node in tree.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    missing = []
    for name, value in vars(tenon._tenon).items():
        if name.startswith("_"):
            continue
        if inspect.isclass(value):
            members = {member for member, inner in vars(value).items()
                       if not member.startswith("_") and type(inner).__name__ in ("nb_func", "nb_method", "property")
                       # Not those that the package adds.
                       and not inspect.isfunction(getattr(inner, "fget", None))}
            missing += [f"{name}.{member}" for member in members - classes.get(name, set())] + ([name] if name not in classes else [])
        elif callable(value) and name not in functions:
            missing.append(name)
    assert not missing
    assert STUB.with_name("py.typed").exists()


@pytest.mark.skipif(not (ROOT / "scripts/python").exists(), reason="needs the source tree")
def test_what_is_generated_is_up_to_date():
    done = subprocess.run([sys.executable, str(ROOT / "scripts/python/enums.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_name_of_the_package_is_in_its_stub():
    tree = ast.parse(pathlib.Path(tenon.__file__).with_name("__init__.pyi").read_text(encoding="utf-8"))
    told = set()
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            told.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            told |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            told |= {target.id for target in (node.targets if isinstance(node, ast.Assign) else [node.target])}
    # pytest leaves names that are none in packages of plugins.
    own = {name for name in vars(tenon) if not name.startswith("_") and name.isidentifier()} - set(vars(tenon._tenon)) - {"plugins", "running", "cuda", "pycuda", "pytest_plugin"}
    missing = own - told
    assert not missing
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            value = getattr(tenon, node.name)
            real = inspect.signature(value if inspect.isfunction(value) else type(value).__call__).parameters
            assert [argument.arg for argument in node.args.args] == [name for name in real if name not in ("self", "fields")], node.name


SCRIPT = '''
import numpy as np
import tenon as trt

logger = trt.Logger(trt.Logger.WARNING)
builder = trt.Builder(logger)
network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
x = network.add_input("x", trt.float32, (1, 3, 8, 8))
layer = network.add_pooling_nd(x, trt.PoolingType.MAX, [2, 2])
layer.stride_nd = (2, 2)
network.mark_output(layer.get_output(0))
config = builder.create_builder_config()
config.set_flag(trt.BuilderFlag.FP16)
with trt.Runtime(logger) as runtime, builder.build_serialized_network(network, config) as plan:
    engine = runtime.deserialize_cuda_engine(plan)
with engine.create_execution_context() as context:
    context.set_input_shape("x", (1, 3, 8, 8))
    done: bool = context.execute_async_v3(0)
answer = trt.load("m.onnx", device="cpu")(np.zeros(3))
leaky = trt.plugin("LReLU_TRT", negSlope=0.1)
wrong: int = network.name
'''


def test_scripts_are_checked_by_their_types(tmp_path):
    pytest.importorskip("mypy")
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(path)], capture_output=True, text=True, check=False,
                          env={**os.environ, "MYPYPATH": str(pathlib.Path(tenon.__file__).parents[1]) if "site-packages" not in tenon.__file__ else ""})
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 1 and f"script.py:{len(SCRIPT.splitlines())}:" in errors[0], done.stdout
