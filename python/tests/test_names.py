"""The names of TensorRT's Python API are there, each with a docstring or a stub; and the list says what is not served."""

import pathlib

import pytest

import tenon

LIST = pathlib.Path(__file__).with_name("tensorrt_names.txt")


def lines():
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-")):
            name, _, members = line.partition(":")
            yield name, members.split()


@pytest.mark.parametrize("name, members", list(lines()), ids=[name for name, _ in lines()])
def test_a_class_and_its_members(name, members):
    owner = tenon if name in ("functions", "values") else getattr(tenon, name)
    missing = [member for member in members if not hasattr(owner, member)]
    assert not missing


def not_served():
    return [name for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("-") for name in line[1:].split()]


@pytest.mark.parametrize("name", not_served())
def test_what_is_not_served_is_not_there(name):
    owner = tenon
    for part in name.split("."):
        if not hasattr(owner, part):
            return
        owner = getattr(owner, part)
    pytest.fail(f"{name} is there: the list is to say so")
