// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>
#include <QStringList>

#include <functional>

/// Shortens the names of a list so that they stay distinct: what a name has in common
/// with the names most like it, at its start and its end, gives way to what sets it apart.
class NameShortener {
 public:
  NameShortener() = default;
  /// @param names of the list, or enough of them to be typical. Cost: sorts them twice.
  explicit NameShortener(QStringList names);

  /// The name if it fits, else as many of its characters as do, with "…" for those left out; at
  /// least one. @param fits whether a text has room; called some ten times
  QString shortened(const QString& name, const std::function<bool(const QString&)>& fits) const;

 private:
  qsizetype commonStart_ = 0;  ///< characters that a name shares with those most like it
  qsizetype commonEnd_ = 0;
};
