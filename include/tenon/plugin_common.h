// What plugin code written for TensorRT 7 and 8 leans on besides the NvInfer headers: a base of creators, serialization by value, status codes,
// checks, log streams, sizes. The names are those of the time, most of them in namespace nvinfer1::plugin; checks log and return or throw, they
// never end the process. For new plugins see tenon/plugin.h.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_H
#define TENON_PLUGIN_COMMON_H

#include <tenon/plugin_common/checks.h>
#include <tenon/plugin_common/creator.h>
#include <tenon/plugin_common/device_memory.h>
#include <tenon/plugin_common/serialize.h>
#include <tenon/plugin_common/sizes.h>

#endif // TENON_PLUGIN_COMMON_H
