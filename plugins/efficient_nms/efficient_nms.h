// EfficientNMS_TRT, EfficientNMS_ONNX_TRT, EfficientNMS_Explicit_TF_TRT and EfficientNMS_Implicit_TF_TRT, version 1.
#pragma once

#include "plugins/common/detection/nms.h"

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct EfficientNms : plugin::Plugin
{
    static constexpr char const* kName = "EfficientNMS_TRT";
    static constexpr char const* kVersion = "1";

    float scoreThreshold{0.0F};
    float iouThreshold{0.5F};
    int32_t maxOutputBoxes{0};
    int32_t backgroundClass{-1};
    int32_t scoreActivation{0};
    int32_t classAgnostic{0};
    int32_t boxCoding{0};

    template <typename D>
    static void declare(D& d)
    {
        using P = EfficientNms;
        d.about(
            "Greedy non-maximum suppression of each class of each image, or of each image; with anchors, boxes are decoded first.");
        d.input("boxes", "[N, boxes, 4] or [N, boxes, classes, 4]; with anchors, what the network adds to them");
        d.input("scores", "[N, boxes, classes]");
        d.input("anchors", "[1 or N, boxes, 4]").optional();
        declareOutputs(d, "max_output_boxes");
        d.field("score_threshold", &P::scoreThreshold, "boxes of a lower score are no candidates").required();
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("max_output_boxes", &P::maxOutputBoxes, "rows of the result").range(1, 1 << 24).required();
        d.field("background_class", &P::backgroundClass, "the class that is never kept; −1: none").range(-1, 1 << 24);
        d.field("score_activation", &P::scoreActivation, "whether scores are the sigmoid of the input")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("class_agnostic", &P::classAgnostic, "whether boxes of different classes suppress each other")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("box_coding", &P::boxCoding, "how boxes and anchors are given")
            .choices({{"x1 y1 x2 y2", 0}, {"x y w h", 1}});
        d.capturable();
    }
    template <typename D>
    static void declareOutputs(D& d, std::string const& rows)
    {
        d.output("num_detections", "[N, 1]: how many rows are valid").int32();
        d.output("detection_boxes", "[N, " + rows + ", 4]: x1, y1, x2, y2; 0 where not valid");
        d.output("detection_scores", "[N, " + rows + "]; 0 where not valid");
        d.output("detection_classes", "[N, " + rows + "]; 0 where not valid").int32();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    bool clips() const { return false; }
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

//! TensorFlow's combined non-maximum suppression, with explicit batch.
struct EfficientNmsExplicitTf : plugin::Plugin
{
    static constexpr char const* kName = "EfficientNMS_Explicit_TF_TRT";
    static constexpr char const* kVersion = "1";

    int32_t maxSizePerClass{0};
    int32_t maxTotalSize{0};
    float iouThreshold{0.5F};
    float scoreThreshold{0.0F};
    int32_t padPerClass{0};
    int32_t clipBoxes{1};

    template <typename D>
    static void declare(D& d)
    {
        using P = EfficientNmsExplicitTf;
        d.about(
            "TensorFlow's CombinedNonMaxSuppression: greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        d.input("boxes", "[N, boxes, 1 or classes, 4]: y1, x1, y2, x2");
        d.input("scores", "[N, boxes, classes]");
        EfficientNms::declareOutputs(d, "rows");
        d.field("max_output_size_per_class", &P::maxSizePerClass, "rows of a class at most")
            .range(1, 1 << 24)
            .required();
        d.field("max_total_size", &P::maxTotalSize, "rows of the result").range(1, 1 << 24).required();
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("score_threshold", &P::scoreThreshold, "boxes of a greater score are candidates").required();
        d.field("pad_per_class", &P::padPerClass, "1: rows are at most max_output_size_per_class · classes")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("clip_boxes", &P::clipBoxes, "whether the boxes of the result are clipped to 0 … 1")
            .choices({{"no", 0}, {"yes", 1}});
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    bool clips() const { return clipBoxes != 0; }
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;

    static constexpr int32_t boxCoding = 0;
    static constexpr int32_t scoreActivation = 0;
};

//! The same with implicit batch.
struct EfficientNmsImplicitTf : EfficientNmsExplicitTf
{
    static constexpr char const* kName = "EfficientNMS_Implicit_TF_TRT";
};

//! ONNX's NonMaxSuppression with rows of a known number.
struct EfficientNmsOnnx : plugin::Plugin
{
    static constexpr char const* kName = "EfficientNMS_ONNX_TRT";
    static constexpr char const* kVersion = "1";

    float scoreThreshold{0.0F};
    float iouThreshold{0.5F};
    int32_t maxBoxesPerClass{0};
    int32_t centerPointBox{0};

    template <typename D>
    static void declare(D& d)
    {
        using P = EfficientNmsOnnx;
        d.about(
            "ONNX's NonMaxSuppression: rows (image, class, box), by image, class and falling score; behind the valid rows all numbers are −1.");
        d.input("boxes", "[N, boxes, 4]: y1, x1, y2, x2, any two corners; or x, y, w, h");
        d.input("scores", "[N, classes, boxes]");
        d.output("selected_indices", "[N · classes · min(max_output_boxes_per_class, boxes), 3]").int32();
        d.field("score_threshold", &P::scoreThreshold, "boxes of a greater score are candidates").required();
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("max_output_boxes_per_class", &P::maxBoxesPerClass, "rows of a class of an image at most")
            .range(1, 1 << 24)
            .required();
        d.field("center_point_box", &P::centerPointBox, "how boxes are given")
            .choices({{"y1 x1 y2 x2", 0}, {"x y w h", 1}});
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using EfficientNmsCreator = plugin::Creator<EfficientNms, plugin::Forms::kDYNAMIC>;
using EfficientNmsOnnxCreator = plugin::Creator<EfficientNmsOnnx, plugin::Forms::kDYNAMIC>;
using EfficientNmsExplicitTfCreator = plugin::Creator<EfficientNmsExplicitTf, plugin::Forms::kDYNAMIC>;
using EfficientNmsImplicitTfCreator = plugin::Creator<EfficientNmsImplicitTf, plugin::Forms::kSTATIC>;

} // namespace tenon::plugins
