# ./dev bundle [--no-cuda-libs] [--preset cuda|release] [--python INTERPRETER]: gather a build with the shared libraries it needs into bundle/.
#
# The folder runs on another Linux machine with glibc and libstdc++ no older than this one's: bundle/run says how. It holds the
# libraries, the command tenon, tests, benchmarks and the source tree's data; the C library, libstdc++ and the NVIDIA driver are
# the other machine's. --no-cuda-libs leaves out the CUDA toolkit's libraries too, for a machine that has them. --python adds the Python package
# for interpreters of that one's version, which must have nanobind: bundle/run python runs its tests.

preset=cuda
cudaLibs=1
python=
while [[ $# -gt 0 ]]; do
    case $1 in
        --no-cuda-libs) cudaLibs=0 ;;
        --preset)
            preset=${2:-}
            shift
            ;;
        --python)
            python=${2:-}
            [[ -n $python && -n $(command -v "$python") ]] || fail "dev bundle: expected an interpreter after --python, found \"$python\""
            shift
            ;;
        *) fail "dev bundle: expected --no-cuda-libs, --preset or --python, found \"$1\"" ;;
    esac
    shift
done
[[ $preset == cuda || $preset == release ]] || fail "dev bundle: expected the preset cuda or release, found \"$preset\""

needPackages build test bench bundle
configure "$preset"
[[ -z $python ]] || cmake -B "build/$preset" -DTENON_PYTHON=ON -DPython_EXECUTABLE="$(command -v "$python")" >/dev/null
build "$preset" all benchmarks

# What every machine has, or must bring itself: glibc, the compiler's libraries (newer there), the driver.
foreign='^(linux-vdso|ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libstdc\+\+|libgcc_s|libcuda|libnvidia-.*)\.so'
[[ $cudaLibs == 1 ]] || foreign+='|^(libcudart|libcublas.*|libcudnn.*|libnvrtc.*|libnvJitLink|libnccl)\.so'

bundle=$root/bundle
rm -rf "$bundle"
mkdir -p "$bundle"/{bin,lib,src}
cp -a "build/$preset"/bin/. "$bundle/bin/"
(cd "build/$preset/lib" && find . -name '*.so*' -print0 | tar --null -T - -cf -) | tar -xf - -C "$bundle/lib"
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$bundle/src"

# Libraries that are loaded by name at run time are not in ldd's answer: cuDNN's and NVRTC's parts.
loadedByName=()
if [[ $preset == cuda && $cudaLibs == 1 ]]; then
    loadedByName=(/usr/local/cuda/lib64/libcudnn_*.so.9 /usr/local/cuda/lib64/libnvrtc-builtins.so.*)
fi
{
    find "$bundle/bin" "$bundle/lib" -type f -exec ldd {} + 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 }'
} | sort -u | while read -r library; do
    name=${library##*/}
    [[ $name =~ $foreign || $library == "$root"/* ]] || cp -Lu "$library" "$bundle/lib/$name"
done
for library in "${loadedByName[@]}"; do
    # Only where something that was gathered belongs to it.
    family=${library##*/}
    family=${family%%[_-]*}
    if compgen -G "$bundle/lib/$family.so*" >/dev/null; then cp -Lu "$library" "$bundle/lib/"; fi
done
if [[ -n $python ]]; then
    mkdir -p "$bundle/python"
    cp -a python/tenon "$bundle/python/"
    cp -L "build/$preset"/python/tenon/_tenon*.so "$bundle/python/tenon/"
    cp "build/$preset"/python/_tenon.pyi "$bundle/python/tenon/"
    patchelf --set-rpath '$ORIGIN/../../lib' "$bundle"/python/tenon/_tenon*.so
fi
find "$bundle/bin" "$bundle/lib" -type f -print0 | while IFS= read -r -d '' file; do
    [[ $(head -c 4 "$file" | tail -c 3) == ELF ]] || continue
    case $file in
        "$bundle"/bin/*) patchelf --set-rpath '$ORIGIN/../lib' "$file" ;;
        *)
            below=${file#"$bundle"/lib/}
            depth=${below//[^\/]/}
            patchelf --set-rpath "\$ORIGIN${depth//\//\/..}:\$ORIGIN" "$file"
            ;;
    esac
done
cp scripts/dev/bundle_run "$bundle/run"
say "bundle: $(du -sh "$bundle" | cut -f1) in $bundle; try bundle/run help"
