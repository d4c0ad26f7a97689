# ./dev peers [arguments of tests/peers/run.py]: compare with live peers from PyPI, in the virtual environment .venv.

needPackages build test peers
venv .venv tests/peers/requirements.txt
venv .venv-node tests/peers/node_requirements.txt
configure release
build release shipped
installPrefix release
export TENON_PREFIX=$root/build/release/prefix
.venv/bin/python tests/peers/run.py "$@"
.venv/bin/python tests/peers/light_models.py
build release tenon_onnx_backend_test
.venv-node/bin/python tests/peers/node_tests.py build/release/node_tests
TENON_ONNX_NODE_TESTS=$root/build/release/node_tests build/release/bin/tenon_onnx_backend_test --gtest_filter='*Newer*'
