// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/QtLog.hpp"

#include "compute/base/Log.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "ui/text/Format.hpp"

#include <QGuiApplication>
#include <QLoggingCategory>
#include <QSysInfo>
#include <QThread>
#include <vtkVersion.h>

#include <string_view>

Q_LOGGING_CATEGORY(lcProgram, "nblast.program", QtWarningMsg)

namespace {

constexpr std::string_view kOurs = "nblast.";
QtMessageHandler printer = nullptr;  // how Qt prints messages without a log

nblast::LogLevel levelOf(QtMsgType type) {
  switch (type) {
    case QtDebugMsg:
      return nblast::LogLevel::Debug;
    case QtInfoMsg:
      return nblast::LogLevel::Info;
    case QtWarningMsg:
      return nblast::LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
      break;
  }
  return nblast::LogLevel::Error;
}

void handle(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  std::string_view category = context.category == nullptr ? "qt" : context.category;
  const bool isOurs = category.starts_with(kOurs);
  if (isOurs) category.remove_prefix(kOurs.size());
  nblast::log(levelOf(type), category, text.toStdString());
  const bool isPrinted = type == QtFatalMsg || (!isOurs && type != QtDebugMsg && type != QtInfoMsg);
  if (isPrinted && printer != nullptr) printer(type, context, text);
}

}  // namespace

QtLog::QtLog() {
  QLoggingCategory::setFilterRules(QStringLiteral("nblast.*=true"));
  printer = qInstallMessageHandler(handle);
}

QtLog::~QtLog() {
  qInstallMessageHandler(printer);
  QLoggingCategory::setFilterRules({});
}

void logSystem() {
  qCInfo(lcProgram).noquote()
      << QStringLiteral("%1 %2 begins: Qt %3, VTK %4, %5, %6 %7, display %8")
             .arg(QCoreApplication::applicationName(), QCoreApplication::applicationVersion(),
                  QLatin1String(qVersion()), QLatin1String(vtkVersion::GetVTKVersion()),
                  QSysInfo::prettyProductName(), QSysInfo::kernelType(), QSysInfo::kernelVersion(),
                  QGuiApplication::platformName());
  qCInfo(lcProgram).noquote() << QStringLiteral("This machine: %1 threads, %2 of memory")
                                     .arg(QThread::idealThreadCount())
                                     .arg(formatBytes(nblast::machineMemory().totalBytes));
}
