// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_PLUGIN_H
#define NV_INFER_PLUGIN_H

//! \file
//! The standard plugin library's entry point.

#include "NvInfer.h"
#include "NvInferPluginUtils.h"

//! Registers all plugins of the standard library under the namespace `libNamespace` ("" for the default one). `logger`
//! points to an ILogger, or is null. True when all of them are registered afterwards; calling it again is harmless.
//! Thread-safe.
extern "C" TENSORRTAPI bool initLibNvInferPlugins(void* logger, const char* libNamespace);

#endif // NV_INFER_PLUGIN_H
