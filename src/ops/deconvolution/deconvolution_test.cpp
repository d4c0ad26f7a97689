#include "ops/deconvolution/deconvolution.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;

struct DeconvolutionCase
{
    std::vector<int64_t> x, kernel; //!< [n, c, spatial…], [c, maps / groups, spatial…]
    int64_t groups{1};
    std::vector<int64_t> stride, dilation, pre, post;
    bool bias{true};
};

DeconvolutionOp opOf(DeconvolutionCase const& c, Array const& w, Array const& b)
{
    DeconvolutionOp op;
    op.params.outputMaps = c.kernel[1] * c.groups;
    op.params.groups = c.groups;
    op.params.kernelSize = base::makeDims(std::span(c.kernel).subspan(2)).value();
    op.params.stride = base::makeDims(c.stride).value();
    op.params.dilation = base::makeDims(c.dilation).value();
    op.params.prePadding = base::makeDims(c.pre).value();
    op.params.postPadding = base::makeDims(c.post).value();
    op.params.kernel = testing::weights(w);
    op.params.bias = c.bias ? testing::weights(b) : graph::ConstantData{};
    return op;
}

//! The definition the other way round, in double: every output asks which inputs reach it.
std::vector<double> naive(
    DeconvolutionCase const& c, Array const& x, Array const& w, Array const& b, base::Dims const& out)
{
    size_t const spatial = c.kernel.size() - 2;
    int64_t const maps = c.kernel[1] * c.groups;
    int64_t const groupChannels = c.x[1] / c.groups;
    std::vector<double> y;
    for (int64_t index = 0; index < base::volumeUnchecked(out); ++index)
    {
        std::vector<int64_t> at(c.x.size());
        int64_t rest = index;
        for (size_t d = at.size(); d-- > 0;)
        {
            at[d] = rest % out.d[d];
            rest /= out.d[d];
        }
        int64_t const k = at[1];
        double sum = c.bias ? b.at(k) : 0;
        int64_t volume = 1;
        for (size_t d = 0; d < spatial; ++d)
        {
            volume *= c.kernel[d + 2];
        }
        for (int64_t channel = k / c.kernel[1] * groupChannels; channel < (k / c.kernel[1] + 1) * groupChannels;
             ++channel)
        {
            for (int64_t j = 0; j < volume; ++j)
            {
                int64_t place = at[0] * c.x[1] + channel;
                int64_t r = j;
                std::vector<int64_t> element(spatial);
                for (size_t d = spatial; d-- > 0;)
                {
                    element[d] = r % c.kernel[d + 2];
                    r /= c.kernel[d + 2];
                }
                bool reaches = true;
                for (size_t d = 0; d < spatial; ++d)
                {
                    int64_t const from = at[d + 2] + c.pre[d] - element[d] * c.dilation[d];
                    reaches = reaches && from >= 0 && from % c.stride[d] == 0 && from / c.stride[d] < c.x[d + 2];
                    place = place * c.x[d + 2] + from / c.stride[d];
                }
                sum += reaches ? x.at(place) * w.at((channel * c.kernel[1] + k % c.kernel[1]) * volume + j) : 0;
            }
        }
        y.push_back(sum);
    }
    EXPECT_EQ(maps, out.d[1]);
    return y;
}

void expectDefinition(DeconvolutionCase const& c)
{
    SCOPED_TRACE(fmt::format("{} by {}", fmt::join(c.x, "x"), fmt::join(c.kernel, "x")));
    Array const x = testing::randomFloats(base::makeDims(c.x).value(), 1);
    Array const w = testing::randomFloats(base::makeDims(c.kernel).value(), 2);
    Array const b = testing::randomFloats(base::makeDims({c.kernel[1] * c.groups}), 3);
    DeconvolutionOp const op = opOf(c, w, b);
    Array const y = testing::onlyOutput(op, {x});
    std::vector<double> const expected = naive(c, x, w, b, y.dims);
    testing::expectNear(y, expected, 1e-5, 1e-5);
    DeconvolutionOp asInputs = op;
    asInputs.params.kernel = {};
    asInputs.params.bias = {};
    Array const twin = testing::onlyOutput(asInputs, {x, w, c.bias ? std::optional(b) : std::nullopt});
    testing::expectNear(twin, expected, 1e-5, 1e-5);
}

TEST(Deconvolution, OneToThreeDimensionsWithGroupsStridesDilationsAndPaddings)
{
    DeconvolutionCase const cases[]{
        {{2, 3, 7}, {3, 2, 3}, 1, {2}, {1}, {1}, {0}, true},
        {{1, 4, 5, 6}, {4, 3, 3, 2}, 2, {2, 3}, {1, 2}, {1, 0}, {2, 1}, true},
        {{2, 2, 4, 4}, {2, 2, 3, 3}, 1, {1, 1}, {1, 1}, {0, 0}, {0, 0}, false},
        {{1, 2, 3, 4, 3}, {2, 2, 2, 3, 2}, 1, {2, 1, 2}, {1, 2, 1}, {0, 1, 1}, {1, 0, 0}, true},
        {{2, 3, 5, 6}, {3, 2, 3, 2}, 3, {2, 3}, {1, 2}, {1, 0}, {2, 1}, true},
    };
    for (DeconvolutionCase const& c : cases)
    {
        expectDefinition(c);
    }
}

TEST(Deconvolution, ManyChannelsAsProductsOfMatrices)
{
    DeconvolutionCase const cases[]{
        {{2, 5, 7}, {5, 2, 3}, 1, {2}, {1}, {1}, {0}, true},
        {{2, 8, 5, 6}, {8, 3, 3, 2}, 2, {2, 3}, {1, 2}, {1, 0}, {2, 1}, true},
        {{1, 6, 5, 19}, {6, 3, 3, 3}, 1, {1, 1}, {1, 1}, {1, 1}, {1, 1}, false},
        {{1, 6, 5, 19}, {6, 3, 4, 4}, 1, {2, 2}, {1, 1}, {1, 1}, {1, 1}, true},
        {{1, 4, 3, 4, 3}, {4, 2, 2, 3, 2}, 1, {2, 1, 2}, {1, 2, 1}, {0, 1, 1}, {1, 0, 0}, true},
        // Strides that leave places which no input reaches, and paddings that take away whole kernels.
        {{1, 4, 4, 4}, {4, 2, 2, 2}, 1, {3, 5}, {1, 1}, {0, 0}, {0, 0}, true},
        {{1, 4, 5, 5}, {4, 2, 2, 2}, 1, {2, 1}, {1, 1}, {3, 2}, {4, 3}, true},
        {{2, 4, 1, 1}, {4, 3, 4, 4}, 1, {1, 1}, {1, 1}, {0, 0}, {0, 0}, true},
        // Rows of one element, of fewer phases than the stride.
        {{1, 4, 1}, {4, 2, 1}, 1, {2}, {1}, {0}, {0}, true},
        {{1, 4, 3, 1}, {4, 2, 2, 3}, 1, {2, 2}, {1, 1}, {0, 1}, {0, 1}, true},
        {{1, 4, 1}, {4, 2, 2}, 1, {3}, {1}, {0}, {0}, true},
        // Rows of more than a tile, by each way to spread phases.
        {{1, 4, 1100}, {4, 1, 3}, 1, {1}, {1}, {1}, {0}, true},
        {{1, 4, 1100}, {4, 1, 3}, 1, {2}, {1}, {1}, {0}, true},
        {{1, 4, 1100}, {4, 1, 4}, 1, {3}, {1}, {1}, {0}, true},
        // More maps than the columns of one step have room for, and no multiple.
        {{1, 4, 40, 40}, {4, 23, 2, 2}, 1, {2, 2}, {1, 1}, {0, 0}, {0, 0}, true},
        {{2, 8, 24, 24}, {8, 13, 2, 2}, 2, {2, 2}, {1, 1}, {0, 0}, {0, 0}, true},
    };
    for (DeconvolutionCase const& c : cases)
    {
        expectDefinition(c);
    }
}

TEST(Deconvolution, KeepsSizesWithSamePadding)
{
    DeconvolutionCase c{{1, 1, 3}, {1, 1, 3}, 1, {2}, {1}, {0}, {0}, false};
    Array const w = testing::floats({1, 1, 3}, {1, 10, 100});
    DeconvolutionOp op = opOf(c, w, w);
    Array const x = testing::floats({1, 1, 3}, {1, 2, 3});
    // Whole: 1 10 102 20 203 30 300; one element goes: the last (UPPER), or the first.
    op.params.paddingMode = PaddingMode::kSAME_UPPER;
    EXPECT_EQ(testing::onlyOutput(op, {x}).values(), (std::vector<double>{1, 10, 102, 20, 203, 30}));
    op.params.paddingMode = PaddingMode::kSAME_LOWER;
    EXPECT_EQ(testing::onlyOutput(op, {x}).values(), (std::vector<double>{10, 102, 20, 203, 30, 300}));
}

TEST(Deconvolution, InfersDimsAndRefuses)
{
    DeconvolutionCase const c{{1, 4, 5}, {4, 2, 3}, 2, {2}, {1}, {1}, {0}, false};
    Array const w = testing::randomFloats(base::makeDims({4, 2, 3}), 2);
    DeconvolutionOp op = opOf(c, w, w);
    auto const dims = [&](std::vector<int64_t> const& x) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, x)});
    };
    EXPECT_EQ(dims({-1, 4, 5}), "d0x4x10");
    EXPECT_EQ(dims({1, 4, -1}), "1x4x(d0 * 2)");
    EXPECT_EQ(dims({1, 3, 5}), "input 0 (data): expected a known multiple of the 2 groups as channels, found 3");
    EXPECT_EQ(dims({4, 5}),
        "input 0 (data): expected 3 dimensions (batch, channels, 1 spatial) for a kernel of size 3, found 4x5");
    op.params.prePadding = base::makeDims({11});
    EXPECT_EQ(dims({1, 4, 5}),
        "spatial dimension 0: expected a padding below 11 (5 elements with stride 2 and extent 3), found 11 + 0");
    op.params.groups = 3;
    EXPECT_EQ(dims({1, 4, 5}), "groups: expected a divisor of the 4 output maps, found 3");
    op = opOf(c, testing::randomFloats(base::makeDims({4, 2, 2}), 2), w);
    op.params.kernelSize = base::makeDims({3});
    EXPECT_EQ(dims({1, 4, 5}), "kernel weights: expected 24 values (dimensions 4x2x3), found 16");
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<DeconvolutionOp&>(**twin).params.groups, 2);
}

} // namespace
} // namespace tenon::ops
