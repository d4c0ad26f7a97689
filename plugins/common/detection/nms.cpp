// Threads:   pieces of boxes look for candidates; each (image, class) is sorted and suppressed by itself; images are merged one by one.
// Memory:    scores are read once. Kept boxes of a class lie one coordinate behind the other, so that a candidate is compared with many at
//            once.
#include "plugins/common/detection/nms.h"

#include <cmath>
#include <limits>
#include <vector>

namespace tenon::plugins
{
namespace
{

using Key = uint64_t; //!< descending(score) · 2³² + rank

//! Kept boxes as columns.
struct Columns
{
    std::vector<float> x1, y1, x2, y2, area;

    void clear()
    {
        for (auto* const column : {&x1, &y1, &x2, &y2, &area})
            column->clear();
    }
    void add(Box const& box, float boxArea)
    {
        x1.push_back(box.x1);
        y1.push_back(box.y1);
        x2.push_back(box.x2);
        y2.push_back(box.y2);
        area.push_back(boxArea);
    }
    //! Whether any of [first, first + kMany) overlaps the box; without branches inside.
    static constexpr size_t kMany = 16;
    bool manyOverlap(size_t first, Box const& box, float boxArea, float edge, float threshold) const
    {
        int any = 0;
        for (size_t i = first; i < first + kMany; ++i)
        {
            float const width = greater(lesser(x2[i], box.x2) - greater(x1[i], box.x1) + edge, 0.0F);
            float const height = greater(lesser(y2[i], box.y2) - greater(y1[i], box.y1) + edge, 0.0F);
            float const common = width * height;
            any |= static_cast<int>(common / (area[i] + boxArea - common) > threshold);
        }
        return any != 0;
    }
    bool overlapAny(Box const& box, float boxArea, float edge, float threshold) const
    {
        size_t i = 0;
        for (; i + kMany <= x1.size(); i += kMany)
        {
            if (manyOverlap(i, box, boxArea, edge, threshold))
            {
                return true;
            }
        }
        for (; i < x1.size(); ++i)
        {
            if (overlaps({x1[i], y1[i], x2[i], y2[i]}, area[i], box, boxArea, edge, threshold))
            {
                return true;
            }
        }
        return false;
    }
};

//! A raw value below which no sigmoid passes the threshold: most values need no exponential.
float rawThreshold(NmsProblem const& problem, ScoreView const& scores)
{
    if (!scores.sigmoid)
    {
        return -std::numeric_limits<float>::infinity();
    }
    double const t = problem.scoreThreshold;
    return t <= 0.0 ? -std::numeric_limits<float>::infinity()
        : t >= 1.0  ? 15.0F
                    : static_cast<float>(std::log(t / (1.0 - t))) - 1e-2F;
}

//! Lists of a call, kept by the calling thread so that the next one allocates nothing.
struct Lists
{
    std::vector<std::vector<Key>> found, segments;

    //! Empties `count` lists.
    static void begin(std::vector<std::vector<Key>>& lists, size_t count)
    {
        if (lists.size() < count)
        {
            lists.resize(count);
        }
        for (size_t i = 0; i < count; ++i)
        {
            lists[i].clear();
        }
    }
    static Lists& ofThread()
    {
        static thread_local Lists lists;
        return lists;
    }
};

//! Appends the candidates among boxes [begin, end) of an image to the lists of their segments.
template <typename T>
void gather(NmsProblem const& problem, ScoreView const& scores, int64_t image, int64_t begin, int64_t end,
    std::vector<Key>* segments)
{
    auto const* const data = static_cast<T const*>(scores.data) + image * scores.imageStride;
    float const raw = rawThreshold(problem, scores);
    for (int64_t box = begin; box < end; ++box)
    {
        for (int64_t label = 0; label < problem.classes; ++label)
        {
            float score = real(data[box * scores.boxStride + label * scores.classStride]);
            if (!(score >= raw) || label == problem.background)
            {
                continue;
            }
            score = scores.sigmoid ? sigmoidOf(score) : score;
            if (problem.thresholdIncluded ? score >= problem.scoreThreshold : score > problem.scoreThreshold)
            {
                Key const key = static_cast<Key>(descending(score)) << 32 | rankOf(problem, box, label);
                segments[problem.classAgnostic ? 0 : label].push_back(key);
            }
        }
    }
}

//! Leaves the kept ones of a segment in `keys`, in order. `boxOf(one)` is a candidate's box.
template <typename BoxOf>
void suppress(NmsProblem const& problem, BoxOf const& boxOf, std::vector<Key>& keys)
{
    static thread_local Columns columns;
    columns.clear();
    auto const most = static_cast<size_t>(std::min<int64_t>(problem.topK, static_cast<int64_t>(keys.size())));
    std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(most), keys.end());
    size_t kept = 0;
    for (size_t i = 0; i < most && static_cast<int64_t>(kept) < problem.keptPerSegment(); ++i)
    {
        Kept const one = keptOf(problem, 0.0F, static_cast<uint32_t>(keys[i]));
        Box const box = boxOf(one);
        float const boxArea = area(box, problem.edge);
        if (!columns.overlapAny(box, boxArea, problem.edge, problem.iouThreshold))
        {
            columns.add(box, boxArea);
            keys[kept++] = keys[i];
        }
    }
    keys.resize(kept);
}

int32_t merge(NmsProblem const& problem, std::vector<std::vector<Key>> const& segments, size_t first, Kept* kept)
{
    static thread_local std::vector<Key> all;
    all.clear();
    for (size_t s = first; s < first + static_cast<size_t>(problem.segmentsPerImage()); ++s)
    {
        all.insert(all.end(), segments[s].begin(), segments[s].end());
    }
    auto const count = std::min<int64_t>(problem.keepTopK, static_cast<int64_t>(all.size()));
    std::partial_sort(all.begin(), all.begin() + count, all.end());
    for (int64_t i = 0; i < count; ++i)
    {
        kept[i] = keptOf(problem, scoreOf(static_cast<uint32_t>(all[static_cast<size_t>(i)] >> 32)),
            static_cast<uint32_t>(all[static_cast<size_t>(i)]));
    }
    return static_cast<int32_t>(count);
}

//! `boxOf(image, one)` is a candidate's box.
template <typename BoxOf>
int32_t nmsOnCpu(OnCpu const& run, NmsProblem const& problem, ScoreView const& scores, BoxOf const& boxOf, Kept* kept,
    int32_t* counts)
{
    auto const perImage = static_cast<size_t>(problem.segmentsPerImage());
    int64_t const pieces = std::clamp<int64_t>(problem.boxes * problem.classes / 32768, 1, 16);
    int64_t const pieceBoxes = (problem.boxes + pieces - 1) / pieces;
    // A list for each piece and segment, so that pieces do not share any.
    Lists& lists = Lists::ofThread();
    std::vector<std::vector<Key>>& found = lists.found;
    Lists::begin(found, static_cast<size_t>(problem.images * pieces) * perImage);
    run.each(
        problem.images * pieces,
        [&](int64_t i) {
            int64_t const begin = std::min(i % pieces * pieceBoxes, problem.boxes);
            int64_t const end = std::min(begin + pieceBoxes, problem.boxes);
            std::vector<Key>* const own = found.data() + static_cast<size_t>(i) * perImage;
            scores.type == nvinfer1::DataType::kHALF ? gather<Half>(problem, scores, i / pieces, begin, end, own)
                                                     : gather<float>(problem, scores, i / pieces, begin, end, own);
        },
        1);
    std::vector<std::vector<Key>>& segments = lists.segments;
    auto const segmentCount = static_cast<size_t>(problem.images) * perImage;
    Lists::begin(segments, segmentCount);
    run.each(
        static_cast<int64_t>(segmentCount),
        [&](int64_t s) {
            auto const image = static_cast<size_t>(s) / perImage;
            std::vector<Key>& keys = segments[static_cast<size_t>(s)];
            for (size_t piece = 0; piece < static_cast<size_t>(pieces); ++piece)
            {
                std::vector<Key> const& part =
                    found[(image * static_cast<size_t>(pieces) + piece) * perImage + static_cast<size_t>(s) % perImage];
                keys.insert(keys.end(), part.begin(), part.end());
            }
            suppress(
                problem, [&](Kept const& one) { return boxOf(static_cast<int64_t>(image), one); }, keys);
        },
        1);
    return run.each(
        problem.images,
        [&](int64_t image) {
            counts[image] =
                merge(problem, segments, static_cast<size_t>(image) * perImage, kept + image * problem.keepTopK);
        },
        1);
}

} // namespace

size_t nmsWorkspaceBytes([[maybe_unused]] NmsProblem const& problem)
{
#if TENON_PLUGIN_CUDA
    if (currentDevice().kind != DeviceKind::kCPU)
    {
        return nmsCudaWorkspaceBytes(problem);
    }
#endif
    return 0;
}

int32_t nms(OnCpu const& run, NmsProblem const& problem, ScoreView const& scores, Box const* boxes, Kept* kept,
    int32_t* counts, void*)
{
    int64_t const perBox = problem.boxesPerClass ? problem.classes : 1;
    auto const boxOf = [&](int64_t image, Kept const& one) {
        return boxes[(image * problem.boxes + one.box) * perBox + (problem.boxesPerClass ? one.label : 0)];
    };
    return nmsOnCpu(run, problem, scores, boxOf, kept, counts);
}

int32_t nms(OnCpu const& run, NmsProblem const& problem, ScoreView const& scores, BoxSource const& boxes, Kept* kept,
    int32_t* counts)
{
    auto const boxOf = [&](int64_t image, Kept const& one) { return boxes.at(boxes.context, image, one.box); };
    return nmsOnCpu(run, problem, scores, boxOf, kept, counts);
}

} // namespace tenon::plugins
