"""Runs pytest_tenon_cases.py; ends with status 77 where NumPy or pytest is missing.

usage: run_pytest.py <source folder> <build folder>
"""

import importlib.util
import os
import subprocess
import sys

if importlib.util.find_spec("numpy") is None or importlib.util.find_spec("pytest") is None:
    print("NumPy or pytest is missing: skipped")
    sys.exit(77)
source, build = sys.argv[1:3]
environment = dict(os.environ, TENON_FIXTURES=f"{build}/lib/fixtures", PYTHONPATH=f"{source}/tools/pytest_tenon", TENON_DEVICE="cpu", PYTHONDONTWRITEBYTECODE="1")
command = [sys.executable, "-m", "pytest", "-q", "-p", "pytest_tenon", "-p", "no:cacheprovider", "--tenon-command", f"{build}/bin/tenon", f"{source}/tests/plugin_check/pytest_tenon_cases.py"]
sys.exit(subprocess.run(command, env=environment, check=False).returncode)
