// BatchedNMS_TRT and BatchedNMSDynamic_TRT version 1: non-maximum suppression of each class of each image.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct NmsProblem;

struct BatchedNms : plugin::Plugin
{
    static constexpr char const* kName = "BatchedNMS_TRT";
    static constexpr char const* kVersion = "1";

    int32_t shareLocation{1};
    int32_t backgroundLabelId{-1};
    int32_t numClasses{0};
    int32_t topK{0};
    int32_t keepTopK{0};
    float scoreThreshold{0.0F};
    float iouThreshold{0.5F};
    int32_t isNormalized{1};
    int32_t clipBoxes{1};
    int32_t scoreBits{16};
    int32_t caffeSemantics{1};

    template <typename D>
    static void declare(D& d)
    {
        using B = BatchedNms;
        d.about("Greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        d.input("boxes", "[N, boxes, classes or 1, 4]: x1, y1, x2, y2");
        d.input("scores", "[N, boxes, classes]; a last dimension of 1 may follow");
        d.output("num_detections", "[N, 1]: how many of the rows are valid").int32();
        d.output("nmsed_boxes", "[N, keepTopK, 4]; rows that are not valid are 0");
        d.output("nmsed_scores", "[N, keepTopK]; 0 where not valid");
        d.output("nmsed_classes", "[N, keepTopK]; −1 where not valid");
        d.field("shareLocation", &B::shareLocation, "whether all classes have the same boxes")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("backgroundLabelId", &B::backgroundLabelId, "the class that is never kept; −1: none")
            .range(-1, 1 << 24);
        d.field("numClasses", &B::numClasses, "number of classes").range(1, 1 << 24).required();
        d.field("topK", &B::topK, "candidates of a class that are looked at, the best ones")
            .range(1, 1 << 30)
            .required();
        d.field("keepTopK", &B::keepTopK, "rows of the result").range(1, 1 << 24).required();
        d.field("scoreThreshold", &B::scoreThreshold, "boxes of a lower score are no candidates");
        d.field("iouThreshold", &B::iouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("isNormalized", &B::isNormalized, "0: coordinates name pixels, x2 − x1 + 1 is the width")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("clipBoxes", &B::clipBoxes, "whether the boxes of the result are clipped to 0 … 1")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("scoreBits", &B::scoreBits, "has no effect: scores are sorted by all of their bits");
        d.field("caffeSemantics", &B::caffeSemantics, "has no effect: boxes with x2 < x1 overlap nothing")
            .choices({{"no", 0}, {"yes", 1}});
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct BatchedNmsDynamic : BatchedNms
{
    static constexpr char const* kName = "BatchedNMSDynamic_TRT";
};

using BatchedNmsCreator = plugin::Creator<BatchedNms, plugin::Forms::kSTATIC_AND_DYNAMIC>;
using BatchedNmsDynamicCreator = plugin::Creator<BatchedNmsDynamic, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
