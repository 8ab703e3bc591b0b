// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/View.hpp"

/// All views of the window, in the order in which they stand in the centre and in the menus.
QList<View> makeViews(const ViewContext& context);
