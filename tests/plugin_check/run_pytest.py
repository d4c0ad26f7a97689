"""Runs pytest_tenon_cases.py; ends with status 77 where NumPy or pytest is missing.

usage: run_pytest.py <source folder> <build folder>
"""

import os
import subprocess
import sys


def with_numpy_and_pytest():
    """The interpreter that runs this, or the system's: whichever has both; None if neither does."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", "import numpy, pytest"], capture_output=True, check=False).returncode == 0:
                return python
        except OSError:
            continue
    return None


python = with_numpy_and_pytest()
if python is None:
    print("NumPy or pytest is missing: skipped; on Debian: apt-get install python3-numpy python3-pytest")
    sys.exit(77)
source, build = sys.argv[1:3]
environment = dict(os.environ, TENON_FIXTURES=f"{build}/lib/fixtures", PYTHONPATH=f"{source}/tools/pytest_tenon", TENON_DEVICE="cpu", PYTHONDONTWRITEBYTECODE="1")
command = [python, "-m", "pytest", "-q", "-p", "pytest_tenon", "-p", "no:cacheprovider", "--tenon-command", f"{build}/bin/tenon", f"{source}/tests/plugin_check/pytest_tenon_cases.py"]
sys.exit(subprocess.run(command, env=environment, check=False).returncode)
