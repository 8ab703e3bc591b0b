#include "ui/panels/Text.hpp"

QString countOf(qint64 count, const QString& thing) {
  return QStringLiteral("%1 %2%3").arg(formatCount(count), thing, count == 1 ? QString() : "s");
}

QString breakable(const QString& name) {
  constexpr int kLongestWord = 24;
  QString text;
  int sinceBreak = 0;
  for (const QChar letter : name) {
    text += letter;
    const bool mayBreak = letter == u'_' || letter == u'-' || letter == u'.' || letter == u'/';
    sinceBreak = letter.isSpace() ? 0 : sinceBreak + 1;
    if (!mayBreak && sinceBreak < kLongestWord) continue;
    text += QChar(0x200b);
    sinceBreak = 0;
  }
  return text;
}

QString unitText(const std::string& label) {
  QString text = toQString(label);
  return text.replace(QLatin1String("um"), QStringLiteral("µm"));
}
