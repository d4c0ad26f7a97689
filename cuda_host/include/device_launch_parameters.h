// What sources of kernels include for editors; nothing on the host.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_DEVICE_LAUNCH_PARAMETERS_H
#define TENON_CUDA_HOST_DEVICE_LAUNCH_PARAMETERS_H

#endif
