// GridAnchor_TRT and GridAnchorRect_TRT version 1: the anchors of TensorFlow's SSD.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct GridAnchor : plugin::Plugin
{
    static constexpr char const* kName = "GridAnchor_TRT";
    static constexpr char const* kVersion = "1";

    float minSize{0.2F};
    float maxSize{0.95F};
    std::vector<float> aspectRatios;
    std::vector<int32_t> featureMapShapes;
    std::vector<float> variance{0.1F, 0.1F, 0.2F, 0.2F};
    int32_t numLayers{0};

    template <typename D>
    static void declare(D& d)
    {
        declareAs(d, "one extent for each layer, of square feature maps; or height and width of each");
    }
    template <typename D>
    static void declareAs(D& d, char const* shapes)
    {
        d.about("Anchors of TensorFlow's SSD for all feature maps.");
        d.input("like", "[N, …]; only its batch counts; without it the batch is 1").optional();
        d.output("anchors",
             "[N, 2, H · W · priors · 4, 1] for each layer: boxes x1, y1, x2, y2 of an image of size 1, then variances")
            .repeated();
        d.field("numLayers", &GridAnchor::numLayers, "number of feature maps").range(1, 64).required();
        d.field("minSize", &GridAnchor::minSize, "scale of the first layer").range(0, 1e6);
        d.field("maxSize", &GridAnchor::maxSize, "scale of the last layer").range(0, 1e6);
        d.field("aspectRatios", &GridAnchor::aspectRatios, "width / height of anchors of all layers but the first")
            .count(1, 32)
            .range(1e-6, 1e6)
            .required();
        d.field("featureMapShapes", &GridAnchor::featureMapShapes, shapes).count(1, 128).range(1, 1 << 16).required();
        d.field("variance", &GridAnchor::variance, "written behind the boxes").count(4);
        d.capturable();
    }

    std::string validate() const;
    int32_t outputCount() const { return numLayers; }
    int32_t priorsOf(int32_t layer) const;
    int64_t heightOf(int32_t layer) const;
    int64_t widthOf(int32_t layer) const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct GridAnchorRect : GridAnchor
{
    static constexpr char const* kName = "GridAnchorRect_TRT";

    template <typename D>
    static void declare(D& d)
    {
        declareAs(d, "height and width of each feature map");
    }
    std::string validate() const;
};

using GridAnchorCreator = plugin::Creator<GridAnchor, plugin::Forms::kSTATIC_AND_DYNAMIC>;
using GridAnchorRectCreator = plugin::Creator<GridAnchorRect, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
