# ./dev python [--with PYTHON] [pytest arguments]: build the wheel, install it into a clean virtual environment, run its tests there.
#
# --with names the interpreter, /usr/bin/python3 by default; 3.9 or later. Needs PyPI, for nanobind, scikit-build-core, NumPy and pytest.

python=/usr/bin/python3
if [[ ${1:-} == --with ]]; then
    [[ $# -gt 1 ]] || fail "dev python: expected an interpreter after --with, found none"
    python=$2
    shift 2
fi
[[ -x $python || -n $(command -v "$python") ]] || fail "dev python: expected an interpreter at \"$python\", found none"

needPackages build python
folder=$root/build/wheel
rm -rf "$folder"
mkdir -p "$folder"
say "building the wheel with $("$python" --version)"
"$python" -m venv "$folder/tools"
"$folder/tools/bin/pip" install --quiet --disable-pip-version-check pip
"$folder/tools/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$folder" "$root"

say "installing it into a clean virtual environment"
"$python" -m venv "$folder/clean"
"$folder/clean/bin/pip" install --quiet --disable-pip-version-check "$folder"/tenon-*.whl pytest
cd "$folder"
exec "$folder/clean/bin/python" -m pytest -q "$root/python/tests" "$@"
