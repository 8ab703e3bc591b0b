// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QItemSelection>

#include <vector>

class QItemSelectionModel;

/// Selected rows as runs of neighbours. Qt looks at each range of a selection whenever it paints a
/// cell or a header, and compares all old ranges with all new ones when the selection changes: with
/// one range per row a window of 30,000 rows stands still for a minute.

/// More runs than these are not selected: painting would become slow again.
constexpr qsizetype kMostRuns = 1000;

/// Adds rows below a parent (any order), over all columns, until there are kMostRuns ranges.
/// @return how many rows have been added
qsizetype appendRuns(const QAbstractItemModel& model, const QModelIndex& parent,
                     std::vector<int> rows, QItemSelection* runs);

/// Makes `runs` the whole selection. Emits selectionChanged twice: for the old ones and the new.
void replaceSelection(QItemSelectionModel* model, const QItemSelection& runs);

/// The user is adding rows to a selection, or taking some out of it (a click with Ctrl): what a
/// view does not show of the selection stays. Everything else selects anew.
bool isAddingToSelection();
