// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_OnnxConfig_H
#define NV_OnnxConfig_H

//! \file
//! Configuration object of the ONNX parser.

#include "NvInfer.h"

namespace nvonnxparser
{
class IOnnxConfig;

class IOnnxConfig
{
public:
    using Verbosity = int32_t;

    TENON_TAG virtual ~IOnnxConfig() noexcept = default;

    TENON_TAG virtual void setModelDtype(const nvinfer1::DataType) noexcept = 0;

    TENON_TAG virtual nvinfer1::DataType getModelDtype() const noexcept = 0;

    TENON_TAG virtual const char* getModelFileName() const noexcept = 0;

    TENON_TAG virtual void setModelFileName(const char* onnxFilename) noexcept = 0;

    TENON_TAG virtual Verbosity getVerbosityLevel() const noexcept = 0;

    TENON_TAG virtual void addVerbosity() noexcept = 0;

    TENON_TAG virtual void reduceVerbosity() noexcept = 0;

    TENON_TAG virtual void setVerbosityLevel(Verbosity) noexcept = 0;

    TENON_TAG virtual const char* getTextFileName() const noexcept = 0;

    TENON_TAG virtual void setTextFileName(const char* textFileName) noexcept = 0;

    TENON_TAG virtual const char* getFullTextFileName() const noexcept = 0;

    TENON_TAG virtual void setFullTextFileName(const char* fullTextFileName) noexcept = 0;

    TENON_TAG virtual bool getPrintLayerInfo() const noexcept = 0;

    TENON_TAG virtual void setPrintLayerInfo(bool) noexcept = 0;

#if TENON_API_LEVEL < 10
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif
};

TENSORRTAPI IOnnxConfig* createONNXConfig();
} // namespace nvonnxparser

#endif // NV_OnnxConfig_H
