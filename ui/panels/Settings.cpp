#include "ui/panels/Settings.hpp"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace {

constexpr int kRecentFiles = 10;

std::unique_ptr<QSettings> openSettings(const QString& path) {
  const QString file = path.isEmpty() ? qEnvironmentVariable("NBLAST_SETTINGS") : path;
  if (!file.isEmpty()) return std::make_unique<QSettings>(file, QSettings::IniFormat);
  return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                     QStringLiteral("nblast-workbench"),
                                     QStringLiteral("nblast-workbench"));
}

}  // namespace

Settings::Settings(const QString& path) : settings_(openSettings(path)) {}
Settings::~Settings() = default;

QByteArray Settings::windowGeometry() const {
  return settings_->value(QStringLiteral("window/geometry")).toByteArray();
}
QByteArray Settings::windowState() const {
  return settings_->value(QStringLiteral("window/state")).toByteArray();
}
QByteArray Settings::splitterState() const {
  return settings_->value(QStringLiteral("window/splitter")).toByteArray();
}
void Settings::setWindow(const QByteArray& geometry, const QByteArray& state,
                         const QByteArray& splitter) {
  settings_->setValue(QStringLiteral("window/geometry"), geometry);
  settings_->setValue(QStringLiteral("window/state"), state);
  settings_->setValue(QStringLiteral("window/splitter"), splitter);
}

QString Settings::folder(const QString& purpose) const {
  const QString last = settings_->value(QStringLiteral("folders/") + purpose).toString();
  if (!last.isEmpty() && QFileInfo(last).isDir()) return last;
  const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

void Settings::rememberFolderOf(const QString& purpose, const QString& path) {
  settings_->setValue(QStringLiteral("folders/") + purpose, QFileInfo(path).absolutePath());
}

QStringList Settings::recentFiles() const {
  return settings_->value(QStringLiteral("recent")).toStringList();
}

void Settings::addRecentFile(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  QStringList files = recentFiles();
  files.removeAll(absolute);
  files.prepend(absolute);
  settings_->setValue(QStringLiteral("recent"), files.mid(0, kRecentFiles));
}

void Settings::clearRecentFiles() {
  settings_->remove(QStringLiteral("recent"));
}

RunOptions Settings::runOptions() const {
  RunOptions options;
  options.neighbours = settings_->value(QStringLiteral("run/k"), options.neighbours).toInt();
  options.resample_um =
      settings_->value(QStringLiteral("run/resample_um"), options.resample_um).toDouble();
  options.normalised =
      settings_->value(QStringLiteral("run/normalised"), options.normalised).toBool();
  options.engine = settings_->value(QStringLiteral("run/engine"), options.engine).toString();
  options.threads = settings_->value(QStringLiteral("run/threads"), options.threads).toInt();
  return options;
}

void Settings::setRunOptions(const RunOptions& options) {
  settings_->setValue(QStringLiteral("run/k"), options.neighbours);
  settings_->setValue(QStringLiteral("run/resample_um"), options.resample_um);
  settings_->setValue(QStringLiteral("run/normalised"), options.normalised);
  settings_->setValue(QStringLiteral("run/engine"), options.engine);
  settings_->setValue(QStringLiteral("run/threads"), options.threads);
}

QString Settings::colourMap() const {
  return settings_->value(QStringLiteral("colours/map")).toString();
}
double Settings::colourLowest() const {
  return settings_->value(QStringLiteral("colours/lowest"), -0.5).toDouble();
}
double Settings::colourHighest() const {
  return settings_->value(QStringLiteral("colours/highest"), 1.0).toDouble();
}
void Settings::setColours(const QString& map, double lowest, double highest) {
  settings_->setValue(QStringLiteral("colours/map"), map);
  settings_->setValue(QStringLiteral("colours/lowest"), lowest);
  settings_->setValue(QStringLiteral("colours/highest"), highest);
}
