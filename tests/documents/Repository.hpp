// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDir>
#include <QSet>
#include <QString>
#include <QStringList>

/// The files of a checkout, without what was built in it. Paths are relative to its root.
class Repository {
 public:
  explicit Repository(const QString& root);

  /// @throws std::runtime_error if it cannot be read
  QString textOf(const QString& path) const;
  const QStringList& files() const { return files_; }
  QStringList documents() const;  ///< Markdown

  /// True for a file or folder, by its path from the root or from the folder of another file.
  bool has(const QString& path, const QString& mentionedIn) const;
  /// True if some file has this name.
  bool hasName(const QString& name) const { return names_.contains(name); }
  /// True if the path of some file ends with this one: "scoring/ScoreTable.hpp".
  bool hasTail(const QString& path) const;

  /// The folders at the top that hold what is not built.
  static const QStringList& folders();
  static bool isBelowTopFolder(const QString& path);

 private:
  QDir root_;
  QStringList files_;
  QSet<QString> names_;
};
