# ./dev peers [arguments of tests/peers/run.py]: compare with live peers from PyPI, in the virtual environment .venv.

needPackages build test peers
venv .venv tests/peers/requirements.txt
configure release
build release shipped
installPrefix release
TENON_PREFIX=$root/build/release/prefix exec .venv/bin/python tests/peers/run.py "$@"
