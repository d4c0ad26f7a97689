#!/bin/bash
# compute-sanitizer over the tests on a GPU: memcheck, racecheck and initcheck; a line for each run, and 0 where there is no finding.
#   sanitize.sh <folder of the programs> <folder for logs> [processes]
#
# Left out: tests whose plugins make the mistakes that the tools find (launches that fail, work on another stream), and those that measure time or
# memory, which the tools change. Races are looked for where kernels use shared memory, in tests of one thread: of launches from several, racecheck loses
# some ("Internal Sanitizer Error: Detected a failure to track a kernel launch"), and counts that as a hazard.
set -uo pipefail
programs=$1 logs=$2 processes=${3:-8}
mkdir -p "$logs"
export TENON_DEVICE=cuda TENON_TEST_DEVICE=cuda GTEST_BRIEF=1
gpuTests='-*HostTime*:*Overlap*:*Consumed*:*Hides*:*UsersOwn*:*AreTimed*:*AllocatesNo*:*Audit*'
sharedMemory='SoftMax*:Reduce*:Normalization*:RaggedSoftMax*:Cumulative*:TopK*:Shuffle*:Reformat*:Concat*:Einsum*:Pooling*:FusedAttention*'
sharedMemory+=':StridedCopy*:NonZero*:NMS*-*InSeveralThreads*'
list=$(mktemp); trap 'rm -f "$list"' EXIT
# jobs <tool> <program> <filter>: one line a process
jobs() { for ((i = 0; i < processes; ++i)); do echo "$1 $2 $i $3" >>"$list"; done; }
jobs memcheck tenon_ops_test '*'
jobs initcheck tenon_ops_test '*'
jobs racecheck tenon_ops_test "$sharedMemory"
for tool in memcheck initcheck racecheck; do
    jobs $tool tenon_plugins_test '*'
    echo "$tool tenon_gpu_test - $gpuTests" >>"$list"
done
check() {
    local tool=$1 program=$2 shard=$3 filter=$4
    [[ $shard == - ]] || export GTEST_TOTAL_SHARDS=$processes GTEST_SHARD_INDEX=$shard
    local log=$logs/$tool.$program.$shard.log
    timeout ${TENON_SANITIZE_SECONDS:-600} compute-sanitizer --tool "$tool" --error-exitcode 9 "$programs/$program" --gtest_filter="$filter" >"$log" 2>&1
    local status=$?
    echo "$([[ $status == 0 ]] && echo ok || echo "FAILED ($status)"): $tool $program $shard $(grep -hE 'ERROR SUMMARY|RACECHECK SUMMARY' "$log" | tail -1)"
    [[ $status == 0 ]] || grep -hE -A 8 '^=========.*(Error|Invalid|Uninitialized|hazard|Race)|^\[  FAILED' "$log" | head -30
    return $status
}
export -f check
export programs logs processes
# Each line is one argument, so that filters stay as they are.
tr '\n' '\0' <"$list" | xargs -0 -P "$processes" -I{} bash -c 'set -f; check $1' - {} || exit 1
echo "compute-sanitizer: no finding"
