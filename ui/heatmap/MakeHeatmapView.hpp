// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// The heatmap of the open result, in the centre.
View makeHeatmapView(const ViewContext& context);
