// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// The jobs of this session, docked at the bottom; a new job shows the dock again.
View makeJobsView(const ViewContext& context);
