// tenonLegacyTable: how programs of levels 7 and 8 reach the second tables.
#include "api/builder/algorithm.h"
#include "api/builder/builder.h"
#include "api/builder/builder_config.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/execution_context.h"
#include "api/engine/runtime.h"
#include "api/network/network_definition.h"

#include <impl/NvInferLegacyTables.h>

namespace
{

using nvinfer1::apiv::legacy::TableKind;

//! From the table of 10.16 to our object, and on to its second table.
template <typename Object, typename Table, typename Second>
void* secondTable(void* object)
{
    return static_cast<Second*>(&static_cast<Object*>(static_cast<Table*>(object))->legacyTable());
}

} // namespace

#pragma GCC visibility push(default)

extern "C" void* tenonLegacyTable(void* object, int32_t kind) noexcept
{
    using namespace tenon::api;
    namespace first = nvinfer1::apiv;
    namespace second = nvinfer1::apiv::legacy;
    if (object == nullptr)
    {
        return nullptr;
    }
    switch (static_cast<TableKind>(kind))
    {
    case TableKind::kBUILDER: return secondTable<Builder, first::VBuilder, second::VBuilder>(object);
    case TableKind::kBUILDER_CONFIG:
        return secondTable<BuilderConfig, first::VBuilderConfig, second::VBuilderConfig>(object);
    case TableKind::kNETWORK_DEFINITION:
        return secondTable<NetworkDefinition, first::VNetworkDefinition, second::VNetworkDefinition>(object);
    case TableKind::kCUDA_ENGINE: return secondTable<CudaEngine, first::VCudaEngine, second::VCudaEngine>(object);
    case TableKind::kEXECUTION_CONTEXT:
        return secondTable<ExecutionContext, first::VExecutionContext, second::VExecutionContext>(object);
    case TableKind::kRUNTIME: return secondTable<Runtime, first::VRuntime, second::VRuntime>(object);
    case TableKind::kALGORITHM_IO_INFO:
        return secondTable<AlgorithmIOInfo, first::VAlgorithmIOInfo, second::VAlgorithmIOInfo>(object);
    }
    return nullptr;
}

#pragma GCC visibility pop
