#include "api/builder/calibration.h"

#include "ops/reformat/reformat.h"
#include "plan/writer.h"
#include "runtime/context.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace tenon::api
{
namespace
{

using base::Result;
using base::Status;
using nvinfer1::CalibrationAlgoType;

//! Steps that int8 has on one side of 0.
constexpr size_t kLevels = 128;
constexpr float kScalesInARange = 127.0F;
//! More batches than any calibration needs; a calibrator that never ends would never let the build end.
constexpr int64_t kMaxBatches = 1'000'000;

char const* nameOfAlgorithm(CalibrationAlgoType algorithm)
{
    switch (algorithm)
    {
    case CalibrationAlgoType::kENTROPY_CALIBRATION: return "EntropyCalibration";
    case CalibrationAlgoType::kENTROPY_CALIBRATION_2: return "EntropyCalibration2";
    case CalibrationAlgoType::kMINMAX_CALIBRATION: return "MinMaxCalibration";
    default: return "LegacyCalibration";
    }
}

//! How far what 128 levels keep of the first `bins` bins is from those, with all beyond clipped into the last one.
double divergenceOf(std::vector<double> const& histogram, size_t bins)
{
    std::vector<double> kept(histogram.begin(), histogram.begin() + static_cast<ptrdiff_t>(bins));
    double outliers = 0.0;
    for (size_t i = bins; i < histogram.size(); ++i)
    {
        outliers += histogram[i];
    }
    std::vector<double> quantized(bins, 0.0);
    for (size_t level = 0; level < kLevels; ++level)
    {
        size_t const begin = level * bins / kLevels;
        size_t const end = (level + 1) * bins / kLevels;
        double sum = 0.0;
        size_t filled = 0;
        for (size_t i = begin; i < end; ++i)
        {
            sum += kept[i];
            filled += kept[i] != 0.0 ? 1 : 0;
        }
        for (size_t i = begin; i < end; ++i)
        {
            quantized[i] = kept[i] != 0.0 ? sum / static_cast<double>(filled) : 0.0;
        }
    }
    kept.back() += outliers;
    double keptTotal = 0.0;
    double quantizedTotal = 0.0;
    for (size_t i = 0; i < bins; ++i)
    {
        keptTotal += kept[i];
        quantizedTotal += quantized[i];
    }
    if (quantizedTotal == 0.0)
    {
        return INFINITY;
    }
    double divergence = 0.0;
    for (size_t i = 0; i < bins; ++i)
    {
        if (kept[i] != 0.0)
        {
            // Where only outliers fell, the quantized distribution has nothing: that is what clipping costs.
            double const q = std::max(quantized[i] / quantizedTotal, 1e-12);
            divergence += kept[i] / keptTotal * std::log(kept[i] / keptTotal / q);
        }
    }
    return divergence;
}

//! Batches run through an engine that is built for it.
class Calibration
{
public:
    Calibration(
        nvinfer1::IInt8Calibrator& calibrator, graph::Profile const* profile, builder::BuildRequest const& request)
        : calibrator_(calibrator)
        , request_(request)
    {
        request_.allowInt8 = request_.allowHalf = request_.allowBfloat16 = false;
        request_.directIo = false;
        request_.timing.enabled = false;
        request_.report = nullptr;
        request_.progress = {};
        if (profile != nullptr)
        {
            request_.profiles = {*profile};
        }
    }

    Result<Ranges> run(graph::Graph const& network, EngineSources const& sources)
    {
        TENON_ASSIGN(plan::Plan const plan, planFor(network));
        TENON_ASSIGN(std::vector<std::byte> const bytes, plan::toBytes(plan));
        TENON_ASSIGN(plan::Image const image, plan::copyOf(bytes));
        TENON_ASSIGN(engine_, loadEngine(image, request_.device, request_.log, sources));
        TENON_ASSIGN(context_, runtime::Context::create(engine_, true));
        TENON_CHECK(prepare());
        context_->setTap(
            [this](int32_t tensor, graph::TensorDesc const& desc, void const* data) { see(tensor, desc, data); });
        int64_t batches = 0;
        while (calibrator_.getBatch(addresses_.data(), names_.data(), static_cast<int32_t>(names_.size())))
        {
            if (++batches > kMaxBatches)
            {
                return base::invalidArgument(
                    "calibrator: expected getBatch to answer false at the end, it still answers true after {} batches",
                    kMaxBatches);
            }
            TENON_CHECK(runBatch());
        }
        if (batches == 0)
        {
            return base::invalidArgument(
                "calibrator: expected a calibration cache from readCalibrationCache or at least one batch from getBatch, found neither");
        }
        return ranges();
    }

private:
    //! In fp32. Where a plugin has no fp32, with int8 around those whose tensors have ranges from the user; their ranges are found already.
    Result<plan::Plan> planFor(graph::Graph const& network)
    {
        auto plan = builder::build(network, request_).withNote("while building in fp32 to calibrate");
        if (plan.ok() || plan.error().code != base::ErrorCode::kUNSUPPORTED_STATE)
        {
            return plan;
        }
        request_.allowInt8 = true;
        auto mixed = builder::build(network, request_);
        if (mixed.ok())
        {
            return mixed;
        }
        return std::move(plan).withNote(
            "calibration runs every layer in fp32, a plugin too: let it accept kFLOAT beside kINT8, or give its inputs and outputs ranges with "
            "ITensor::setDynamicRange, or all tensors ranges by a calibration cache (IInt8Calibrator::readCalibrationCache)");
    }

    //! Shapes and memory, once for all batches.
    Status prepare()
    {
        plan::Plan const& plan = engine_->plan();
        if (plan.settings.implicitBatch)
        {
            TENON_CHECK(
                context_->setBatch(calibrator_.getBatchSize()).withNote("which IInt8Calibrator::getBatchSize gave"));
        }
        for (size_t b = 0; b < engine_->bindings().size(); ++b)
        {
            runtime::Binding const& binding = engine_->bindings()[b];
            auto const number = static_cast<int32_t>(b);
            if (!binding.isInput)
            {
                continue;
            }
            graph::Profile const* const profile = plan.profiles.empty() ? nullptr : &plan.profiles.front();
            if (profile != nullptr && profile->dims.count(binding.name) != 0 && !plan.settings.implicitBatch)
            {
                TENON_CHECK(context_->setInputShape(number, profile->dims.at(binding.name).opt));
            }
            if (binding.isShapeInput)
            {
                bool const known = profile != nullptr && profile->shapeValues.count(binding.name) != 0;
                TENON_CHECK(
                    known ? context_->setShapeValues(number, profile->shapeValues.at(binding.name).opt) : Status());
                continue;
            }
            names_.push_back(binding.name.c_str());
            addresses_.push_back(nullptr);
            inputs_.push_back(number);
        }
        for (size_t b = 0; b < engine_->bindings().size(); ++b)
        {
            runtime::Binding const& binding = engine_->bindings()[b];
            if (!binding.isInput)
            {
                TENON_ASSIGN(int64_t const size,
                    base::bytesOf(context_->bindingDims(static_cast<int32_t>(b)), binding.type, binding.format));
                TENON_ASSIGN(devices::Buffer memory, engine_->device().allocate(static_cast<size_t>(size)));
                TENON_CHECK(context_->setAddress(static_cast<int32_t>(b), memory.data()));
                outputs_.push_back(std::move(memory));
            }
        }
        return {};
    }

    Status runBatch()
    {
        for (size_t i = 0; i < inputs_.size(); ++i)
        {
            if (addresses_[i] == nullptr)
            {
                return base::invalidArgument(
                    "calibrator: expected an address for input \"{}\" from getBatch, found a null pointer", names_[i]);
            }
            TENON_CHECK(context_->setAddress(inputs_[i], addresses_[i]).withNote("from IInt8Calibrator::getBatch"));
        }
        TENON_CHECK(context_->enqueue(nullptr));
        TENON_CHECK(engine_->device().synchronize(nullptr));
        TENON_CHECK(context_->finish(nullptr));
        for (int32_t const input : inputs_)
        {
            runtime::Binding const& binding = engine_->bindings()[static_cast<size_t>(input)];
            graph::TensorDesc const desc{binding.type, binding.format, context_->bindingDims(input), 1.0F};
            TENON_ASSIGN(int64_t const size, base::bytesOf(desc.dims, desc.type, desc.format));
            std::vector<std::byte> values(static_cast<size_t>(size) + 1);
            TENON_CHECK(
                engine_->device().copy(values.data(), context_->address(input), static_cast<size_t>(size), nullptr));
            TENON_CHECK(engine_->device().synchronize(nullptr));
            see(binding.tensor, desc, values.data());
        }
        return std::exchange(failure_, Status());
    }

    void see(int32_t tensor, graph::TensorDesc const& desc, void const* data)
    {
        Status const status = trySee(tensor, desc, data);
        if (!status.ok())
        {
            failure_ = status;
        }
    }

    Status trySee(int32_t tensor, graph::TensorDesc const& desc, void const* data)
    {
        if (!base::isFloating(desc.type))
        {
            return {};
        }
        auto const count = static_cast<size_t>(base::volumeUnchecked(desc.dims));
        Magnitudes& magnitudes = magnitudes_[engine_->plan().network.tensors()[static_cast<size_t>(tensor)]->name];
        if (desc.type == base::DataType::kFLOAT && desc.format == base::TensorFormat::kLINEAR)
        {
            magnitudes.add(static_cast<float const*>(data), count);
            return {};
        }
        // Padding holds anything: only the elements count.
        TENON_ASSIGN(auto const prototype,
            ops::makeReformat(
                devices::cpuDevice(), {desc.type, desc.format}, {base::DataType::kFLOAT, base::TensorFormat::kLINEAR}));
        graph::ContextResources resources;
        resources.device = &devices::cpuDevice();
        TENON_ASSIGN(auto const kernel, prototype->clone(resources));
        std::vector<graph::TensorDesc> const from{desc};
        std::vector<graph::TensorDesc> const to{{base::DataType::kFLOAT, base::TensorFormat::kLINEAR, desc.dims, 1.0F}};
        TENON_CHECK(kernel->setShapes(from, to));
        std::vector<float> values(count + 1);
        void* const target = values.data();
        TENON_CHECK(kernel->enqueue(&data, &target, nullptr, nullptr));
        magnitudes.add(values.data(), count);
        return {};
    }

    Result<Ranges> ranges() const
    {
        CalibrationAlgoType const algorithm = calibrator_.getAlgorithm();
        double quantile = 1.0;
        if (algorithm == CalibrationAlgoType::kLEGACY_CALIBRATION)
        {
            quantile = static_cast<nvinfer1::IInt8LegacyCalibrator&>(calibrator_).getQuantile();
            if (!(quantile > 0.0 && quantile <= 1.0))
            {
                return base::invalidArgument(
                    "calibrator: expected a share above 0 and up to 1 from getQuantile, found {}", quantile);
            }
        }
        Ranges ranges;
        for (auto const& [name, magnitudes] : magnitudes_)
        {
            float const range = algorithm == CalibrationAlgoType::kMINMAX_CALIBRATION ? magnitudes.largest()
                : algorithm == CalibrationAlgoType::kLEGACY_CALIBRATION               ? magnitudes.byQuantile(quantile)
                                                                                      : magnitudes.byEntropy();
            // A tensor that is 0 throughout needs some range.
            ranges[name] = range > 0.0F ? range : 1.0F;
        }
        return ranges;
    }

    nvinfer1::IInt8Calibrator& calibrator_;
    builder::BuildRequest request_;
    std::shared_ptr<runtime::Engine> engine_;
    std::unique_ptr<runtime::Context> context_;
    std::vector<char const*> names_;
    std::vector<void*> addresses_;
    std::vector<int32_t> inputs_; //!< bindings, as names_
    std::vector<devices::Buffer> outputs_;
    std::map<std::string, Magnitudes> magnitudes_;
    Status failure_;
};

} // namespace

std::string calibrationText(Ranges const& ranges, CalibrationAlgoType algorithm)
{
    std::string text =
        fmt::format("TRT-{}-{}\n", NV_TENSORRT_MAJOR * 10000 + NV_TENSORRT_MINOR * 100, nameOfAlgorithm(algorithm));
    for (auto const& [name, range] : ranges)
    {
        float const scale = range / kScalesInARange;
        uint32_t bits = 0;
        std::memcpy(&bits, &scale, sizeof bits);
        text += fmt::format("{}: {:08x}\n", name, bits);
    }
    return text;
}

Result<Ranges> readCalibrationText(std::string_view text)
{
    Ranges ranges;
    size_t number = 0;
    while (!text.empty())
    {
        std::string_view const line = text.substr(0, text.find_first_of(std::string_view("\n\0", 2)));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ++number;
        if (line.empty() || (number == 1 && line.substr(0, 4) == "TRT-"))
        {
            continue;
        }
        size_t const colon = line.rfind(": ");
        uint32_t bits = 0;
        std::string_view const digits = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
        auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
        float scale = 0.0F;
        std::memcpy(&scale, &bits, sizeof scale);
        if (number == 1 || digits.empty() || failure != std::errc() || end != digits.data() + digits.size()
            || !(scale >= 0.0F) || std::isinf(scale))
        {
            return base::invalidArgument("calibration cache: expected {} in line {}, found \"{}\"",
                number == 1 ? "TRT-<version>-<algorithm>" : "<tensor>: <scale as 8 hexadecimal digits>", number,
                line.substr(0, 80));
        }
        ranges[std::string(line.substr(0, colon))] = scale * kScalesInARange;
    }
    return ranges;
}

void Magnitudes::add(float const* values, size_t count)
{
    float most = 0.0F;
    for (size_t i = 0; i < count; ++i)
    {
        float const magnitude = std::fabs(values[i]);
        most = std::isfinite(magnitude) ? std::max(most, magnitude) : most;
    }
    largest_ = std::max(largest_, most);
    if (bins_.empty())
    {
        bins_.assign(kBins, 0.0);
    }
    limit_ = limit_ == 0.0F ? most : limit_;
    while (limit_ > 0.0F && limit_ < largest_)
    {
        // Twice the range in as many bins.
        for (size_t i = 0; i < kBins / 2; ++i)
        {
            bins_[i] = bins_[2 * i] + bins_[2 * i + 1];
        }
        std::fill(bins_.begin() + kBins / 2, bins_.end(), 0.0);
        limit_ *= 2.0F;
    }
    for (size_t i = 0; i < count && limit_ > 0.0F; ++i)
    {
        float const magnitude = std::fabs(values[i]);
        if (std::isfinite(magnitude))
        {
            ++bins_[std::min(kBins - 1, static_cast<size_t>(magnitude / limit_ * static_cast<float>(kBins)))];
        }
    }
}

float Magnitudes::byEntropy() const
{
    if (largest_ == 0.0F)
    {
        return 0.0F;
    }
    // Zeros say nothing about the range, and there are many of them behind a ReLU.
    std::vector<double> histogram = bins_;
    histogram[0] = 0.0;
    size_t best = kBins;
    double least = INFINITY;
    for (size_t bins = kLevels; bins <= kBins; ++bins)
    {
        double const divergence = divergenceOf(histogram, bins);
        if (divergence < least)
        {
            least = divergence;
            best = bins;
        }
    }
    return std::min(largest_, (static_cast<float>(best) + 0.5F) * limit_ / static_cast<float>(kBins));
}

float Magnitudes::byQuantile(double quantile) const
{
    double total = 0.0;
    for (double const bin : bins_)
    {
        total += bin;
    }
    double below = 0.0;
    for (size_t i = 0; i < bins_.size(); ++i)
    {
        below += bins_[i];
        if (below >= quantile * total)
        {
            return std::min(largest_, static_cast<float>(i + 1) * limit_ / static_cast<float>(kBins));
        }
    }
    return largest_;
}

Result<std::unique_ptr<CalibratedRanges>> CalibratedRanges::of(graph::Graph& network,
    nvinfer1::IInt8Calibrator& calibrator, graph::Profile const* profile, builder::BuildRequest const& request,
    EngineSources const& sources)
{
    std::size_t length = 0;
    auto const* const cache = static_cast<char const*>(calibrator.readCalibrationCache(length));
    Ranges ranges;
    if (cache != nullptr && length != 0)
    {
        TENON_ASSIGN(
            ranges, readCalibrationText({cache, length}).withNote("from IInt8Calibrator::readCalibrationCache"));
    }
    else
    {
        TENON_ASSIGN(ranges, Calibration(calibrator, profile, request).run(network, sources));
        std::string const text = calibrationText(ranges, calibrator.getAlgorithm());
        calibrator.writeCalibrationCache(text.data(), text.size());
    }
    auto calibrated = std::make_unique<CalibratedRanges>();
    for (auto const& tensor : network.tensors())
    {
        auto const range = tensor == nullptr ? ranges.end() : ranges.find(tensor->name);
        if (range != ranges.end() && !tensor->dynamicRange && base::isFloating(tensor->type))
        {
            tensor->dynamicRange = {-range->second, range->second};
            calibrated->tensors_.push_back(tensor.get());
        }
    }
    request.log.info("int8: {} tensors got their range from {}", calibrated->tensors_.size(),
        cache != nullptr && length != 0 ? "the calibration cache" : "calibration");
    return calibrated;
}

CalibratedRanges::~CalibratedRanges()
{
    for (graph::Tensor* const tensor : tensors_)
    {
        tensor->dynamicRange.reset();
    }
}

} // namespace tenon::api
