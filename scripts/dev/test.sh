# ./dev test [--preset release|debug|tsan|cuda] [--gtest-filter F] [pattern]: build and run the tests.
#
# A pattern is a room (base, graph, …: only its test is built) or a regular expression over the names of ctest.
# The last line counts; the exit status is 0 only if all passed.

preset=release
pattern=
gtestFilter=
while [[ $# -gt 0 ]]; do
    case $1 in
        --preset | --gtest-filter)
            [[ $# -gt 1 ]] || fail "dev test: expected a value after $1, found none"
            [[ $1 == --preset ]] && preset=$2 || gtestFilter=$2
            shift 2
            ;;
        -*) fail "dev test: expected --preset, --gtest-filter or a pattern, found \"$1\"; see ./dev test --help" ;;
        *)
            [[ -z $pattern ]] || fail "dev test: expected one pattern, found \"$pattern\" and \"$1\""
            pattern=$1
            shift
            ;;
    esac
done
[[ $preset =~ ^(release|debug|tsan|cuda)$ ]] ||
    fail "dev test: expected the preset release, debug, tsan or cuda, found \"$preset\""

needPackages build test
[[ $preset != cuda ]] || needPackages bench
configure "$preset" -DTENON_BUILD_TESTS=ON
if [[ -n $pattern ]] && ninja -C "build/$preset" -t query "bin/tenon_${pattern}_test" >/dev/null 2>&1; then
    build "$preset" "tenon_${pattern}_test"
    pattern="^tenon_${pattern}_test\$"
else
    build "$preset"
fi

results=build/$preset/test_results
rm -rf "$results"
mkdir -p "$results"
before=$SECONDS
status=0
[[ -z $gtestFilter ]] || export GTEST_FILTER=$gtestFilter
ctest --test-dir "build/$preset" -j "$(jobs)" --output-on-failure --no-tests=error --output-junit "$root/$results.xml" \
    ${pattern:+-R "$pattern"} || status=$?
scripts/dev/count_tests.py "$results.xml" "$results" $((SECONDS - before)) || status=1
exit "$status"
