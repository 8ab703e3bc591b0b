// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The side from which the camera looks at the scene, along one of its axes.
enum class SceneSide { Front, Back, Left, Right, Top, Bottom };
