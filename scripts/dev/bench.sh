# ./dev bench cpu [pattern] [-- arguments for the benchmark programs]: build and run the benchmarks.
#
# Builds and runs every program bin/*_bench whose name matches the pattern (a regular expression), then the comparisons with peers
# in benchmarks/cpu_*.py, with Python from .venv.

device=${1:-}
shift || true
[[ $device == cpu || $device == gpu ]] || fail "dev bench: expected the device cpu or gpu, found \"$device\""
[[ $device == cpu ]] || fail "dev bench gpu: not implemented yet: benchmarks on a GPU; run ./dev bench cpu"
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
build release shipped "${programs[@]}"
installPrefix release
for program in "${programs[@]}"; do
    say "$program"
    "build/release/bin/$program" "$@"
done
for script in benchmarks/cpu_*.py; do
    [[ -f $script && ${script##*/} =~ $pattern ]] || continue
    needPackages peers
    venv .venv tests/peers/requirements.txt
    say "${script##*/}"
    TENON_PREFIX=$root/build/release/prefix .venv/bin/python "$script"
done
