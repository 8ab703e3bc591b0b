// SPDX-License-Identifier: BSD-3-Clause
#define __CUDA_ARCH__ 750
#define GENERATION(name) name##75
#include "tests/gpu/EmulatedKernel.inc"
