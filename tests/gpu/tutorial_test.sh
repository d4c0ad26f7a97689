#!/bin/bash
# Each level, with the plugin in a library and in the program, both batch modes and precisions: built in one process, run in another.
#   tutorial_test.sh <folder of the programs> <folder of the libraries>
set -uo pipefail
programs=$1 libraries=$2
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
failures=0 runs=0
for level in 7 8 10; do
    for form in shared static; do
        program=$programs/tutorial_$form$level
        library=(); [ $form = shared ] && library=("$libraries/gpu_lrelu$level.so")
        for mode in explicit implicit; do
            [ $level = 10 ] && [ $mode = implicit ] && continue
            for precision in fp32 fp16; do
                runs=$((runs + 1))
                if "$program" build "$work/e" $mode $precision "${library[@]}" 2> "$work/log" && "$program" run "$work/e" "${library[@]}" 2>> "$work/log" > "$work/out"; then
                    echo "ok: level $level $form $mode $precision"
                else
                    failures=$((failures + 1)); echo "FAILED: level $level $form $mode $precision"; cat "$work/log" "$work/out"
                fi
            done
        done
    done
done
echo "tutorial: $((runs - failures)) of $runs right"
[ $failures = 0 ]
