// Boxes to corners in fp32 (with anchors: decoded), nms(), rows of the result; see plugins/common/detection/nms.h.
//
// With anchors a (corners: by centre and size; else as they are) and deltas b:
//     x = a.x + b.x · a.w, y = a.y + b.y · a.h, w = a.w · exp(b.w), h = a.h · exp(b.h)
// where b stands as (y, x, h, w) for corners (y1, x1, y2, x2) alike: first and second axis are not told apart.
#pragma once

#include "plugins/common/detection/kept_boxes.h"
#include "plugins/efficient_nms/efficient_nms.h"

namespace tenon::plugins::efficient_nms
{

template <typename T>
struct ReadBox
{
    T const* boxes;
    T const* anchors; //!< null: boxes are boxes
    Box* to;
    int64_t perImage, perBox; //!< boxes of an image; boxes with the same anchor
    bool sameAnchors;
    bool centers;
    bool anyCorners; //!< the first corner need not be the lesser

    TENON_BOTH static Box fromCenter(float x, float y, float w, float h)
    {
        float const halfWidth = w * 0.5F;
        float const halfHeight = h * 0.5F;
        return {x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight};
    }
    TENON_BOTH void operator()(int64_t i) const
    {
        float const b[4]{real(boxes[4 * i]), real(boxes[4 * i + 1]), real(boxes[4 * i + 2]), real(boxes[4 * i + 3])};
        if (anchors != nullptr)
        {
            int64_t const flat = i / perBox;
            T const* const a = anchors + 4 * (sameAnchors ? flat % perImage : flat);
            float const first = real(a[0]);
            float const second = real(a[1]);
            float const third = real(a[2]);
            float const fourth = real(a[3]);
            float const width = centers ? third : third - first;
            float const height = centers ? fourth : fourth - second;
            float const x = centers ? first : (first + third) * 0.5F;
            float const y = centers ? second : (second + fourth) * 0.5F;
            to[i] = fromCenter(x + b[0] * width, y + b[1] * height, width * expf(b[2]), height * expf(b[3]));
            return;
        }
        Box const box = centers ? fromCenter(b[0], b[1], b[2], b[3]) : Box{b[0], b[1], b[2], b[3]};
        to[i] = anyCorners
            ? Box{lesser(box.x1, box.x2), lesser(box.y1, box.y2), greater(box.x1, box.x2), greater(box.y1, box.y2)}
            : box;
    }
};

//! One (image, class) as an image of its own.
struct WriteIndices
{
    int64_t images; //!< images · classes
    int64_t classes, rows;
    Kept const* kept;
    int32_t const* keptCounts;
    int32_t* indices;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t before = 0;
        for (int64_t k = 0; k < i; ++k)
        {
            before += keptCounts[k];
        }
        for (int64_t row = 0; row < keptCounts[i]; ++row)
        {
            int32_t* const to = indices + 3 * (before + row);
            to[0] = static_cast<int32_t>(i / classes);
            to[1] = static_cast<int32_t>(i % classes);
            to[2] = kept[i * rows + row].box;
        }
    }
};

//! EfficientNMS_TRT and TensorFlow's.
template <typename Run, typename Impl>
int32_t enqueueOn(Run const& run, Impl const& impl, plugin::Call const& call)
{
    NmsProblem const problem = impl.nmsProblem(call);
    NmsMemory const memory(problem, call.workspace());
    plugin::Tensor const& boxes = call.input(0);
    plugin::Tensor const& scores = call.input(1);
    bool const decodes = call.inputCount() > 2;
    int64_t const C = problem.classes;
    int64_t const perBox = problem.boxesPerClass ? C : 1;
    return run.withType(boxes.type(), [&](auto element) {
        using T = decltype(element);
        T const* const anchors = decodes ? call.input(2).as<T const>() : nullptr;
        bool const sameAnchors = decodes && call.input(2).dim(0) == 1;
        int32_t status = run.each(boxes.count() / 4,
            ReadBox<T>{boxes.as<T const>(), anchors, memory.boxes, problem.boxes, perBox, sameAnchors,
                impl.boxCoding != 0, false});
        status |= nms(run, problem, {scores.data, scores.type(), problem.boxes * C, C, 1, impl.scoreActivation != 0},
            memory.boxes, memory.kept, memory.counts, memory.scratch);
        return status
            | run.each(problem.images * problem.keepTopK,
                WriteKept<T, int32_t>{{problem, memory, impl.clips(), 0, call.output(0).as<int32_t>()},
                    call.output(1).as<T>(), call.output(2).as<T>(), call.output(3).as<int32_t>()});
    });
}

//! Each class of each image is suppressed as an image of one class: then the order is ONNX's.
template <typename Run>
int32_t enqueueOn(Run const& run, EfficientNmsOnnx const& impl, plugin::Call const& call)
{
    NmsProblem const problem = impl.nmsProblem(call);
    NmsMemory const memory(problem, call.workspace());
    plugin::Tensor const& boxes = call.input(0);
    plugin::Tensor const& scores = call.input(1);
    plugin::Tensor const& indices = call.output(0);
    int64_t const classes = scores.dim(1);
    return run.withType(boxes.type(), [&](auto element) {
        using T = decltype(element);
        int32_t status = 0;
        // Boxes once for each class: an image of nms() has boxes of its own.
        int64_t const perImage = problem.boxes;
        for (int64_t image = 0; image < boxes.dim(0); ++image)
        {
            Box* const first = memory.boxes + image * classes * perImage;
            status |= run.each(perImage,
                ReadBox<T>{boxes.as<T const>() + 4 * image * perImage, nullptr, first, perImage, 1, false,
                    impl.centerPointBox != 0, true});
            auto const bytes = perImage * static_cast<int64_t>(sizeof(Box));
            if (classes > 1 && bytes != 0)
            {
                status |= run.copyRows({first, 0, first + perImage, bytes, bytes, classes - 1});
            }
        }
        status |= nms(run, problem, {scores.data, scores.type(), perImage, 1, 1, false}, memory.boxes, memory.kept,
            memory.counts, memory.scratch);
        status |= run.fill(indices.data, 0xFF, indices.bytes());
        return status
            | run.each(problem.images,
                WriteIndices{
                    problem.images, classes, problem.keepTopK, memory.kept, memory.counts, indices.as<int32_t>()},
                64);
    });
}

} // namespace tenon::plugins::efficient_nms
