// One plugin in each interface, with at most one fault, chosen when it is compiled: y is x scaled, with a bias for each channel, written twice along
// the height, the second time plus one, or negative where mode is 1. The bias lies in memory that initialize makes, as weights on a device do.
#pragma once

#include <NvInfer.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#if NV_TENSORRT_MAJOR < 8
#define FAULT_NOEXCEPT
#define FAULT_OUTPUTS void**
#else
#define FAULT_NOEXCEPT noexcept
#define FAULT_OUTPUTS void* const*
#endif

namespace
{

using namespace nvinfer1;

enum class Fault
{
    None,
#define TENON_FAULT_NAME(name) name,
#include "fault_names.inc"
#undef TENON_FAULT_NAME
};

//! The twin of a fault: without it, and with the same means used rightly where there is a right way.
constexpr Fault twinOfFault(Fault fault)
{
    return static_cast<Fault>(-static_cast<int>(fault));
}

constexpr int kFixedWeights = 16;

inline float halfToFloat(uint16_t half)
{
    uint32_t const sign = (half & 0x8000U) << 16;
    uint32_t const exponent = (half >> 10) & 31U;
    uint32_t const mantissa = half & 1023U;
    uint32_t bits = 0;
    if (exponent == 0)
    {
        float const value = static_cast<float>(mantissa) / 16777216.0F;
        return sign != 0 ? -value : value;
    }
    bits = sign | (exponent == 31 ? 0x7F800000U | (mantissa << 13) : ((exponent + 112) << 23) | (mantissa << 13));
    float value = 0;
    std::memcpy(&value, &bits, 4);
    return value;
}

inline uint16_t floatToHalf(float value)
{
    uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    auto const sign = static_cast<uint16_t>((bits >> 16) & 0x8000U);
    float const magnitude = std::fabs(value);
    if (!(magnitude < 65520.0F))
    {
        return static_cast<uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 6.103515625e-05F)
    {
        return static_cast<uint16_t>(sign | static_cast<uint16_t>(std::lrint(magnitude * 16777216.0F)));
    }
    uint32_t const absolute = bits & 0x7FFFFFFFU;
    return static_cast<uint16_t>(sign | ((absolute + 0xFFFU + ((absolute >> 13) & 1U) - 0x38000000U) >> 13));
}

struct Sizes
{
    int64_t channels{0}, height{0}, width{0};
    int64_t inner() const { return height * width; }
};

//! What all interfaces share.
template <Fault kFault>
class Core
{
public:
    static constexpr bool is(Fault fault) { return kFault == fault; }
    static constexpr bool rightly(Fault fault) { return kFault == twinOfFault(fault); }

    Core()
    {
        if (is(Fault::MemberNotInitialized))
        {
            // A member that no constructor sets: what memory held.
            auto* const fresh = static_cast<uint32_t volatile*>(std::malloc(64));
            wild = static_cast<float>(fresh[4] % 1000U);
            std::free(const_cast<uint32_t*>(fresh));
        }
    }

    //! As clone copies. Not what initialize made.
    Core(Core const& other)
        : alpha(other.alpha)
        , mode(other.mode)
        , bias(other.bias)
        , sizes(other.sizes)
        , type(other.type)
        , inputScale(other.inputScale)
        , outputScale(other.outputScale)
        , maxBatch(other.maxBatch)
        , wild(other.wild)
        , hidden(other.hidden)
        , kept(other.kept)
        , keptCount(other.keptCount)
        , space(other.space)
        , rawSpace(other.rawSpace)
    {
        if (is(Fault::CloneForgetsField))
        {
            mode = 0;
        }
        if (is(Fault::CloneForgetsConfigured))
        {
            sizes = Sizes();
        }
        if (is(Fault::CloneForgetsHidden))
        {
            hidden = 0;
        }
        if (is(Fault::CloneLosesNamespace))
        {
            space.clear();
        }
        if (is(Fault::LeaksInClone))
        {
            lost() = new char[64];
        }
        if (rightly(Fault::LeaksInClone))
        {
            note = std::make_unique<std::string>(64, 'x');
        }
        if (is(Fault::ClonesShareShape))
        {
            shared = other.shared;
        }
        if (is(Fault::CloneHangs))
        {
            std::this_thread::sleep_for(std::chrono::hours(1));
        }
        if (rightly(Fault::CloneHangs))
        {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        if (is(Fault::ClonesFreeTwice) || is(Fault::DestroyFreesTheClones))
        {
            device = other.device;
            deviceCount = other.deviceCount;
            owner = is(Fault::ClonesFreeTwice);
        }
        else if (rightly(Fault::ClonesFreeTwice) || rightly(Fault::DestroyFreesTheClones))
        {
            // One copy of the weights for all clones, which goes with the last.
            weights = other.weights;
            device = other.device;
            deviceCount = other.deviceCount;
        }
        else if (other.device != nullptr && !is(Fault::CloneCopiesHostMembersOnly))
        {
            upload();
        }
    }
    Core& operator=(Core const&) = delete;

    ~Core()
    {
        if (owner || !(is(Fault::ClonesFreeTwice) || is(Fault::DestroyFreesTheClones)))
        {
            release();
        }
        if (is(Fault::FreesWhatWasNotMade) && !wasInitialized)
        {
            std::free(reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(this) | 4U));
        }
    }

    int upload()
    {
        wasInitialized = true;
        if (is(Fault::LeaksInInitialize))
        {
            device = nullptr;
        }
        release();
        deviceCount = bias.size();
        if (rightly(Fault::ClonesFreeTwice) || rightly(Fault::DestroyFreesTheClones))
        {
            weights = std::make_shared<std::vector<float>>(bias);
            weights->push_back(0.0F);
            device = weights->data();
            return 0;
        }
        device = static_cast<float*>(std::malloc(sizeof(float) * (deviceCount + 1)));
        std::memcpy(device, bias.data(), sizeof(float) * deviceCount);
        owner = true;
        return 0;
    }
    void release()
    {
        if (rightly(Fault::ClonesFreeTwice) || rightly(Fault::DestroyFreesTheClones))
        {
            weights.reset();
        }
        else if (!is(Fault::LeaksInInitialize))
        {
            std::free(device);
        }
        device = nullptr;
    }

    // ---- fields

    //! False where the fields make no plugin.
    bool parse(PluginFieldCollection const* fields)
    {
        hidden = 1;
        if (rightly(Fault::ThrowsInCreate))
        {
            try
            {
                std::vector<int>(static_cast<size_t>(fields->nbFields)).at(1);
            }
            catch (std::out_of_range const&)
            {
                return false;
            }
        }
        if (is(Fault::FieldsByPosition))
        {
            if (fields->nbFields > 0)
            {
                alpha = *static_cast<float const*>(fields->fields[0].data);
            }
            for (int i = 1; i < fields->nbFields; ++i)
            {
                take(fields->fields[i]);
            }
            staticCopy();
            return true;
        }
        bool named = false;
        for (int i = 0; i < fields->nbFields; ++i)
        {
            PluginField const& field = fields->fields[i];
            bool const isAlpha = std::strcmp(field.name, "alpha") == 0;
            bool const wrongType = isAlpha && field.type != PluginFieldType::kFLOAT32;
            bool const empty = field.data == nullptr || field.length < 1;
            if ((rightly(Fault::AbortsOnType) && wrongType) || (rightly(Fault::ReadsEmptyField) && empty))
            {
                return false;
            }
            named = named || (isAlpha && !empty && !wrongType);
            take(field);
        }
        if (rightly(Fault::NeedsEveryField) && !named)
        {
            return false;
        }
        if (is(Fault::NeedsEveryField))
        {
            PluginField const* found = nullptr;
            for (int i = 0; i < fields->nbFields; ++i)
            {
                found = std::strcmp(fields->fields[i].name, "alpha") == 0 ? &fields->fields[i] : found;
            }
            alpha = *static_cast<float const*>(found->data);
        }
        if (is(Fault::ThrowsInCreate) && fields->nbFields < 2)
        {
            std::vector<int>().at(7);
        }
        staticCopy();
        return true;
    }

    void take(PluginField const& field)
    {
        std::string const name = field.name;
        bool const empty = field.data == nullptr || field.length < 1;
        if (is(Fault::AbortsOnType) && name == "alpha" && field.type != PluginFieldType::kFLOAT32)
        {
            std::abort();
        }
        if (name == "alpha" && (is(Fault::ReadsEmptyField) || (!empty && field.type == PluginFieldType::kFLOAT32)))
        {
            alpha = *static_cast<float const*>(field.data);
        }
        if ((name == "mode" || (is(Fault::UndeclaredField) && name == "secret_mode")) && !empty
            && field.type == PluginFieldType::kINT32)
        {
            mode = *static_cast<int32_t const*>(field.data);
        }
        if (name == "bias" && !empty && field.type == PluginFieldType::kFLOAT32)
        {
            auto const* const values = static_cast<float const*>(field.data);
            if (is(Fault::FixedArrayOfWeights))
            {
                std::memcpy(fixed, values, sizeof(float) * static_cast<size_t>(field.length));
            }
            int const room =
                rightly(Fault::FixedArrayOfWeights) && field.length > kFixedWeights ? kFixedWeights : field.length;
            if (rightly(Fault::FixedArrayOfWeights))
            {
                std::memcpy(fixed, values, sizeof(float) * static_cast<size_t>(room));
            }
            bias.assign(values, values + room);
            if (is(Fault::KeepsFieldPointer))
            {
                kept = values;
                keptCount = static_cast<size_t>(field.length);
            }
        }
    }

    void staticCopy()
    {
        if (is(Fault::StaticParameter))
        {
            staticAlpha() = alpha;
        }
    }
    //! Seen by the compiler as used.
    static char* volatile& lost()
    {
        static char* volatile place = nullptr;
        return place;
    }
    static float& staticAlpha()
    {
        static float value = 1;
        return value;
    }

    // ---- bytes

    size_t bytes() const
    {
        size_t const exact = sizeof alpha + sizeof mode + sizeof sizes + sizeof type + 2 * sizeof(float)
            + sizeof maxBatch + sizeof(uint64_t) + sizeof(float) * bias.size();
        return exact - (is(Fault::SizeTooSmall) ? 4 : 0) + (is(Fault::SizeTooLarge) ? 8 : 0)
            + (rightly(Fault::SizeTooLarge) ? 8 : 0);
    }
    void write(void* buffer) const
    {
        char* place = static_cast<char*>(buffer);
        auto const put = [&](void const* from, size_t count) {
            std::memcpy(place, from, count);
            place += count;
        };
        int32_t const written = is(Fault::SerializeForgetsField) ? 0 : mode;
        put(&alpha, sizeof alpha);
        put(&written, sizeof mode);
        put(&sizes, sizeof sizes);
        put(&type, sizeof type);
        put(&inputScale, sizeof inputScale);
        put(&outputScale, sizeof outputScale);
        put(&maxBatch, sizeof maxBatch);
        uint64_t const count = bias.size();
        put(&count, sizeof count);
        put(bias.data(), sizeof(float) * bias.size());
        if (rightly(Fault::SizeTooLarge))
        {
            uint64_t const reserved = 0;
            put(&reserved, sizeof reserved);
        }
    }
    //! False for bytes that write did not write.
    bool read(void const* data, size_t length)
    {
        hidden = 1;
        char const* place = static_cast<char const*>(data);
        char const* const end = place + length;
        bool fine = true;
        auto const get = [&](void* into, size_t count) {
            if (is(Fault::ReadsPastTruncated) || static_cast<size_t>(end - place) >= count)
            {
                std::memcpy(into, place, count);
                place += count;
            }
            else
            {
                fine = false;
            }
        };
        get(&alpha, sizeof alpha);
        get(&mode, sizeof mode);
        get(&sizes, sizeof sizes);
        get(&type, sizeof type);
        get(&inputScale, sizeof inputScale);
        get(&outputScale, sizeof outputScale);
        get(&maxBatch, sizeof maxBatch);
        uint64_t count = 0;
        get(&count, sizeof count);
        if (is(Fault::ExitsOnTruncated) && !fine)
        {
            std::exit(3);
        }
        if (is(Fault::TrustsLength) && fine)
        {
            bias.resize(count);
        }
        if (!fine || count > static_cast<uint64_t>(end - place) / sizeof(float))
        {
            if (!is(Fault::ReadsPastTruncated) || count > 1000)
            {
                if (is(Fault::ExitsOnTruncated))
                {
                    std::exit(3);
                }
                return false;
            }
        }
        bias.resize(count);
        get(bias.data(), sizeof(float) * count);
        if (rightly(Fault::SizeTooLarge))
        {
            uint64_t reserved = 0;
            get(&reserved, sizeof reserved);
        }
        if (rightly(Fault::AbortsOnTrailing))
        {
            return fine; // what a newer version wrote behind it is passed over
        }
        if (is(Fault::DeserializeSwapsFields))
        {
            float const whole = static_cast<float>(mode);
            mode = static_cast<int32_t>(alpha * 16);
            alpha = whole;
        }
        if (is(Fault::AbortsOnTrailing) && place != end)
        {
            std::abort();
        }
        if (is(Fault::SizeTooSmall) || is(Fault::SizeTooLarge))
        {
            return fine;
        }
        return fine && place == end;
    }

    // ---- computing

    size_t workspace(int64_t batch, Sizes const& of) const
    {
        int64_t const elements = batch * of.channels * of.inner();
        return static_cast<size_t>(elements) * (is(Fault::WorkspaceTooSmall) ? 1 : sizeof(float));
    }

    float load(void const* x, int64_t i) const
    {
        switch (type)
        {
        case DataType::kHALF: return halfToFloat(static_cast<uint16_t const*>(x)[i]);
        case DataType::kINT8:
            return static_cast<float>(static_cast<int8_t const*>(x)[i])
                * (is(Fault::Int8WithoutScale) ? 1.0F : inputScale);
        default: return static_cast<float const*>(x)[i];
        }
    }
    void store(void* y, int64_t i, float value) const
    {
        switch (type)
        {
        case DataType::kHALF:
            if (is(Fault::HalfAsFloat))
            {
                uint32_t bits = 0;
                std::memcpy(&bits, &value, 4);
                static_cast<uint16_t*>(y)[i] = static_cast<uint16_t>(bits >> 16);
                return;
            }
            static_cast<uint16_t*>(y)[i] = floatToHalf(value);
            return;
        case DataType::kINT8:
        {
            float const scaled = std::nearbyint(value / (is(Fault::Int8WithoutScale) ? 1.0F : outputScale));
            static_cast<int8_t*>(y)[i] = static_cast<int8_t>(scaled < -128 ? -128 : scaled > 127 ? 127 : scaled);
            return;
        }
        default: static_cast<float*>(y)[i] = value;
        }
    }

    int run(int64_t batch, Sizes const& told, void const* x, void* y, void* workspaceMemory)
    {
        Sizes of = told;
        if (is(Fault::KeepsFirstShape))
        {
            if (firstSizes.channels == 0)
            {
                firstSizes = told;
                firstBatch = batch;
            }
            of = firstSizes;
            batch = firstBatch;
        }
        if (is(Fault::ClonesShareShape))
        {
            of = *shared;
        }
        if (is(Fault::UsesMaximumBatch))
        {
            batch = maxBatch;
        }
        if (is(Fault::DividesByBatch))
        {
            volatile int64_t const divisor = batch;
            of.channels = batch * of.channels / divisor;
        }
        if (is(Fault::ThrowsInEnqueue))
        {
            throwAtLevel7();
        }
        if (rightly(Fault::ThrowsInEnqueue) && batch > 1000)
        {
            try
            {
                throw std::runtime_error("too many");
            }
            catch (std::exception const&)
            {
                return 1;
            }
        }
        if (rightly(Fault::DividesByBatch) && batch == 0)
        {
            return 0;
        }
        if (rightly(Fault::Accumulates))
        {
            calls = 0;
        }
        if (rightly(Fault::KeepsFirstShape))
        {
            // A table of the shape's, renewed where the shape is another.
            if (firstSizes.inner() != told.inner() || firstSizes.channels != told.channels)
            {
                firstSizes = told;
            }
            of = firstSizes;
        }
        if (is(Fault::AllocatesInEnqueue))
        {
            std::vector<float> const temporary(static_cast<size_t>(of.inner()), 0.0F);
            wild += temporary.empty() ? 1.0F : temporary[0];
        }
        if (rightly(Fault::AllocatesInEnqueue))
        {
            // Grows with the first inferences only.
            kept0.resize(
                static_cast<size_t>(of.inner()) > kept0.size() ? static_cast<size_t>(of.inner()) : kept0.size());
        }
        auto* scratch = static_cast<float*>(workspaceMemory);
        static float staticScratch[1 << 20];
        if (is(Fault::StaticScratch))
        {
            scratch = staticScratch;
        }
        if (rightly(Fault::StaticScratch))
        {
            // Of each clone's own.
            kept0.resize(static_cast<size_t>(batch * of.channels * of.inner()) + 1);
            scratch = kept0.data();
        }
        int64_t const inner = of.inner();
        int64_t const total = batch * of.channels * inner;
        if (total > 0 && scratch == nullptr)
        {
            return 1;
        }
        float const factor = is(Fault::StaticParameter) ? staticAlpha() : alpha;
        float const* const weights = is(Fault::KeepsFieldPointer) && kept != nullptr ? kept : device;
        size_t const weightCount = is(Fault::KeepsFieldPointer) && kept != nullptr ? keptCount : bias.size();
        for (int64_t i = 0; i < total; ++i)
        {
            float const value = load(x, i + (is(Fault::ReadsPastInput) ? 1 : 0));
            scratch[i] = rightly(Fault::WorkspaceAssumedZero) ? 0.0F : scratch[i];
            bool const adds = is(Fault::WorkspaceAssumedZero) || rightly(Fault::WorkspaceAssumedZero);
            scratch[i] = adds && i % 7 == 0 ? scratch[i] + value : value;
        }
        for (int64_t row = 0; row < batch * of.channels; ++row)
        {
            int64_t const channel = row % of.channels;
            float const add = weightCount == 0 ? 0.0F : weights[static_cast<size_t>(channel) % weightCount];
            for (int64_t i = 0; i < inner; ++i)
            {
                int64_t source = row * inner + i;
                if (is(Fault::MixesSamples))
                {
                    source = (i * batch * of.channels + row) % (batch * of.channels * inner);
                    source = batch == 1 ? row * inner + i : source;
                }
                float value = factor * scratch[source] + add + wild;
                value += is(Fault::AddsNoise) ? static_cast<float>(std::rand() % 1000) / 100.0F : 0.0F;
                value += rightly(Fault::AddsNoise) ? static_cast<float>((i * 7919) % 13)
                                                   : 0.0F; // a pattern, each time the same
                value += hidden == 0 ? 5.0F : 0.0F;
                if (is(Fault::Accumulates) || rightly(Fault::Accumulates))
                {
                    value += 0.5F * static_cast<float>(calls);
                }
                int64_t const place = row * 2 * inner + i;
                bool const last = place + inner == 2 * total - 1;
                put(y, place, value);
                if (!(is(Fault::LastNotWritten) && last))
                {
                    put(y, place + inner, mode == 1 ? -value : value + 1);
                }
            }
        }
        if (is(Fault::OnePastTheEnd))
        {
            store(y, 2 * total, 1.0F);
        }
        if (is(Fault::BeforeTheBeginning) && total > 0)
        {
            store(y, -1, 1.0F);
        }
        if (is(Fault::ChangesInput) && total > 0)
        {
            store(const_cast<void*>(x), total / 2, 99.0F);
        }
        ++calls;
        return 0;
    }

    void put(void* y, int64_t place, float value) const
    {
        if (rightly(Fault::AddsToOutput))
        {
            store(y, place, 0.0F);
        }
        bool const adds = is(Fault::AddsToOutput) || rightly(Fault::AddsToOutput);
        store(y, place, adds ? load(y, place) + value : value);
    }

    static void throwAtLevel7()
    {
#if NV_TENSORRT_MAJOR < 8
        throw std::runtime_error("planted");
#endif
    }

    bool formats(int pos, PluginTensorDesc const* inOut, int inputs, int outputs)
    {
        if (is(Fault::RefusesAllFormats) || inputs != 1 || outputs != 1)
        {
            return false;
        }
        bool const linear = inOut[pos].format == TensorFormat::kLINEAR;
        bool const known = inOut[pos].type == DataType::kFLOAT || inOut[pos].type == DataType::kHALF
            || inOut[pos].type == DataType::kINT8;
        if (rightly(Fault::FormatsReadAhead))
        {
            // The condition on both, when the later one's turn comes.
            return linear && known
                && (pos == 0 || (inOut[1].type == inOut[0].type && inOut[1].format == inOut[0].format));
        }
        if (is(Fault::FormatsReadAhead))
        {
            return linear && known && (pos == 1 || inOut[1].type != DataType::kFLOAT || inOut[0].type == inOut[1].type);
        }
        if (is(Fault::FormatsChange))
        {
            return linear && known && (inOut[pos].type != DataType::kHALF || asked++ % 2 == 0)
                && (pos == 0 || inOut[1].type == inOut[0].type);
        }
        return linear && known && (pos == 0 || inOut[1].type == inOut[0].type);
    }

    DataType outputType(DataType input) const
    {
        return is(Fault::OutputTypeRefused) ? DataType::kINT32 : input;
    }

    void configure(Dims const& input, int firstDimension, DataType of)
    {
        sizes = sizesOf(input, firstDimension);
        type = of;
        configured = true;
        if (is(Fault::ClonesShareShape))
        {
            shared = shared == nullptr ? std::make_shared<Sizes>() : shared;
            *shared = sizes;
        }
    }
    static Sizes sizesOf(Dims const& dims, int first)
    {
        // [C, H, W] behind the batch; what is missing counts as 1, what is more as width.
        Sizes of;
        int const rank = dims.nbDims - first;
        of.channels = rank > 0 ? dims.d[first] : 1;
        of.height = rank > 1 ? dims.d[first + 1] : 1;
        of.width = 1;
        for (int i = first + 2; i < dims.nbDims; ++i)
        {
            of.width *= dims.d[i];
        }
        return of;
    }

    char const* getSpace() const
    {
        return is(Fault::NamespaceKeepsPointer) ? (rawSpace == nullptr ? "" : rawSpace) : space.c_str();
    }
    void setSpace(char const* text)
    {
        space = text;
        rawSpace = text;
    }

    float alpha{1};
    int32_t mode{0};
    std::vector<float> bias;
    Sizes sizes;
    DataType type{DataType::kFLOAT};
    float inputScale{1}, outputScale{1};
    int32_t maxBatch{1};
    float wild{0};
    int32_t hidden{1};
    float const* kept{nullptr};
    size_t keptCount{0};
    std::string space;
    char const* rawSpace{nullptr};
    float fixed[kFixedWeights]{};
    char padding[64]{};
    std::unique_ptr<std::string> note;
    std::shared_ptr<std::vector<float>> weights;
    std::vector<float> kept0;
    float* device{nullptr};
    size_t deviceCount{0};
    bool owner{true};
    bool wasInitialized{false};
    bool configured{false};
    bool attached{false};
    int32_t asked{0};
    int32_t calls{0};
    Sizes firstSizes;
    int64_t firstBatch{0};
    std::shared_ptr<Sizes> shared;
};

} // namespace
