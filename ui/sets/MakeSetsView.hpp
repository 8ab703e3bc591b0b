// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// The neuron sets, docked at the left.
View makeSetsView(const ViewContext& context);
