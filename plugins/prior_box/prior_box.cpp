#include "plugins/prior_box/prior_box.h"

#include "plugins/prior_box/prior_box_kernel.h"

#include <cmath>

namespace tenon::plugins
{

std::vector<float> PriorBox::ratios() const
{
    std::vector<float> all{1.0F};
    for (float const ratio : aspectRatios)
    {
        bool const isNew =
            std::none_of(all.begin(), all.end(), [ratio](float other) { return std::fabs(other - ratio) < 1e-6F; });
        if (isNew)
        {
            all.push_back(ratio);
            if (flip != 0)
            {
                all.push_back(1.0F / ratio);
            }
        }
    }
    return all;
}

int32_t PriorBox::priors() const
{
    return static_cast<int32_t>(minSize.size() * ratios().size() + maxSize.size());
}

std::string PriorBox::validate() const
{
    if (!maxSize.empty() && maxSize.size() != minSize.size())
    {
        return "expected as many numbers in \"maxSize\" as in \"minSize\" (" + std::to_string(minSize.size())
            + "), or none, found " + std::to_string(maxSize.size());
    }
    if (priors() > kMaxPriors)
    {
        return "expected at most " + std::to_string(kMaxPriors) + " boxes of a cell, found " + std::to_string(priors());
    }
    return (imgH == 0) == (imgW == 0)
        ? std::string()
        : "expected \"imgH\" and \"imgW\" together, found " + std::to_string(imgH) + " and " + std::to_string(imgW);
}

void PriorBox::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& map = s.input(0);
    bool const isImageKnown = imgH != 0 || (s.inputCount() > 1 && s.input(1).size() == 4);
    if (s.expect(map.size() == 4, "a feature map [N, C, H, W], found rank " + std::to_string(map.size()))
        && s.expect(isImageKnown,
            "an image [N, channels, height, width] as second input, or \"imgH\" and \"imgW\", found neither"))
    {
        s.output(0) = {map[0], 2, map[2] * map[3] * (int64_t{4} * priors()), 1};
    }
}

PriorGrid PriorBox::grid(plugin::Tensors const& tensors) const
{
    PriorGrid grid{};
    grid.height = tensors.input(0).dim(2);
    grid.width = tensors.input(0).dim(3);
    auto const imageHeight = static_cast<float>(imgH != 0 ? imgH : tensors.input(1).dim(2));
    auto const imageWidth = static_cast<float>(imgW != 0 ? imgW : tensors.input(1).dim(3));
    auto const add = [&](float width, float height) {
        grid.halfWidths[grid.priors] = width * 0.5F / imageWidth;
        grid.halfHeights[grid.priors++] = height * 0.5F / imageHeight;
    };
    for (size_t i = 0; i < minSize.size(); ++i)
    {
        add(minSize[i], minSize[i]);
        if (!maxSize.empty())
        {
            float const size = std::sqrt(minSize[i] * maxSize[i]);
            add(size, size);
        }
        std::vector<float> const all = ratios();
        for (size_t r = 1; r < all.size(); ++r)
        {
            add(minSize[i] * std::sqrt(all[r]), minSize[i] / std::sqrt(all[r]));
        }
    }
    grid.offset = offset;
    grid.stepX = stepW != 0.0F ? stepW / imageWidth : 1.0F / static_cast<float>(grid.width);
    grid.stepY = stepH != 0.0F ? stepH / imageHeight : 1.0F / static_cast<float>(grid.height);
    std::copy(variance.begin(), variance.end(), grid.variances);
    grid.clip = clip != 0;
    return grid;
}

int32_t PriorBox::enqueueCpu(plugin::Call const& call) const
{
    return prior_box::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
