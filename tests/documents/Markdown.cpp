// SPDX-License-Identifier: BSD-3-Clause
#include "tests/documents/Markdown.hpp"

#include <QHash>
#include <QRegularExpression>

namespace markdown {

namespace {

bool isListItem(const QString& line) {
  static const QRegularExpression kItem("^\\s*([-*]|\\d+\\.) ");
  return kItem.match(line).hasMatch();
}

/// Tells line by line which of them are code, but for quoted code within a line.
class CodeLines {
 public:
  bool isCode(const QString& line) {
    const bool isBlank = line.trimmed().isEmpty();
    if (line.trimmed().startsWith("```")) {
      inFence_ = !inFence_;
      return true;
    }
    if (inFence_) return true;
    const bool isIndented = line.startsWith("    ");
    if (isListItem(line)) inList_ = true;
    if (afterBlank_ && !isBlank && !line.startsWith(' ') && !isListItem(line)) inList_ = false;
    if (isIndented && !inList_ && (afterBlank_ || inBlock_)) {
      inBlock_ = true;
    } else if (!isBlank) {
      inBlock_ = false;
    }
    afterBlank_ = isBlank;
    return inBlock_;
  }

 private:
  bool inFence_ = false, inList_ = false, inBlock_ = false, afterBlank_ = true;
};

int lineOf(const QString& text, qsizetype place) {
  return static_cast<int>(text.left(place).count('\n')) + 1;
}

const QRegularExpression& inlineLink() {
  // [text](target), [text](target "title"); the text may have brackets of its own
  static const QRegularExpression kLink(R"(\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\))");
  return kLink;
}

/// The text of a heading as a reader sees it.
QString shown(QString heading) {
  static const QRegularExpression kLink(R"(\[([^\]]*)\]\([^)]*\))");
  heading.replace(kLink, "\\1");
  heading.remove(QRegularExpression("[`*]"));
  return heading.trimmed();
}

}  // namespace

QString withoutCode(const QString& text) {
  CodeLines code;
  QStringList lines = text.split('\n');
  for (QString& line : lines) {
    if (code.isCode(line)) line.clear();
  }
  QString rest = lines.join('\n');
  static const QRegularExpression kQuoted("`[^`\\n]*`");
  rest.replace(kQuoted, "``");
  return rest;
}

QStringList headings(const QString& text) {
  CodeLines code;
  QStringList found;
  static const QRegularExpression kHeading("^#{1,6} +(.*?)[ #]*$");
  for (const QString& line : text.split('\n')) {
    if (code.isCode(line)) continue;
    const auto match = kHeading.match(line);
    if (match.hasMatch()) found += shown(match.captured(1));
  }
  return found;
}

QStringList anchors(const QString& text) {
  QStringList found;
  QHash<QString, int> times;
  for (const QString& heading : headings(text)) {
    QString anchor;
    for (const QChar c : heading.toLower()) {
      if (c.isLetterOrNumber() || c == '-' || c == '_') anchor += c;
      if (c == ' ') anchor += '-';
    }
    const int before = times[anchor]++;
    found += before == 0 ? anchor : QString("%1-%2").arg(anchor).arg(before);
  }
  return found;
}

QList<Link> links(const QString& text) {
  const QString prose = withoutCode(text);
  QList<Link> found;
  for (auto match = inlineLink().globalMatch(prose); match.hasNext();) {
    const auto one = match.next();
    found += {one.captured(1), lineOf(prose, one.capturedStart())};
  }
  static const QRegularExpression kDefinition(R"(^\[[^\]]+\]:\s*<?(\S+?)>?\s*$)",
                                              QRegularExpression::MultilineOption);
  for (auto match = kDefinition.globalMatch(prose); match.hasNext();) {
    const auto one = match.next();
    found += {one.captured(1), lineOf(prose, one.capturedStart())};
  }
  return found;
}

QList<int> longLines(const QString& text) {
  CodeLines code;
  QList<int> found;
  int number = 0;
  static const QRegularExpression kAddress("<?https?://\\S+");
  for (const QString& line : text.split('\n')) {
    ++number;
    const bool isCode = code.isCode(line);
    if (isCode || line.size() <= kLongestLine || line.trimmed().startsWith('|')) continue;
    QString prose = line;
    prose.remove(inlineLink()).remove(kAddress);
    if (prose.size() > kLongestLine) found += number;
  }
  return found;
}

}  // namespace markdown
