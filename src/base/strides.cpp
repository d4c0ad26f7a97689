#include "base/strides.h"

namespace tenon::base
{

int32_t channelDimension(Dims const& shape, TensorFormat format)
{
    FormatLayout const layout = layoutOf(format);
    return layout.spatialDims < 0 ? -1 : shape.nbDims - 1 - layout.spatialDims;
}

Dims stridesOf(Dims const& shape, TensorFormat format)
{
    FormatLayout const layout = layoutOf(format);
    Dims strides = shape;
    int32_t const channel = channelDimension(shape, format);
    int64_t stride = 1;
    auto const place = [&](int32_t d) {
        int64_t const size = d == channel ? (shape.d[d] + layout.components - 1) / layout.components : shape.d[d];
        strides.d[d] = stride;
        stride = stride < 0 || shape.d[d] < 0 ? -1 : stride * size;
    };
    if (layout.channelsLast && channel >= 0)
    {
        place(channel);
    }
    for (int32_t i = shape.nbDims - 1; i >= 0; --i)
    {
        if (!(layout.channelsLast && i == channel))
        {
            place(i);
        }
    }
    return strides;
}

} // namespace tenon::base
