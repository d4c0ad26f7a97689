// Which builder flags this release serves, and why others are refused.
#pragma once

#include "base/result.h"

#include <NvInfer.h>

namespace tenon::api
{

//! Flags that 10.16 lacks, as programs of levels 7 and 8 see them.
inline constexpr auto kStrictTypesFlag = static_cast<nvinfer1::BuilderFlag>(30);
inline constexpr auto kTacticHeuristicFlag = static_cast<nvinfer1::BuilderFlag>(31);

//! "kFP16", …; "unknown flag" for numbers that are none.
std::string_view name(nvinfer1::BuilderFlag flag);

//! Ok for flags that take effect or that change nothing here (docs: IBuilderConfig::setFlag). Else an error that says
//! what to do.
base::Status checkFlag(nvinfer1::BuilderFlag flag);

//! True for numbers that are a flag at some level, served or not.
bool isKnown(nvinfer1::BuilderFlag flag);

inline nvinfer1::BuilderFlags bitOf(nvinfer1::BuilderFlag flag)
{
    return nvinfer1::BuilderFlags{1} << static_cast<uint32_t>(flag);
}

} // namespace tenon::api
