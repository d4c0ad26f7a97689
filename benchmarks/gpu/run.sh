#!/usr/bin/env bash
# Correctness on the GPU, then the table: what `./dev bench gpu` and, in a bundle, `./run gpu` do on a machine with a GPU.
#   run.sh <folder of the programs> <folder for results>
# Needs python3 with PyTorch for the peers' columns; without it Tenon's own lines are printed alone.
set -u -o pipefail
bin=$1
results=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$results"
export TENON_DEVICE=cuda
# One round of the benchmark: what peers.py calls between its own.
round() { "$bin/tenon_gpu_bench" --out "$results/tenon_$1.json"; }
if [[ ${TENON_BENCH_ROUND:-} == 1 ]]; then
    round "${@: -1}"
    exit
fi
status=0
export TENON_TEST_DEVICE=cuda
for program in "$bin"/tenon_ops_test "$bin"/tenon_plugins_test "$bin"/tenon_gpu_test; do
    [[ -x $program ]] || continue
    echo "== ${program##*/}"
    GTEST_BRIEF=1 "$program" || status=1
done
if [[ -x $bin/gpu_my_custom_plugin_demo ]]; then
    echo "== programs"
    "$here/../../tests/gpu/tutorial_test.sh" "$bin" "$bin/../lib/fixtures" | tail -1 || status=1
    "$here/../../tests/gpu/my_custom_plugin_test.sh" "$bin" | tail -1 || status=1
fi
rounds=3
rm -f "$results"/tenon_*.json
if python3 -c 'import torch' 2>/dev/null; then
    echo "== tenon_gpu_bench and PyTorch, in $rounds rounds"
    TENON_BENCH_ROUND=1 python3 "$here/peers.py" --rounds $rounds --out "$results/peers.json" --between "${BASH_SOURCE[0]}" "$bin" "$results" \
        2>"$results/peers.log" && python3 "$here/table.py" "$results/peers.json" "$results"/tenon_*.json || { tail -5 "$results/peers.log"; exit 1; }
else
    echo "== tenon_gpu_bench; PyTorch is not measured: python3 has no torch"
    round 0 || exit 1
fi
exit $status
