# ./dev format [--check] [files…]: lay out the C++ and CUDA sources with clang-format 14; --check only names those that differ.

mode=(-i)
if [[ ${1:-} == --check ]]; then
    mode=(--dry-run -Werror)
    shift
fi
for file in "$@"; do
    [[ $file == *.@(h|cpp|cu|cuh|inc) ]] ||
        fail "format: expected C++ and CUDA sources, found $file, which it would spoil; name others"
done
needPackages format
if [[ $# -gt 0 ]]; then
    printf '%s\0' "$@"
else
    git ls-files -z -- '*.h' '*.cpp' '*.cu' '*.cuh'
fi | xargs -0 -r -n 16 -P "$(nproc)" clang-format-14 --style=file "${mode[@]}" ||
    fail "format: expected all sources laid out by .clang-format, found those above that are not; run ./dev format"
