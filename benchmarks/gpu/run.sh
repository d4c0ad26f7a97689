#!/usr/bin/env bash
# Correctness, then the table: what `./dev bench gpu` and, in a bundle, `./run gpu` do on a machine with a GPU.
#   run.sh <folder of the programs> <folder for results>
# Needs python3 with PyTorch for the peers' columns; without it Tenon's own lines are printed alone.
set -u
bin=$1
results=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$results"
export TENON_DEVICE=cuda
status=0
for program in "$bin"/tenon_ops_test "$bin"/tenon_plugins_test; do
    [[ -x $program ]] || continue
    echo "== ${program##*/}"
    GTEST_BRIEF=1 "$program" || status=1
done
echo "== tenon_gpu_bench"
"$bin/tenon_gpu_bench" --out "$results/tenon.json" || exit 1
if python3 -c 'import torch' 2>/dev/null; then
    echo "== peers"
    python3 "$here/peers.py" --out "$results/peers.json" 2>"$results/peers.log" && python3 "$here/table.py" "$results/tenon.json" "$results/peers.json"
else
    echo "peers: not measured: python3 has no torch"
fi
exit $status
