#include "ops/reformat/reformat.h"

#include "base/checked.h"
#include "ops/testing/expect.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <random>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;
using base::TensorFormat;
using graph::TypeFormat;
using testing::Array;
using testing::GuardedBuffer;

constexpr TensorFormat kFormats[]{TensorFormat::kLINEAR, TensorFormat::kCHW2, TensorFormat::kHWC8, TensorFormat::kCHW4,
    TensorFormat::kCHW16, TensorFormat::kCHW32, TensorFormat::kDHWC8, TensorFormat::kCDHW32, TensorFormat::kHWC,
    TensorFormat::kHWC16, TensorFormat::kDHWC};

//! Where an element lies, straight from what each format's name says; no code of the kernel's.
int64_t placeOf(Dims const& dims, std::vector<int64_t> const& at, TensorFormat format)
{
    auto const chw = [&](int32_t spatial, int64_t vector) {
        int32_t const channel = dims.nbDims - 1 - spatial;
        int64_t place = 0;
        for (int32_t d = 0; d < channel; ++d)
            place = place * dims.d[d] + at[static_cast<size_t>(d)];
        place = place * ((dims.d[channel] + vector - 1) / vector) + at[static_cast<size_t>(channel)] / vector;
        for (int32_t d = channel + 1; d < dims.nbDims; ++d)
            place = place * dims.d[d] + at[static_cast<size_t>(d)];
        return place * vector + at[static_cast<size_t>(channel)] % vector;
    };
    auto const hwc = [&](int32_t spatial, int64_t multiple) {
        int32_t const channel = dims.nbDims - 1 - spatial;
        int64_t place = 0;
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            place = d == channel ? place : place * dims.d[d] + at[static_cast<size_t>(d)];
        }
        int64_t const padded = (dims.d[channel] + multiple - 1) / multiple * multiple;
        return place * padded + at[static_cast<size_t>(channel)];
    };
    switch (format)
    {
    case TensorFormat::kCHW2: return chw(2, 2);
    case TensorFormat::kCHW4: return chw(2, 4);
    case TensorFormat::kCHW16: return chw(2, 16);
    case TensorFormat::kCHW32: return chw(2, 32);
    case TensorFormat::kCDHW32: return chw(3, 32);
    case TensorFormat::kHWC: return hwc(2, 1);
    case TensorFormat::kHWC8: return hwc(2, 8);
    case TensorFormat::kHWC16: return hwc(2, 16);
    case TensorFormat::kDHWC: return hwc(3, 1);
    case TensorFormat::kDHWC8: return hwc(3, 8);
    default: break;
    }
    int64_t place = 0;
    for (int32_t d = 0; d < dims.nbDims; ++d)
        place = place * dims.d[d] + at[static_cast<size_t>(d)];
    return place;
}

//! The linear array in a format, padding zero.
Array laidOut(Array const& linear, TensorFormat format)
{
    Array made{linear.type, linear.dims, {}};
    auto const elementBytes = static_cast<size_t>(base::bytesOf(linear.type));
    made.bytes.resize(static_cast<size_t>(testing::valueOf(base::bytesOf(linear.dims, linear.type, format))));
    std::vector<int64_t> at(static_cast<size_t>(linear.dims.nbDims), 0);
    for (int64_t i = 0; i < linear.count(); ++i)
    {
        auto const to = static_cast<size_t>(placeOf(linear.dims, at, format)) * elementBytes;
        std::memcpy(made.bytes.data() + to, linear.bytes.data() + static_cast<size_t>(i) * elementBytes, elementBytes);
        for (size_t d = at.size(); d > 0 && ++at[d - 1] == linear.dims.d[d - 1]; --d)
        {
            at[d - 1] = 0;
        }
    }
    return made;
}

//! One reformat between guards. `input` is laid out as `from`.
Array reformat(Array const& input, TypeFormat from, float fromScale, TypeFormat to, float toScale)
{
    Array output{to.type, input.dims, {}};
    auto const engine = testing::valueOf(makeReformat(testing::testedDevice(), from, to));
    if (engine == nullptr)
    {
        return output;
    }
    auto const kernel = testing::valueOf(engine->clone({&testing::testedDevice(), nullptr, nullptr, nullptr, nullptr}));
    EXPECT_EQ(kernel->maxWorkspaceBytes(), 0U);
    graph::TensorDesc const in{from.type, from.format, input.dims, fromScale};
    graph::TensorDesc const out{to.type, to.format, input.dims, toScale};
    auto const shapes = kernel->setShapes({&in, 1}, {&out, 1});
    EXPECT_TRUE(shapes.ok()) << shapes.error().text();
    GuardedBuffer source(input.bytes.size());
    source.write(input.bytes);
    GuardedBuffer target(static_cast<size_t>(testing::valueOf(base::bytesOf(input.dims, to.type, to.format))));
    void const* const inputs[]{source.data()};
    void* const outputs[]{target.data()};
    EXPECT_TRUE(kernel->enqueue(inputs, outputs, nullptr, nullptr).ok());
    EXPECT_TRUE(testing::testedDevice().synchronize(nullptr).ok());
    EXPECT_TRUE(source.intact() && target.intact());
    output.bytes = target.read();
    return output;
}

Array countedToReformat(DataType type, Dims const& dims)
{
    Array made = testing::emptyArray(type, dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(i % 113) - 50);
    }
    return made;
}

TEST(Reformat, MovesBitsBetweenAllFormats)
{
    for (TensorFormat const from : kFormats)
    {
        for (TensorFormat const to : kFormats)
        {
            bool const volume = base::layoutOf(from).spatialDims == 3 || base::layoutOf(to).spatialDims == 3;
            for (int64_t const channels : {1, 3, 8, 19, 32, 45, 64})
            {
                Dims const dims = volume ? base::makeDims({2, channels, 2, 3, 5}) : base::makeDims({2, channels, 5, 7});
                SCOPED_TRACE(fmt::format("{} to {}, {}", base::name(from), base::name(to), base::toString(dims)));
                for (DataType const type : {DataType::kHALF, DataType::kFLOAT, DataType::kINT8})
                {
                    Array const linear = countedToReformat(type, dims);
                    Array const y = reformat(laidOut(linear, from), {type, from}, 0.5F, {type, to}, 0.5F);
                    ASSERT_EQ(y.bytes, laidOut(linear, to).bytes) << base::name(type);
                }
            }
        }
    }
}

TEST(Reformat, ConvertsTypesWhileItMoves)
{
    std::mt19937 random(4);
    for (TensorFormat const from : kFormats)
    {
        for (TensorFormat const to : kFormats)
        {
            int64_t const channels = 1 + static_cast<int64_t>(random() % 70);
            Dims const dims = base::makeDims({1, channels, 2, 3, static_cast<int64_t>(1 + random() % 40)});
            Array const linear = countedToReformat(DataType::kFLOAT, dims);
            SCOPED_TRACE(fmt::format("{} to {}, {}", base::name(from), base::name(to), base::toString(dims)));
            Array const half = laidOut(testing::convert(linear, DataType::kHALF), to);
            EXPECT_EQ(reformat(laidOut(linear, from), {DataType::kFLOAT, from}, 1, {DataType::kHALF, to}, 1).bytes,
                half.bytes);
            Array const numbers = testing::convert(linear, DataType::kINT64);
            EXPECT_EQ(reformat(laidOut(numbers, from), {DataType::kINT64, from}, 1, {DataType::kFLOAT, to}, 1).bytes,
                laidOut(linear, to).bytes);
        }
    }
}

//! Random shapes, types, formats and scales, with what NumPy made of them; see tests/data/ops/reformat.py.
TEST(Reformat, AgreesWithNumPyBitForBit)
{
    std::ifstream file(tenon::testing::sourceDir() + "/tests/data/ops/reformat.json");
    auto const json = nlohmann::json::parse(file, nullptr, false);
    ASSERT_FALSE(json.is_discarded());
    ASSERT_GE(json["cases"].size(), 200U);
    auto const bytesOf = [](std::string const& hex) {
        std::vector<std::byte> bytes(hex.size() / 2);
        for (size_t i = 0; i < bytes.size(); ++i)
        {
            bytes[i] = static_cast<std::byte>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
        }
        return bytes;
    };
    auto const sideOf = [](nlohmann::json const& side) {
        TypeFormat made{};
        for (int32_t i = 0; i < nvinfer1::EnumMax<DataType>(); ++i)
        {
            made.type = base::name(static_cast<DataType>(i)) == side[0].get<std::string>() ? static_cast<DataType>(i)
                                                                                           : made.type;
        }
        for (int32_t i = 0; i < nvinfer1::EnumMax<TensorFormat>(); ++i)
        {
            made.format = base::name(static_cast<TensorFormat>(i)) == side[1].get<std::string>()
                ? static_cast<TensorFormat>(i)
                : made.format;
        }
        return made;
    };
    for (auto const& each : json["cases"])
    {
        TypeFormat const from = sideOf(each["from"]);
        TypeFormat const to = sideOf(each["to"]);
        Dims const dims = base::makeDims(each["dims"].get<std::vector<int64_t>>()).value();
        SCOPED_TRACE(fmt::format("{} to {}, {}", each["from"].dump(), each["to"].dump(), base::toString(dims)));
        Array const input{from.type, dims, bytesOf(each["input"])};
        ASSERT_EQ(static_cast<int64_t>(input.bytes.size()), *base::bytesOf(dims, from.type, from.format));
        Array const y = reformat(input, from, each["from"][2].get<float>(), to, each["to"][2].get<float>());
        ASSERT_EQ(y.bytes, bytesOf(each["output"]));
    }
}

TEST(Reformat, WritesZerosIntoPaddingWhateverTheInputHoldsThere)
{
    Dims const dims = base::makeDims({2, 3, 2, 2});
    for (TensorFormat const format : {TensorFormat::kCHW4, TensorFormat::kCHW32, TensorFormat::kHWC16})
    {
        for (DataType const to : {DataType::kHALF, DataType::kINT8})
        {
            Array const linear = countedToReformat(DataType::kHALF, dims);
            Array input = laidOut(linear, format);
            Array const ones =
                laidOut(testing::array(DataType::kHALF, {2, 3, 2, 2}, std::vector<double>(24, 1.0)), format);
            for (size_t i = 0; i < input.bytes.size() / 2; ++i)
            {
                // Elements that no index reaches are NaN.
                if (ones.as<uint16_t>()[i] == 0)
                {
                    input.as<uint16_t>()[i] = 0x7E00;
                }
            }
            Array const y = reformat(input, {DataType::kHALF, format}, 1, {to, format}, 1);
            EXPECT_EQ(y.bytes, laidOut(testing::convert(linear, to), format).bytes)
                << base::name(format) << " " << base::name(to);
        }
    }
}

TEST(Reformat, QuantizesWithScales)
{
    Dims const dims = base::makeDims({2, 3, 11, 13});
    Array const x = testing::randomFloats(dims, 8, -4.0F, 4.0F);
    float const scale = 0.03F;
    Array quantized = testing::emptyArray(DataType::kINT8, dims);
    for (int64_t i = 0; i < x.count(); ++i)
    {
        // The definition, in fp32 as the kernel's contract says: the nearest integer to x / scale, ties to even.
        float const q = std::nearbyintf(x.as<float>()[i] / scale);
        quantized.set(i, std::min(127.0F, std::max(-128.0F, q)));
    }
    for (TensorFormat const format : {TensorFormat::kLINEAR, TensorFormat::kCHW4, TensorFormat::kCHW32})
    {
        SCOPED_TRACE(base::name(format));
        TypeFormat const real{DataType::kFLOAT, TensorFormat::kLINEAR};
        TypeFormat const stored{DataType::kINT8, format};
        EXPECT_EQ(reformat(x, real, 9.0F, stored, scale).bytes, laidOut(quantized, format).bytes);
        Array const back = reformat(laidOut(quantized, format), stored, scale, real, 9.0F);
        for (int64_t i = 0; i < x.count(); ++i)
        {
            ASSERT_EQ(back.as<float>()[i], static_cast<float>(quantized.at(i)) * scale);
        }
        // From one scale to another: through the real value.
        Array const rescaled =
            reformat(laidOut(quantized, format), stored, scale, {DataType::kINT8, TensorFormat::kLINEAR}, 2 * scale);
        for (int64_t i = 0; i < x.count(); ++i)
        {
            ASSERT_EQ(rescaled.at(i), std::nearbyint(quantized.at(i) / 2)) << quantized.at(i);
        }
    }
    Array const half = testing::convert(x, DataType::kHALF);
    Array const fromHalf =
        reformat(half, {DataType::kHALF, TensorFormat::kLINEAR}, 1, {DataType::kINT8, TensorFormat::kLINEAR}, 0.5F);
    for (int64_t i = 0; i < x.count(); ++i)
    {
        ASSERT_EQ(fromHalf.at(i), std::nearbyint(half.at(i) * 2));
    }
}

TEST(Reformat, TakesEmptyScalarAndLargeTensors)
{
    TypeFormat const linear{DataType::kFLOAT, TensorFormat::kLINEAR};
    EXPECT_EQ(
        reformat(testing::floats({0, 3, 2, 2}, {}), linear, 1, {DataType::kHALF, TensorFormat::kHWC8}, 1).bytes.size(),
        0U);
    EXPECT_EQ(
        reformat(testing::floats({1, 0, 2, 2}, {}), linear, 1, {DataType::kHALF, TensorFormat::kCHW32}, 1).bytes.size(),
        0U);
    EXPECT_EQ(reformat(testing::floats({}, {2.5}), linear, 1, {DataType::kHALF, TensorFormat::kLINEAR}, 1).values(),
        std::vector<double>{2.5});
    Array const large = testing::randomFloats(base::makeDims({1, 67, 120, 130}), 2);
    Array const packed = reformat(large, linear, 1, {DataType::kHALF, TensorFormat::kHWC8}, 1);
    EXPECT_EQ(packed.bytes, laidOut(testing::convert(large, DataType::kHALF), TensorFormat::kHWC8).bytes);
}

TEST(Reformat, RefusesWhatItCannotDo)
{
    auto const make = [](DataType from, TensorFormat fromFormat, DataType to, TensorFormat toFormat) {
        return makeReformat(devices::cpuDevice(), {from, fromFormat}, {to, toFormat});
    };
    testing::expectError(make(DataType::kFP8, TensorFormat::kLINEAR, DataType::kFLOAT, TensorFormat::kLINEAR),
        "not implemented yet: reformat between fp8 and fp32");
    testing::expectError(make(DataType::kHALF, TensorFormat::kDLA_HWC4, DataType::kHALF, TensorFormat::kLINEAR),
        "format kDLA_HWC4: expected a DLA core, whose strides it has, found none on this machine; use kLINEAR or kCHW32");
    testing::expectError(make(DataType::kINT8, TensorFormat::kLINEAR, DataType::kINT8, TensorFormat::kDLA_LINEAR),
        "format kDLA_LINEAR: expected a DLA core");
    auto const kernel =
        testing::valueOf(make(DataType::kFLOAT, TensorFormat::kLINEAR, DataType::kINT8, TensorFormat::kCHW4));
    auto const shapes = [&](Dims const& dims, float scale) {
        graph::TensorDesc const in{DataType::kFLOAT, TensorFormat::kLINEAR, dims, 1.0F};
        graph::TensorDesc const out{DataType::kINT8, TensorFormat::kCHW4, dims, scale};
        return kernel->setShapes({&in, 1}, {&out, 1});
    };
    testing::expectError(
        shapes(base::makeDims({2, 2}), 1.0F), "format kCHW4: expected a tensor of at least 3 dimensions, found 2x2");
    testing::expectError(shapes(base::makeDims({2, 2, 2}), 0.0F),
        "reformat: expected a finite scale above 0 for an int8 output, found 0");
    testing::expectError(shapes(base::makeDims({2, 2, 2}), NAN),
        "reformat: expected a finite scale above 0 for an int8 output, found nan");
}

} // namespace
} // namespace tenon::ops
