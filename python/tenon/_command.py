"""The command ``tenon`` of an installed wheel."""

import os
import sys


def main():
    """Becomes the command, with the same arguments."""
    binary = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "tenon")
    try:
        os.execv(binary, [binary, *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"tenon: expected the command at {binary}, found none ({error}); install the wheel anew")
