// SPDX-License-Identifier: BSD-3-Clause
#include "app/workbench/Display.hpp"
#include "app/workbench/Screenshot.hpp"
#include "compute/base/Error.hpp"
#include "compute/base/LogFile.hpp"
#include "compute/base/Version.hpp"
#include "compute/gpu/MemoryMonitor.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/text/Format.hpp"
#include "ui/window/MainWindow.hpp"
#include "ui/window/QtLog.hpp"
#include "ui/workspace/Settings.hpp"
#ifdef NBLAST_WATCHDOG
#include "ui/watchdog/WatchedApplication.hpp"
#else
#include "ui/window/UiApplication.hpp"
#endif

#include <QFile>
#include <QTemporaryDir>

#include <CLI/CLI.hpp>

#include <clocale>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

#ifdef NBLAST_WATCHDOG
using Application = WatchedApplication;
#else
using Application = UiApplication;
#endif

constexpr int kBadUsage = 2;

struct Options {
  std::vector<std::string> files;
  std::string job;
  std::string screenshot;
  std::string size;
  std::optional<std::filesystem::path> log;
};

std::string checkSize(const std::string& text) {
  int width = 0, height = 0;
  char rest = 0;
  const bool good = std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest) == 2 &&
                    width >= 640 && height >= 400 && width <= 16384 && height <= 16384;
  return good ? "" : "write WIDTHxHEIGHT, for example 1280x800 (640x400 at least)";
}

QSize sizeOf(const std::string& text) {
  int width = 1280, height = 800;
  std::sscanf(text.c_str(), "%dx%d", &width, &height);
  return {width, height};
}

void addOptions(CLI::App& app, Options& options) {
  app.add_option("FILE", options.files,
                 "Neurons, together one set: " + nblast::neuronInputsInWords() + "; score files (" +
                     nblast::listOfEndings(nblast::scoreFileType().endings) + "); brain meshes (" +
                     nblast::listOfEndings(meshFileType().endings) + ")");
  app.add_option("--run", options.job, "Run the NBLAST job that this JSON file describes")
      ->check(CLI::ExistingFile);
  app.add_option("--screenshot", options.screenshot,
                 "Save the window as PNG once everything is drawn, print where heatmap and scene "
                 "are in it, and exit");
  app.add_option("--size", options.size, "Size of the window, for example 1280x800")
      ->check(CLI::Validator(checkSize, "WIDTHxHEIGHT"));
  app.add_option(
         "--log", options.log,
         "Write the log to this file; without it: log.txt in ~/.local/state/nblast-workbench")
      ->option_text("FILE");
  app.set_version_flag("--version", std::string("nblast-workbench ") + nblast::programVersion());
}

int openWindow(const Options& options, const std::optional<nblast::JobSpec>& job,
               const std::filesystem::path& logPath) {
  // A screenshot shows the program as it comes, whatever the user's window looks like.
  QTemporaryDir fresh;
  Settings settings(options.screenshot.empty() ? QString()
                                               : fresh.filePath(QStringLiteral("settings.ini")));
  MainWindow window(&settings);
  if (!logPath.empty()) window.offerLog(toQString(logPath));
  if (!options.size.empty() || !options.screenshot.empty()) window.giveSize(sizeOf(options.size));
  window.show();
  std::optional<Screenshot> screenshot;
  if (!options.screenshot.empty()) {
    window.setMayAsk(false);
    screenshot.emplace(&window, QString::fromLocal8Bit(options.screenshot.c_str()));
  }
  QStringList files;
  for (const std::string& file : options.files)
    files += QString::fromLocal8Bit(file.c_str());
  // From the event loop: what goes wrong is then a message in the window.
  const auto begin = [&] {
    window.open(files);
    if (job) window.runJob(*job);
  };
  QMetaObject::invokeMethod(&window, begin, Qt::QueuedConnection);
  const int exitCode = Application::exec();
  return screenshot ? screenshot->take() : exitCode;
}

/// A log that cannot be written stops nothing. @return its file; empty: there is none
std::filesystem::path startLog(const Options& options) {
  auto path = nblast::chosenLogPath(options.log, "nblast-workbench");
  nblast::logToFile(
      path, [](const std::string& sentence) { std::fprintf(stderr, "%s\n", sentence.c_str()); });
  return path;
}

}  // namespace

int main(int argc, char** argv) {
  nblast::countDevicesByBus();
  CLI::App app("NBLAST by pointing and clicking: neurons, scores, matches and 3D in one window.",
               "nblast-workbench");
  Options options;
  addOptions(app, options);
  std::optional<nblast::JobSpec> job;
  try {
    app.parse(argc, argv);
    if (!options.job.empty()) job = nblast::jobSpecFromFile(options.job);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadUsage;
  } catch (const nblast::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return kBadUsage;
  }
  const std::string problem = displayProblem();
  if (!problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return kBadUsage;
  }
  const auto logPath = startLog(options);
  const QtLog qtLog;
  SceneWidget::prepareApplication();
  Application::setStyle(QStringLiteral("Fusion"));
  const Application application(argc, argv);
  Application::setApplicationName(QStringLiteral("nblast-workbench"));
  Application::setApplicationDisplayName(QString());
  Application::setApplicationVersion(QString::fromLatin1(nblast::programVersion()));
  std::setlocale(LC_NUMERIC, "C");  // readers of VTK read numbers as the files write them
  logSystem();
  const int exitCode = openWindow(options, job, logPath);
#ifdef NBLAST_WATCHDOG
  return application.verdict(exitCode);
#else
  return exitCode;
#endif
}
