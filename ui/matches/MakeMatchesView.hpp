// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// The ranked matches of the selected query, docked at the right.
View makeMatchesView(const ViewContext& context);
