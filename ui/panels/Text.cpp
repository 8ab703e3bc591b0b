#include "ui/panels/Text.hpp"

QString countOf(qint64 count, const QString& thing) {
  return QStringLiteral("%1 %2%3").arg(formatCount(count), thing, count == 1 ? QString() : "s");
}

QString unitText(const std::string& label) {
  QString text = toQString(label);
  return text.replace(QLatin1String("um"), QStringLiteral("µm"));
}
