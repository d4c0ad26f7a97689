#include "graph/kernel.h"

namespace tenon::graph
{

std::vector<DataType> CandidateQuery::choices(DataType type) const
{
    bool const open =
        !stronglyTyped && (type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kBF16);
    if (!open)
    {
        return {type};
    }
    std::vector<DataType> types;
    if (allowHalf)
    {
        types.push_back(DataType::kHALF);
    }
    if (allowBfloat16)
    {
        types.push_back(DataType::kBF16);
    }
    types.push_back(DataType::kFLOAT);
    return types;
}

std::shared_ptr<devices::WeightCache> KernelRequest::weightCache() const
{
    return weights != nullptr ? weights : std::make_shared<devices::WeightCache>(*device);
}

Status Kernel::readSizes(std::span<int64_t> sizes, devices::StreamHandle)
{
    return base::error(base::ErrorCode::kINTERNAL_ERROR,
        "kernel: expected one that tells {} sizes after its run, found one that tells none", sizes.size());
}

} // namespace tenon::graph
