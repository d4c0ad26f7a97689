// Boxes are decoded, then nms(), then rows of the result. With prior (px, py, pw, ph) by its centre and variances v (1 where encoded in target):
//
//     CORNER        x1 = px1 + v0 · l0, y1 = py1 + v1 · l1, …
//     CENTER_SIZE   cx = px + v0 · l0 · pw, cy = py + v1 · l1 · ph, w = pw · exp(v2 · l2), h = ph · exp(v3 · l3)
//     CORNER_SIZE   x1 = px1 + v0 · l0 · pw, y1 = py1 + v1 · l1 · ph, x2 = px2 + v2 · l2 · pw, y2 = py2 + v3 · l3 · ph
//     TF_CENTER     as CENTER_SIZE with l = (y, x, h, w)
#pragma once

#include "plugins/common/detection/kept_boxes.h"
#include "plugins/nms/nms.h"

namespace tenon::plugins::detection_output
{

inline NmsProblem problemOf(DetectionOutput const& impl, plugin::Tensors const& tensors)
{
    plugin::Tensor const& priors = tensors.input(impl.inputOrder[2]);
    NmsProblem p = problemOfClasses(impl, tensors.input(impl.inputOrder[0]).dim(0), priors.dim(2) / 4);
    p.scoreThreshold = impl.confidenceThreshold;
    p.iouThreshold = impl.nmsThreshold;
    return p;
}

template <typename T>
struct Decode
{
    T const* loc;
    T const* priors;
    Box* boxes;
    int64_t priorCount, perPrior;
    bool samePriors;
    bool encoded;
    int32_t coding;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const image = i / (priorCount * perPrior);
        int64_t const prior = i / perPrior % priorCount;
        T const* const p = priors + ((samePriors ? 0 : image * 2) * priorCount + prior) * 4;
        T const* const variances = p + priorCount * 4;
        float l[4];
        float v[4];
        for (int32_t k = 0; k < 4; ++k)
        {
            v[k] = encoded ? 1.0F : real(variances[k]);
            l[k] = real(loc[4 * i + k]) * v[k];
        }
        Box const box{real(p[0]), real(p[1]), real(p[2]), real(p[3])};
        float const width = box.x2 - box.x1;
        float const height = box.y2 - box.y1;
        if (coding == DetectionOutput::kCORNER)
        {
            boxes[i] = {box.x1 + l[0], box.y1 + l[1], box.x2 + l[2], box.y2 + l[3]};
            return;
        }
        if (coding == DetectionOutput::kCORNER_SIZE)
        {
            boxes[i] = {box.x1 + l[0] * width, box.y1 + l[1] * height, box.x2 + l[2] * width, box.y2 + l[3] * height};
            return;
        }
        bool const rowsFirst = coding == DetectionOutput::kTF_CENTER;
        float const centerX = (box.x1 + box.x2) * 0.5F + l[rowsFirst ? 1 : 0] * width;
        float const centerY = (box.y1 + box.y2) * 0.5F + l[rowsFirst ? 0 : 1] * height;
        float const halfWidth = width * expf(l[rowsFirst ? 3 : 2]) * 0.5F;
        float const halfHeight = height * expf(l[rowsFirst ? 2 : 3]) * 0.5F;
        boxes[i] = {centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight};
    }
};

template <typename T>
struct WriteRow
{
    KeptBoxes kept;
    T* rows;

    TENON_BOTH void operator()(int64_t i) const
    {
        KeptRow const row = kept.row(i);
        T* const to = rows + 7 * i;
        to[0] = number<T>(static_cast<float>(row.image));
        to[1] = number<T>(static_cast<float>(row.one.label));
        to[2] = number<T>(row.one.score);
        writeBox(row.box, to + 3);
    }
};

template <typename Run>
int32_t enqueueOn(Run const& run, DetectionOutput const& impl, plugin::Call const& call)
{
    NmsProblem const problem = problemOf(impl, call);
    NmsMemory const memory(problem, call.workspace());
    plugin::Tensor const& loc = call.input(impl.inputOrder[0]);
    plugin::Tensor const& conf = call.input(impl.inputOrder[1]);
    plugin::Tensor const& priors = call.input(impl.inputOrder[2]);
    int64_t const C = problem.classes;
    int64_t const perPrior = problem.boxesPerClass ? C : 1;
    if (loc.count() != problem.images * problem.boxes * perPrior * 4
        || conf.count() != problem.images * problem.boxes * C)
    {
        return 1;
    }
    return run.withType(loc.type(), [&](auto element) {
        using T = decltype(element);
        bool const samePriors = impl.isBatchAgnostic != 0 || priors.dim(0) == 1;
        int32_t status = run.each(loc.count() / 4,
            Decode<T>{loc.as<T const>(), priors.as<T const>(), memory.boxes, problem.boxes, perPrior, samePriors,
                impl.varianceEncodedInTarget != 0, impl.codeType});
        status |= nms(run, problem, {conf.data, conf.type(), problem.boxes * C, C, 1, impl.confSigmoid != 0},
            memory.boxes, memory.kept, memory.counts, memory.scratch);
        return status
            | run.each(problem.images * problem.keepTopK,
                WriteRow<T>{
                    {problem, memory, problem.edge == 0.0F, -1, call.output(1).as<int32_t>()}, call.output(0).as<T>()});
    });
}

} // namespace tenon::plugins::detection_output
