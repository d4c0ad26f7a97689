// A detector's 8400 boxes of 80 classes, most of them below the score.
#include "ops/nms/nms.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runNMS(benchmark::State& state)
{
    testing::Array boxes = testing::randomFloats(base::makeDims({1, 8400, 4}), 1, 0.0F, 640.0F);
    for (int64_t i = 0; i < 8400; ++i)
    {
        boxes.set(i * 4 + 2, boxes.at(i * 4) + 40);
        boxes.set(i * 4 + 3, boxes.at(i * 4 + 1) + 40);
    }
    testing::Array const scores = testing::randomFloats(base::makeDims({1, 8400, 80}), 2, 0.0F, 0.252F);
    testing::benchmarkOp(state, NMSOp{},
        {boxes, scores, testing::array(base::DataType::kINT32, {}, {100}), testing::floats({}, {0.45}),
            testing::floats({}, {0.25})},
        4 * 8400 * 84);
}
BENCHMARK(runNMS)->Name("NMSDetector");

} // namespace
} // namespace tenon::ops
