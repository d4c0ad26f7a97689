#include "api/builder/algorithm.h"

#include "api/argument_checks.h"
#include "api/guard.h"

namespace tenon::api
{
namespace
{

//! A number for a name, equal in all processes (FNV-1a, 64 bits).
int64_t numberOf(graph::Candidate const& candidate)
{
    uint64_t number = 14695981039346656037ULL;
    auto const take = [&](unsigned char byte) { number = (number ^ byte) * 1099511628211ULL; };
    for (char const letter : candidate.implementation)
    {
        take(static_cast<unsigned char>(letter));
    }
    take(static_cast<unsigned char>(candidate.device));
    return static_cast<int64_t>(number);
}

} // namespace

AlgorithmIOInfo::AlgorithmIOInfo(graph::TypeFormat as, base::Dims const& shape, base::Log log)
    : as_(as)
    , shape_(shape)
    , log_(log)
    , table_(as.format, std::move(log))
{
    mImpl = this;
}

int64_t AlgorithmIOInfo::getVectorizedDim() const noexcept
{
    return base::layoutOf(as_.format).components == 1 ? -1 : base::channelDimension(shape_, as_.format);
}

AlgorithmVariant::AlgorithmVariant(int64_t implementation, int64_t tactic, base::Log log)
    : implementation_(implementation)
    , tactic_(tactic)
    , log_(std::move(log))
{
    mImpl = this;
}

Algorithm::Algorithm(builder::SelectableLayer const& layer, builder::SelectableChoice const& choice, base::Log log)
    : variant_(numberOf(*choice.candidate), choice.candidate->tactic, log)
    , milliseconds_(static_cast<float>(choice.microseconds / 1000.0))
    , workspaceBytes_(static_cast<std::size_t>(choice.workspaceBytes))
    , log_(log)
{
    mImpl = this;
    for (size_t i = 0; i < layer.inputs.size(); ++i)
    {
        tensors_.push_back(std::make_unique<AlgorithmIOInfo>(choice.candidate->inputs[i], layer.inputs[i].opt, log));
    }
    for (size_t i = 0; i < layer.outputs.size(); ++i)
    {
        tensors_.push_back(std::make_unique<AlgorithmIOInfo>(choice.candidate->outputs[i], layer.outputs[i].opt, log));
    }
}

nvinfer1::IAlgorithmIOInfo const* Algorithm::getAlgorithmIOInfoByIndex(int32_t index) const noexcept
{
    return valueOr<nvinfer1::IAlgorithmIOInfo const*>(callLog(), "IAlgorithm::getAlgorithmIOInfoByIndex", nullptr,
        [&]() -> Result<nvinfer1::IAlgorithmIOInfo const*> {
            TENON_CHECK(checkIndex("input or output", index, static_cast<int64_t>(tensors_.size())));
            return tensors_[static_cast<size_t>(index)].get();
        });
}

AlgorithmContext::AlgorithmContext(builder::SelectableLayer const& layer, base::Log log)
    : layer_(layer)
    , log_(std::move(log))
{
    mImpl = this;
}

nvinfer1::Dims AlgorithmContext::getDimensions(int32_t index, nvinfer1::OptProfileSelector select) const noexcept
{
    return valueOr<nvinfer1::Dims>(
        callLog(), "IAlgorithmContext::getDimensions", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
            int32_t const count = getNbInputs() + getNbOutputs();
            TENON_CHECK(checkIndex("input or output", index, count));
            TENON_CHECK(checkEnumerator("selector", select));
            graph::TensorRange const& range = index < getNbInputs()
                ? layer_.inputs[static_cast<size_t>(index)]
                : layer_.outputs[static_cast<size_t>(index - getNbInputs())];
            return select == nvinfer1::OptProfileSelector::kMIN ? range.min
                : select == nvinfer1::OptProfileSelector::kOPT  ? range.opt
                                                                : range.max;
        });
}

} // namespace tenon::api
