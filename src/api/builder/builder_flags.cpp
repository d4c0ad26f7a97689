#include "api/builder/builder_flags.h"

#include <algorithm>
#include <array>

namespace tenon::api
{

using nvinfer1::BuilderFlag;

namespace
{

struct FlagEntry
{
    BuilderFlag flag;
    std::string_view name;
    //! Empty for flags that are served; else what the error says behind the flag's name.
    std::string_view refusal{};
};

constexpr std::array kFlags{
    FlagEntry{BuilderFlag::kFP16, "kFP16"},
    FlagEntry{BuilderFlag::kINT8, "kINT8"},
    FlagEntry{BuilderFlag::kDEBUG, "kDEBUG"},
    FlagEntry{BuilderFlag::kGPU_FALLBACK, "kGPU_FALLBACK"},
    FlagEntry{BuilderFlag::kREFIT, "kREFIT"},
    FlagEntry{BuilderFlag::kDISABLE_TIMING_CACHE, "kDISABLE_TIMING_CACHE"},
    FlagEntry{BuilderFlag::kTF32, "kTF32"},
    FlagEntry{BuilderFlag::kSPARSE_WEIGHTS, "kSPARSE_WEIGHTS"},
    FlagEntry{
        BuilderFlag::kSAFETY_SCOPE, "kSAFETY_SCOPE", "the safety scope; use EngineCapability::kSTANDARD without it"},
    FlagEntry{BuilderFlag::kOBEY_PRECISION_CONSTRAINTS, "kOBEY_PRECISION_CONSTRAINTS"},
    FlagEntry{BuilderFlag::kPREFER_PRECISION_CONSTRAINTS, "kPREFER_PRECISION_CONSTRAINTS"},
    FlagEntry{BuilderFlag::kDIRECT_IO, "kDIRECT_IO"},
    FlagEntry{BuilderFlag::kREJECT_EMPTY_ALGORITHMS, "kREJECT_EMPTY_ALGORITHMS"},
    FlagEntry{BuilderFlag::kVERSION_COMPATIBLE, "kVERSION_COMPATIBLE"},
    FlagEntry{BuilderFlag::kEXCLUDE_LEAN_RUNTIME, "kEXCLUDE_LEAN_RUNTIME"},
    FlagEntry{BuilderFlag::kFP8, "kFP8", "fp8 kernels; use kFP16 or fp32"},
    FlagEntry{BuilderFlag::kERROR_ON_TIMING_CACHE_MISS, "kERROR_ON_TIMING_CACHE_MISS"},
    FlagEntry{BuilderFlag::kBF16, "kBF16"},
    FlagEntry{BuilderFlag::kDISABLE_COMPILATION_CACHE, "kDISABLE_COMPILATION_CACHE"},
    FlagEntry{BuilderFlag::kSTRIP_PLAN, "kSTRIP_PLAN"},
    FlagEntry{BuilderFlag::kREFIT_IDENTICAL, "kREFIT_IDENTICAL"},
    FlagEntry{BuilderFlag::kWEIGHT_STREAMING, "kWEIGHT_STREAMING", "weight streaming; build without the flag"},
    FlagEntry{BuilderFlag::kINT4, "kINT4", "int4 kernels; use kFP16 or fp32"},
    FlagEntry{BuilderFlag::kREFIT_INDIVIDUAL, "kREFIT_INDIVIDUAL"},
    FlagEntry{BuilderFlag::kSTRICT_NANS, "kSTRICT_NANS"},
    FlagEntry{BuilderFlag::kMONITOR_MEMORY, "kMONITOR_MEMORY"},
    FlagEntry{BuilderFlag::kFP4, "kFP4", "fp4 kernels; use kFP16 or fp32"},
    FlagEntry{BuilderFlag::kEDITABLE_TIMING_CACHE, "kEDITABLE_TIMING_CACHE"},
    FlagEntry{BuilderFlag::kDISTRIBUTIVE_INDEPENDENCE, "kDISTRIBUTIVE_INDEPENDENCE"},
    FlagEntry{kStrictTypesFlag, "kSTRICT_TYPES"},
    FlagEntry{kTacticHeuristicFlag, "kENABLE_TACTIC_HEURISTIC"},
};

} // namespace

std::string_view name(BuilderFlag flag)
{
    for (FlagEntry const& entry : kFlags)
    {
        if (entry.flag == flag)
        {
            return entry.name;
        }
    }
    return "unknown flag";
}

bool isKnown(BuilderFlag flag)
{
    return std::any_of(kFlags.begin(), kFlags.end(), [&](FlagEntry const& entry) { return entry.flag == flag; });
}

base::Status checkFlag(BuilderFlag flag)
{
    for (FlagEntry const& entry : kFlags)
    {
        if (entry.flag == flag)
        {
            return entry.refusal.empty()
                ? base::Status()
                : base::Status(base::notImplemented("BuilderFlag::{}: {}", entry.name, entry.refusal));
        }
    }
    return base::invalidArgument(
        "builder flag: expected an enumerator of BuilderFlag, found {}", static_cast<int32_t>(flag));
}

} // namespace tenon::api
