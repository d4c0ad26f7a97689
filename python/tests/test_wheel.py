"""The wheel holds the libraries that it needs: nothing of what it loads lies elsewhere but what every machine has."""

import os
import pathlib
import re
import subprocess

import pytest

import tenon

PACKAGE = pathlib.Path(tenon.__file__).resolve().parent
pytestmark = pytest.mark.skipif(not (PACKAGE / "lib").is_dir(), reason="needs the package as a wheel installs it")
# The C and C++ runtime, and what belongs to GPUs.
FOREIGN = re.compile(r"^(linux-vdso|ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil|libstdc\+\+|libgcc_s|libcuda|libcudart|libcublas.*|"
                     r"libcudnn.*|libnvrtc.*|libnvJitLink|libnccl|libnvidia-.*)\.so")


def files():
    return [*PACKAGE.glob("lib/*.so*"), *PACKAGE.glob("_tenon*.so"), PACKAGE / "bin/tenon"]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_what_a_file_needs_is_in_the_package(path):
    assert not path.is_symlink()
    plain = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    listed = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=True, env=plain).stdout
    for line in listed.splitlines():
        name, arrow, place = line.strip().partition(" => ")
        if FOREIGN.match(pathlib.PurePath(name.split()[0]).name):
            continue
        assert arrow and pathlib.Path(place.split(" (")[0]).resolve().parent == PACKAGE / "lib", line


def test_the_libraries_come_with_their_licences():
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in PACKAGE.glob("licenses/*.txt")]
    assert any("oneDNN" in text or "Apache" in text for text in texts) and all(len(text) > 100 for text in texts)


def test_the_command_runs():
    done = subprocess.run([str(PACKAGE / "bin/tenon"), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("tenon")
