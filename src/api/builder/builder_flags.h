// Which builder flags this release serves, and why others are refused.
#pragma once

#include "base/result.h"

#include <NvInfer.h>

namespace tenon::api
{

//! "kFP16", …; "unknown flag" for numbers that are none.
std::string_view name(nvinfer1::BuilderFlag flag);

//! Ok for flags that take effect or that change nothing here (docs: IBuilderConfig::setFlag). Else an error that says
//! what to do.
base::Status checkFlag(nvinfer1::BuilderFlag flag);

inline nvinfer1::BuilderFlags bitOf(nvinfer1::BuilderFlag flag)
{
    return nvinfer1::BuilderFlags{1} << static_cast<uint32_t>(flag);
}

} // namespace tenon::api
