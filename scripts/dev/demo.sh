# ./dev demo [--model m.onnx --scans x.npy --labels y.npy]: build, install into the build folder, and classify handwritten digits.
#
# Builds a plugin library against the installed package as a new user would, builds engines with it and runs them in new
# processes, in both batch modes and in fp32 and fp16, on the CPU. The exit status says whether all accuracies are as expected.

needPackages build test
configure release
build release shipped
installPrefix release
TENON_PREFIX=$root/build/release/prefix exec examples/digits/demo.sh "$@"
