// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/UiApplication.hpp"

#include "ui/jobs/BackgroundTask.hpp"

#include <QLoggingCategory>
#include <QMetaMethod>

#include <cstdio>
#include <exception>

Q_LOGGING_CATEGORY(lcUncaught, "nblast.uncaught", QtWarningMsg)

bool UiApplication::notify(QObject* receiver, QEvent* event) {
  try {
    return QApplication::notify(receiver, event);
  } catch (...) {
    // Later: whoever listens may need widgets that the failed handler has left half changed.
    const QString sentence = failureSentence(std::current_exception());
    qCCritical(lcUncaught).noquote() << sentence;
    QMetaObject::invokeMethod(
        this, [this, sentence] { tell(sentence); }, Qt::QueuedConnection);
    return true;
  }
}

void UiApplication::tell(const QString& sentence) {
  if (!isSignalConnected(QMetaMethod::fromSignal(&UiApplication::failed)))
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
  Q_EMIT failed(sentence);
}
