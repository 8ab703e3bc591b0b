// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/EnglishPlurals.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace {

void speakEnglish() {
  QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  QCoreApplication::installTranslator(new EnglishPlurals(QCoreApplication::instance()));
}

}  // namespace

Q_COREAPP_STARTUP_FUNCTION(speakEnglish)

QString EnglishPlurals::translate(const char* /*context*/, const char* sourceText,
                                  const char* /*disambiguation*/, int n) const {
  if (n < 0) return {};  // the text is not counted
  static const QRegularExpression kForms(QStringLiteral("\\(([^()|]*)\\|([^()|]*)\\)|\\(s\\)"));
  QString text = QString::fromUtf8(sourceText);
  qsizetype from = 0;
  for (auto form = kForms.match(text); form.hasMatch(); form = kForms.match(text, from)) {
    const bool isShort = form.captured() == QLatin1String("(s)");
    const QString one = isShort ? QString() : form.captured(1);
    const QString other = isShort ? QStringLiteral("s") : form.captured(2);
    const QString& chosen = n == 1 ? one : other;
    text.replace(form.capturedStart(), form.capturedLength(), chosen);
    from = form.capturedStart() + chosen.size();
  }
  return text;
}

int pluralNumber(qint64 count) {
  constexpr qint64 kLastDigits = 1'000'000;
  return static_cast<int>(count < kLastDigits ? count : kLastDigits + count % kLastDigits);
}
