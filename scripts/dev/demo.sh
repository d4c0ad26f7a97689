# ./dev demo [--device cpu|cuda] [--model m.onnx --scans x.npy --labels y.npy]: build, install into the build folder, and classify
# handwritten digits.
#
# Builds a plugin library against the installed package as a new user would, builds engines with it and runs them in new
# processes, in both batch modes and in fp32 and fp16, on the CPU, or on a GPU with the plugin's CUDA kernel. The exit status says
# whether all accuracies are as expected.

device=cpu
others=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --device)
            device=${2:-}
            shift
            ;;
        *) others+=("$1") ;;
    esac
    shift
done
[[ $device == cpu || $device == cuda ]] || fail "dev demo: expected the device cpu or cuda, found \"$device\""
preset=release
[[ $device == cpu ]] || preset=cuda

needPackages build test
configure "$preset"
build "$preset" shipped
installPrefix "$preset"
TENON_DEVICE=$device TENON_PREFIX=$root/build/$preset/prefix exec examples/digits/demo.sh "${others[@]}"
