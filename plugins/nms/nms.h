// NMS_TRT and NMSDynamic_TRT version 1: the detection output of SSD.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct DetectionOutput : plugin::Plugin
{
    static constexpr char const* kName = "NMS_TRT";
    static constexpr char const* kVersion = "1";

    enum Coding : int32_t
    {
        kCORNER = 0,
        kCENTER_SIZE = 1,
        kCORNER_SIZE = 2,
        kTF_CENTER = 3,
    };

    int32_t shareLocation{1};
    int32_t varianceEncodedInTarget{0};
    int32_t backgroundLabelId{0};
    int32_t numClasses{0};
    int32_t topK{0};
    int32_t keepTopK{0};
    float confidenceThreshold{0.0F};
    float nmsThreshold{0.5F};
    std::vector<int32_t> inputOrder{0, 1, 2};
    int32_t confSigmoid{0};
    int32_t isNormalized{1};
    int32_t codeType{kCENTER_SIZE};
    int32_t scoreBits{16};
    int32_t isBatchAgnostic{1};

    template <typename D>
    static void declare(D& d)
    {
        using P = DetectionOutput;
        d.about(
            "Decodes the boxes of SSD, then greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        d.input("loc_data", "[N, priors · (classes or 1) · 4, 1, 1]: encoded boxes; inputs stand as `inputOrder` says");
        d.input("conf_data", "[N, priors · classes, 1, 1]");
        d.input("prior_data", "[N or 1, 2, priors · 4, 1]: boxes x1, y1, x2, y2, then variances");
        d.output("detections",
            "[N, 1, keepTopK, 7]: image, class, score, x1, y1, x2, y2; rows that are not valid have the class −1 and zeros");
        d.output("keep_count", "[N, 1, 1, 1]: how many rows are valid").int32();
        d.field("shareLocation", &P::shareLocation, "whether all classes have the same boxes")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("varianceEncodedInTarget", &P::varianceEncodedInTarget,
             "whether the network has multiplied by the variances")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("backgroundLabelId", &P::backgroundLabelId, "the class that is never kept; −1: none")
            .range(-1, 1 << 24);
        d.field("numClasses", &P::numClasses, "number of classes, the background counted").range(1, 1 << 24).required();
        d.field("topK", &P::topK, "candidates of a class that are looked at, the best ones")
            .range(1, 1 << 30)
            .required();
        d.field("keepTopK", &P::keepTopK, "rows of the result").range(1, 1 << 24).required();
        d.field("confidenceThreshold", &P::confidenceThreshold, "boxes of a greater score are candidates");
        d.field("nmsThreshold", &P::nmsThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("inputOrder", &P::inputOrder, "which inputs are loc_data, conf_data and prior_data")
            .count(3)
            .range(0, 2);
        d.field("confSigmoid", &P::confSigmoid, "whether scores are the sigmoid of conf_data")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("isNormalized", &P::isNormalized,
             "0: coordinates name pixels, x2 − x1 + 1 is the width; 1: the result is clipped to 0 … 1")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("codeType", &P::codeType, "how boxes are encoded")
            .choices({{"CORNER", 0}, {"CENTER_SIZE", 1}, {"CORNER_SIZE", 2}, {"TF_CENTER", 3}});
        d.field("scoreBits", &P::scoreBits, "has no effect: scores are sorted by all of their bits");
        d.field("isBatchAgnostic", &P::isBatchAgnostic, "whether the priors of the first image serve all")
            .choices({{"no", 0}, {"yes", 1}});
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct DetectionOutputDynamic : DetectionOutput
{
    static constexpr char const* kName = "NMSDynamic_TRT";
};

using NmsCreator = plugin::Creator<DetectionOutput, plugin::Forms::kSTATIC_AND_DYNAMIC>;
using NmsDynamicCreator = plugin::Creator<DetectionOutputDynamic, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
