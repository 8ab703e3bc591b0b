// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

class QSettings;

/// A length unit that the user confirmed for some files.
struct RememberedUnit {
  nblast::UnitChoice units;
  /// The user has confirmed also that neurons of an unusual size are right.
  bool sizeConfirmed = false;
  friend bool operator==(const RememberedUnit&, const RememberedUnit&) = default;
};

/// What the program remembers between runs: window layout, last folders, recent files, options. One
/// object is made by main() and handed on; nothing reads global settings.
class Settings {
 public:
  /// @param path an INI file; empty: what NBLAST_SETTINGS names, else the user's own place
  explicit Settings(const QString& path = {});
  ~Settings();

  QByteArray windowGeometry() const;
  QByteArray windowState() const;
  QByteArray splitterState() const;
  void setWindow(const QByteArray& geometry, const QByteArray& state, const QByteArray& splitter);

  /// The folder last used for a purpose ("neurons", "scores", "export", "picture", "mesh"); the
  /// user's documents, then home, before the first time.
  QString folder(const QString& purpose) const;
  void rememberFolderOf(const QString& purpose, const QString& path);

  static constexpr std::size_t kRecentFilesKept = 10;
  /// The newest file comes first.
  QStringList recentFiles() const;
  void addRecentFile(const QString& path);
  void removeRecentFile(const QString& path);
  void clearRecentFiles();

  /// By the files' fingerprint (ui/workspace/FileFingerprint.hpp): changed files are not known. The
  /// newest 200 are kept.
  std::optional<RememberedUnit> unitOf(const QString& fingerprint) const;
  void rememberUnit(const QString& fingerprint, const RememberedUnit& unit);

  /// How the last job scored; the program's defaults before the first.
  nblast::JobSpec runOptions() const;
  /// @param options its neurons and its output are not kept
  void setRunOptions(nblast::JobSpec options);

  /// Empty: the program's own colour map.
  QString colourMap() const;
  double colourLowest() const;
  double colourHighest() const;
  void setColours(const QString& map, double lowest, double highest);

 private:
  std::unique_ptr<QSettings> settings_;
};
