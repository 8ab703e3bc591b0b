// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>

/// Name filters of the dialogs that save tables, one per format that tables are written in.
QString scoreTableFilter();
QString matchTableFilter();
