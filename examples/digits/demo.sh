#!/bin/bash
# The demo: builds the plugin and the program as a user of the installed package would, builds an engine for each batch mode
# and precision, and classifies held-out scans with each in a new process.
#
#   TENON_PREFIX=<where Tenon is installed> demo.sh [--model M.onnx] [--scans X.npy --labels Y.npy]
#
# Another model must have the shape of the one here (train.py makes them). Ends with four lines
# "accuracy <mode> <precision> <right>/<all>"; the exit status is 0 where each equals what PyTorch reached, within one scan. Where
# that is not known for the model and scans given, the four are compared with one another.
# TENON_DEMO_DIR (default: a new temporary folder) gets what is built. With TENON_DEVICE=cuda the plugin is built with its CUDA kernel, by
# nvcc (CUDACXX), and everything runs on the GPU.
set -euo pipefail

usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; }
fail() { echo "demo: $*" >&2; exit 2; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
model=$here/data/digits_lrelu.onnx
scans=$here/data/scans.npy
labels=$here/data/labels.npy
expected=${here%/examples/digits}/tests/data/digits/expected_logits.npy
own_data=yes
while [ $# -gt 0 ]; do
    case $1 in
        --help|-h) usage; exit 0 ;;
        --model|--scans|--labels)
            [ $# -ge 2 ] || fail "$1: expected a file after it"
            [ -r "$2" ] || fail "$1: $2 cannot be read"
            case $1 in --model) model=$2 ;; --scans) scans=$2; given_scans=1 ;; --labels) labels=$2; given_labels=1 ;; esac
            own_data=no; shift 2 ;;
        *) fail "$1: not known; see --help" ;;
    esac
done
[ "${given_scans:-0}" = "${given_labels:-0}" ] || fail "--scans and --labels come together"
prefix=${TENON_PREFIX:?where Tenon is installed}
if [ -n "${TENON_DEMO_DIR:-}" ]; then
    work=$TENON_DEMO_DIR; mkdir -p "$work"
else
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
fi
export TENON_DEVICE=${TENON_DEVICE:-cpu}
export CMAKE_GENERATOR=${CMAKE_GENERATOR:-$(command -v ninja > /dev/null && echo Ninja || echo "Unix Makefiles")}

on_device=()
if [[ $TENON_DEVICE == cuda* ]]; then
    on_device=(-DCUSTOM_PLUGIN_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=native)
    [ -n "${CUDACXX:-}" ] || command -v nvcc > /dev/null || export CUDACXX=/usr/local/cuda/bin/nvcc
fi
for project in custom_plugin digits; do
    echo "== Building $project against the package in $prefix"
    { cmake -S "$here/../$project" -B "$work/$project" -DCMAKE_PREFIX_PATH="$prefix" "${on_device[@]}" \
        && cmake --build "$work/$project" --parallel; } > "$work/$project.log" 2>&1 \
        || { cat "$work/$project.log" >&2; fail "$project does not build"; }
done
program=$work/digits/digits
find_library() { find "$work/custom_plugin" -name "lib$1.so" -print -quit; }

# One way to run: builds the engine in one process, classifies in another. The accuracy line goes to the end.
rm -f "$work"/*.txt
status=0
rights=()
accuracy_lines=()
run() {
    local mode=$1 precision=$2 plugin=$3 tolerance=$4 engine=$work/digits_$1_$2.engine output
    local extra=()
    [ "$precision" = fp32 ] && extra+=(--show-calls 1)
    echo
    echo "== $mode batch, $precision"
    "$program" build --mode "$mode" --precision "$precision" --model "$model" --plugin "$plugin" --engine "$engine" \
        "${extra[@]}" || { status=1; return; }
    [ $own_data = yes ] && [ -r "$expected" ] && extra+=(--expect "$expected" --tolerance "$tolerance")
    [ "$mode/$precision" = implicit/fp32 ] && extra+=(--draw 5)
    output=$work/$mode.$precision.txt
    "$program" classify --engine "$engine" --precision "$precision" --plugin "$plugin" --scans "$scans" --labels "$labels" \
        --model "$model" "${extra[@]}" > "$output" || status=1
    sed '/^accuracy /d' "$output"
    accuracy_lines+=("$(grep '^accuracy ' "$output" || true)")
    rights+=("$(sed -n 's|^accuracy .* \([0-9]*\)/.*|\1|p' "$output")")
}
for precision_and_tolerance in fp32:1e-5 fp16:1e-2; do
    run implicit "${precision_and_tolerance%:*}" "$(find_library lrelu_static)" "${precision_and_tolerance#*:}"
    run explicit "${precision_and_tolerance%:*}" "$(find_library lrelu_dynamic)" "${precision_and_tolerance#*:}"
done

# Where PyTorch's accuracy is not known, the four must agree with one another.
sorted=$(printf '%s\n' "${rights[@]}" | sort -n)
least=$(echo "$sorted" | head -1); most=$(echo "$sorted" | tail -1)
if ! grep -qs 'PyTorch reached' "$work"/*.txt && [ $((most - least)) -gt 1 ]; then
    echo "The modes differ from one another by more than one scan: from $least to $most are right."
    status=1
fi
echo
printf '%s\n' "${accuracy_lines[@]}"
exit $status
