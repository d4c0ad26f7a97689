"""The command ``tenon`` of an installed wheel."""

import ctypes
import os
import sys

_FOLDER = os.path.dirname(os.path.abspath(__file__))
# Flags whose value may be a Python file too.
_WITH_PYTHON_FILE = ("--reference",)


def main():
    """Becomes the command, with the same arguments; with plugins written in Python it runs in this process, beside them."""
    module = _module_of(sys.argv[1:])
    if module is not None:
        sys.exit(_beside(module, sys.argv[1:]))
    binary = os.environ.get("TENON_COMMAND") or os.path.join(_FOLDER, "bin", "tenon")
    try:
        os.execv(binary, [binary, *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"tenon: expected the command at {binary}, found none ({error}); install the wheel anew")


def _module_of(arguments):
    """The Python file that stands for a plugin library, None where there is none: `tenon plugin check FILE`, `tenon run --plugins FILE,…`."""
    for before, argument in zip(arguments, arguments[1:]):
        flag, equals, value = argument.partition("=")
        if equals and flag == "--plugins":
            before, argument = flag, value
        if before == "--plugins":
            for path in argument.split(","):
                if path.endswith(".py"):
                    return path
        elif arguments[0] == "plugin" and argument.endswith(".py") and not argument.startswith("-") and before not in _WITH_PYTHON_FILE:
            return argument
    return None


def _load(path):
    """Runs a module as ``import`` does, and gives the addresses of the creators that it registered."""
    import tenon
    from .plugins import load_module
    before = set(tenon._creators)
    load_module(path)
    return [address for address in tenon._creators if address not in before]


def _beside(path, arguments):
    """Runs the command in this process. Gives its exit status."""
    if not os.path.exists(path):
        sys.exit(f"tenon: library: expected a plugin library, \"{path}\" is not there")
    from . import _tenon
    creators = _load(path)
    if not creators:
        sys.exit(f"tenon: library: expected a module that registers creators of plugins, found none registered by \"{path}\"; call "
                 "tenon.get_plugin_registry().register_creator, or use tenon.plugin_function")
    path_of_library = os.environ.get("TENON_COMMAND_LIBRARY") or os.path.join(_FOLDER, "lib", "libtenon_command.so")
    try:
        library = ctypes.CDLL(path_of_library)
    except OSError as error:
        sys.exit(f"tenon: expected the command's library at {path_of_library}, found none that loads ({error}); install the wheel anew")
    run = library.tenonHostedCommand
    run.restype = ctypes.c_int
    argv = (ctypes.c_char_p * (len(arguments) + 2))(b"tenon", *(os.fsencode(argument) for argument in arguments), None)
    faces = (ctypes.c_void_p * len(creators))(*creators)
    exceptions = ctypes.cast(ctypes.CDLL(_tenon.__file__).tenonPythonTakeExceptions, ctypes.c_void_p)
    sys.stdout.flush()
    sys.stderr.flush()
    # The call lets go of the interpreter's lock, so that plugins may be called from any thread of it and of its children.
    return run(len(arguments) + 1, argv, os.fsencode(os.path.abspath(path)), faces, len(creators), exceptions)
