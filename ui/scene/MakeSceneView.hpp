// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// The 3D view, in the centre; brain meshes that are opened are shown in it.
View makeSceneView(const ViewContext& context);
