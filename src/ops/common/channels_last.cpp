#include "ops/common/channels_last.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;
using base::TensorFormat;

namespace
{

constexpr size_t kImageRank = 4;

bool isPlainFloat(graph::Candidate const& candidate)
{
    auto const fits = [](graph::TypeFormat const& each) {
        return each.format == TensorFormat::kLINEAR && (!base::isFloating(each.type) || each.type == DataType::kFLOAT);
    };
    return candidate.device == devices::DeviceKind::kCPU
        && std::all_of(candidate.inputs.begin(), candidate.inputs.end(), fits)
        && std::all_of(candidate.outputs.begin(), candidate.outputs.end(), fits);
}

} // namespace

void addChannelsLast(
    graph::Op const& op, graph::CandidateList& list, uint32_t inputs, uint32_t outputs, double costFactor)
{
    auto const plain = std::find_if(list.accepted.begin(), list.accepted.end(), isPlainFloat);
    if (plain == list.accepted.end())
    {
        return;
    }
    graph::Candidate added = *plain;
    added.implementation += " channels last";
    added.costHint *= costFactor;
    auto const mark = [](graph::Tensor const* tensor, graph::TypeFormat& as) {
        bool const fits = (tensor == nullptr || tensor->dims.size() == kImageRank) && as.type == DataType::kFLOAT;
        as.format = fits ? TensorFormat::kHWC : as.format;
        return fits;
    };
    bool fits = true;
    size_t present = 0;
    for (size_t i = 0; i < op.inputs.size(); ++i)
    {
        if (op.inputs[i] != nullptr)
        {
            fits = fits && ((inputs >> i & 1U) == 0 || mark(op.inputs[i], added.inputs[present]));
            ++present;
        }
    }
    for (size_t i = 0; i < added.outputs.size(); ++i)
    {
        // An operation outside of a graph has no tensors for its outputs.
        fits = fits
            && ((outputs >> i & 1U) == 0 || mark(i < op.outputs.size() ? op.outputs[i] : nullptr, added.outputs[i]));
    }
    if (fits)
    {
        list.accepted.push_back(std::move(added));
    }
}

bool isChannelsLast(graph::KernelRequest const& request)
{
    return !request.candidate.inputs.empty() && request.candidate.inputs[0].format == TensorFormat::kHWC;
}

base::Dims dimsInMemory(graph::TensorDesc const& tensor)
{
    base::Dims const& d = tensor.dims;
    return tensor.format == TensorFormat::kHWC && d.nbDims == static_cast<int32_t>(kImageRank)
        ? base::makeDims({d.d[0], d.d[2], d.d[3], d.d[1]})
        : d;
}

int32_t axisInMemory(TensorFormat format, int32_t axis)
{
    return format != TensorFormat::kHWC || axis == 0 ? axis : axis == 1 ? 3 : axis - 1;
}

int32_t dimensionInMemory(TensorFormat format, int32_t place)
{
    return format != TensorFormat::kHWC || place == 0 ? place : place == 3 ? 1 : place + 1;
}

} // namespace tenon::ops
