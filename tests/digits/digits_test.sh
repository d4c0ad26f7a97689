#!/bin/bash
# digits_test.sh <build folder of Tenon> <work folder>: the digits example against the installed package.
#
# Each check prints one line; the exit status is 0 where all hold.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
build=$1
work=$2
data=$root/examples/digits/data
expected=$root/tests/data/digits/expected_logits.npy
export TENON_DEVICE=${TENON_DEVICE:-cpu}
export TENON_PREFIX=$work/prefix
export TENON_DEMO_DIR=$work/demo
failures=0

# check <name> <command…>: the command succeeds.
check() {
    local name=$1
    shift
    if "$@" > "$work/log" 2>&1; then echo "ok      $name"; else
        echo "FAILED  $name: $*"; sed 's/^/    /' "$work/log"; failures=$((failures + 1))
    fi
}

# refuses <name> <pattern> <command…>: the command fails as a program does that saw it coming, with that message.
refuses() {
    local name=$1 pattern=$2 status=0
    shift 2
    "$@" > "$work/log" 2>&1 || status=$?
    if [ $status -ge 1 ] && [ $status -le 2 ] && grep -qE -- "$pattern" "$work/log"; then echo "ok      $name"; else
        echo "FAILED  $name: expected status 1 or 2 and \"$pattern\", found status $status and"; sed 's/^/    /' "$work/log"
        failures=$((failures + 1))
    fi
}

rm -rf "$work"; mkdir -p "$work"
cmake --install "$build" --prefix "$TENON_PREFIX" > "$work/install.log" || { cat "$work/install.log"; exit 1; }

demo() { "$root/examples/digits/demo.sh" "$@" > "$work/demo.log" 2>&1; local s=$?; cat "$work/demo.log"; return $s; }
check "demo" demo
endsWithFourAccuracies() {
    [ "$(tail -4 "$work/demo.log" | grep -cE '^accuracy (implicit|explicit) (fp32|fp16) [0-9]+/360$')" = 4 ] &&
        [ "$(tail -4 "$work/demo.log" | cut -d' ' -f1-3 | sort -u | wc -l)" = 4 ] || { tail -6 "$work/demo.log"; false; }
}
check "demo ends with four accuracies" endsWithFourAccuracies
showsCalls() {
    for call in createPlugin getOutputDimensions supportsFormatCombination configurePlugin initialize getSerializationSize \
        serialize destroy deserializePlugin clone enqueue; do
        grep -q "$call" "$work/demo.log" || { echo "no call of $call is shown"; return 1; }
    done
}
check "demo shows the plugin's calls" showsCalls

digits=$work/demo/digits/digits
digits_v7=$work/demo/digits/digits_v7
static_plugin=$(find "$work/demo/custom_plugin" -name liblrelu_static.so)
dynamic_plugin=$(find "$work/demo/custom_plugin" -name liblrelu_dynamic.so)
classify=(--scans "$data/scans.npy" --labels "$data/labels.npy" --model "$data/digits_lrelu.onnx")

# build_and_classify <program> <mode> <precision> <plugin> <model>: engine through a file, answers as recorded.
build_and_classify() {
    local tolerance=1e-5
    [ "$3" = fp16 ] && tolerance=1e-2
    rm -f "$work/e.engine"
    "$1" build --mode "$2" --precision "$3" --plugin "$4" --model "$5" --engine "$work/e.engine" &&
        "$1" classify --precision "$3" --plugin "$4" --engine "$work/e.engine" "${classify[@]}" \
            --expect "$expected" --tolerance $tolerance
}
for precision in fp32 fp16; do
    check "level 7, implicit, $precision" build_and_classify "$digits_v7" implicit $precision "$static_plugin" "$data/digits_lrelu.onnx"
    check "level 7, explicit, $precision" build_and_classify "$digits_v7" explicit $precision "$dynamic_plugin" "$data/digits_lrelu.onnx"
    check "static plugin in an explicit network, $precision" \
        build_and_classify "$digits" explicit $precision "$static_plugin" "$data/digits_lrelu.onnx"
    for mode in implicit explicit; do
        check "standard plugins, $mode, $precision" \
            build_and_classify "$digits" $mode $precision standard "$data/digits_lrelu.onnx"
        check "native LeakyRelu, $mode, $precision" \
            build_and_classify "$digits" $mode $precision standard "$data/digits_native.onnx"
    done
done

# An engine built by the level-8 program runs in the level-7 program.
"$digits" build --mode explicit --precision fp32 --plugin "$dynamic_plugin" --model "$data/digits_lrelu.onnx" \
    --engine "$work/x.engine" > "$work/log" 2>&1 || { cat "$work/log"; failures=$((failures + 1)); }
check "engine of level 8 at level 7" "$digits_v7" classify --precision fp32 --plugin "$dynamic_plugin" --engine "$work/x.engine" \
    "${classify[@]}" --expect "$expected" --tolerance 1e-5
refuses "expectation of other logits" "TOO LARGE" "$digits" classify --precision fp32 --plugin "$dynamic_plugin" \
    --engine "$work/x.engine" "${classify[@]}" --expect "$expected" --tolerance 1e-9

# A plugin library that the user names goes before the standard one, which has a plugin of that name too.
command_takes_the_plugin() {
    "$TENON_PREFIX/bin/tenon" build --onnx "$data/digits_lrelu.onnx" --plugins "$dynamic_plugin" --shapes=input:2x1x8x8 --quiet \
        --saveEngine "$work/named.engine" && grep -aq liblrelu_dynamic.so "$work/named.engine" && ! grep -q "^error" "$work/log"
}
check "the command takes the user's plugin of a standard name" command_takes_the_plugin

# What a user gets wrong.
explicit=(build --mode explicit --precision fp32 --model "$data/digits_lrelu.onnx" --engine "$work/bad.engine")
refuses "missing plugin library" "libnone\.so" "$digits" "${explicit[@]}" --plugin "$work/libnone.so"
refuses "missing plugin library at level 7" "libnone\.so" "$digits_v7" "${explicit[@]}" --plugin "$work/libnone.so"
ln -sf "$(find "$TENON_PREFIX" -name 'libnvonnxparser.so.10' | head -1)" "$work/libno_plugin.so"
refuses "library without the plugin" "LReLU_TRT" "$digits" "${explicit[@]}" --plugin "$work/libno_plugin.so"
refuses "dynamic plugin in an implicit network" "implicit" "$digits" build --mode implicit --precision fp32 \
    --model "$data/digits_lrelu.onnx" --engine "$work/bad.engine" --plugin "$dynamic_plugin"
refuses "model that is none" "scans\.npy" "$digits" build --mode explicit --precision fp32 --model "$data/scans.npy" \
    --engine "$work/bad.engine" --plugin "$dynamic_plugin"
run_bad=(--precision fp32 "${classify[@]}")
refuses "engine with the other form of the plugin" "LReLU_TRT" "$digits" classify --engine "$work/x.engine" "${run_bad[@]}" \
    --plugin "$static_plugin"
head -c 20000 "$work/x.engine" > "$work/bad.engine"
refuses "truncated engine" "loading the engine failed" "$digits" classify --engine "$work/bad.engine" "${run_bad[@]}" --plugin "$dynamic_plugin"
refuses "engine that is none" "loading the engine failed" "$digits" classify --engine "$data/scans.npy" "${run_bad[@]}" --plugin "$dynamic_plugin"
refuses "scans that are none" "expected shape n x 8 x 8" "$digits" classify --engine "$work/x.engine" --precision fp32 \
    --plugin "$dynamic_plugin" --scans "$data/labels.npy" --labels "$data/labels.npy"

# The demo on other data: the same scans but for the first label, about which nothing is known.
cp "$data/labels.npy" "$work/labels.npy"
printf '\003' | dd of="$work/labels.npy" bs=1 seek=$(($(stat -c %s "$work/labels.npy") - 360 * 4)) conv=notrunc status=none
cmp -s "$data/labels.npy" "$work/labels.npy" && { echo "FAILED  the first label is 3 already"; failures=$((failures + 1)); }
check "demo on other data" demo --scans "$data/scans.npy" --labels "$work/labels.npy"
check "demo says that nothing is known" grep -q "is not known" "$work/demo.log"
check "demo on other data ends with four accuracies" endsWithFourAccuracies

# A model of which PyTorch is said to have reached less: the demo's status tells the difference.
cp "$data/digits_lrelu.onnx" "$work/model.onnx"
sed 's/"right": [0-9]*/"right": 300/' "$data/digits_lrelu.json" > "$work/model.json"
refuses "accuracy that is not PyTorch's" "PyTorch reached 300/360" demo --model "$work/model.onnx"
refuses "demo with scans but no labels" "come together" "$root/examples/digits/demo.sh" --scans "$data/scans.npy"

[ $failures = 0 ] && echo "all checks hold" || echo "$failures checks failed"
exit $((failures > 0))
