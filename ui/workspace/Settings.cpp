// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/Settings.hpp"

#include "compute/base/Error.hpp"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace {

constexpr int kRememberedUnits = 200;
const QString kUnits = QStringLiteral("units");

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
  settings_->setValue(QStringLiteral("recent"), files.mid(0, kRecentFilesKept));
}

void Settings::removeRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  settings_->setValue(QStringLiteral("recent"), files);
}

void Settings::clearRecentFiles() {
  settings_->remove(QStringLiteral("recent"));
}

// One line per set of files: its fingerprint, whether the size is confirmed, the unit.
std::optional<RememberedUnit> Settings::unitOf(const QString& fingerprint) const {
  const auto lines = settings_->value(kUnits).toStringList();
  for (const QString& line : lines) {
    if (line.section(QLatin1Char(' '), 0, 0) != fingerprint) continue;
    const auto units = nblast::parseUnitChoice(line.section(QLatin1Char(' '), 2).toStdString());
    if (!units) return {};
    return RememberedUnit{*units, line.section(QLatin1Char(' '), 1, 1) == QLatin1String("odd")};
  }
  return {};
}

void Settings::rememberUnit(const QString& fingerprint, const RememberedUnit& unit) {
  auto lines = settings_->value(kUnits).toStringList();
  lines.removeIf([&](const QString& line) { return line.startsWith(fingerprint); });
  lines.prepend(QStringLiteral("%1 %2 %3")
                    .arg(fingerprint,
                         unit.sizeConfirmed ? QStringLiteral("odd") : QStringLiteral("usual"),
                         QString::fromStdString(textOf(unit.units))));
  settings_->setValue(kUnits, lines.mid(0, kRememberedUnits));
}

nblast::JobSpec Settings::runOptions() const {
  const auto text = settings_->value(QStringLiteral("run/options")).toString();
  if (text.isEmpty()) return {};
  try {
    return nblast::jobSpecFromJson(text.toStdString(), settings_->fileName().toStdString());
  } catch (const nblast::Error&) {
    return {};  // another version wrote these options
  }
}

void Settings::setRunOptions(nblast::JobSpec options) {
  options.queries.clear();
  options.targets.clear();
  options.queryUnit.reset();
  options.targetUnit.reset();
  options.output.clear();
  options.overwrite = false;
  settings_->setValue(QStringLiteral("run/options"), QString::fromStdString(toJson(options)));
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
