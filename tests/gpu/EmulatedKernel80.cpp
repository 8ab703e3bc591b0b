// SPDX-License-Identifier: BSD-3-Clause
#define __CUDA_ARCH__ 800
#define GENERATION(name) name##80
#include "tests/gpu/EmulatedKernel.inc"
