#pragma once
#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

class QSettings;

/// The choices of the Run NBLAST dialog that are kept from run to run.
struct RunOptions {
  int neighbours = 0;  ///< 0: 5 for skeletons, 20 for clouds
  double resample_um = 0;
  bool normalised = true;
  QString engine = QStringLiteral("auto");
  int threads = 0;  ///< 0: all
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

  QStringList recentFiles() const;  ///< newest first, ten at most
  void addRecentFile(const QString& path);
  void clearRecentFiles();

  RunOptions runOptions() const;
  void setRunOptions(const RunOptions& options);

  QString colourMap() const;  ///< empty: the program's own
  double colourLowest() const;
  double colourHighest() const;
  void setColours(const QString& map, double lowest, double highest);

 private:
  std::unique_ptr<QSettings> settings_;
};
