#!/bin/bash
# examples/my_custom_plugin on the GPU: both batch modes and precisions, built in one process, run in others at several shapes.
#   my_custom_plugin_test.sh <folder of the programs>
set -uo pipefail
program=$1/gpu_my_custom_plugin_demo
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export TENON_DEVICE=cuda
failures=0 runs=0
for mode in explicit implicit; do
    for precision in fp32 fp16; do
        "$program" build "$work/e" $mode $precision > "$work/build" 2>&1 || { failures=$((failures + 1)); cat "$work/build"; continue; }
        for batch in 1 2 3 8; do
            runs=$((runs + 1))
            height=5 width=7
            [ $mode = explicit ] && height=$((2 * batch)) width=$((17 - 2 * batch))
            limit=1e-5; [ $precision = fp16 ] && limit=4e-3
            "$program" run "$work/e" $batch $height $width > "$work/run" 2>&1
            status=$?
            error=$(sed -n 's/.*largest error \([0-9.e+-]*\).*/\1/p' "$work/run")
            if [ $status = 0 ] && grep -q "attachToContext: with cuBLAS" "$work/run" \
                && awk -v e="$error" -v l=$limit 'BEGIN { exit !(e != "" && e + 0 < l + 0) }'; then
                echo "ok: $mode $precision batch $batch ${height}x$width, largest error $error"
            else
                failures=$((failures + 1)); echo "FAILED: $mode $precision batch $batch"; cat "$work/run"
            fi
        done
    done
done
echo "my_custom_plugin: $runs runs, $failures failures"
[ $failures = 0 ] && [ $runs = 16 ]
