#pragma once
#include "compute/job/JobSpec.hpp"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

class QSettings;

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

  QStringList recentFiles() const;  ///< newest first, ten at most
  void addRecentFile(const QString& path);
  void clearRecentFiles();

  /// How the last job scored; the program's defaults before the first.
  nblast::JobSpec runOptions() const;
  /// @param options its neurons and its output are not kept
  void setRunOptions(nblast::JobSpec options);

  QString colourMap() const;  ///< empty: the program's own
  double colourLowest() const;
  double colourHighest() const;
  void setColours(const QString& map, double lowest, double highest);

 private:
  std::unique_ptr<QSettings> settings_;
};
