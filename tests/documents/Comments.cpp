// SPDX-License-Identifier: BSD-3-Clause
#include "tests/documents/Comments.hpp"

#include "tests/documents/Repository.hpp"

#include <QRegularExpression>

namespace comments {

namespace {

/// Gathers lines of comment; those that follow each other become one.
class Gatherer {
 public:
  void add(QString text, int line) {
    static const QRegularExpression kSigns("^[/*#!<\\s]+");
    text.remove(kSigns);
    text = text.trimmed();
    if (found_.isEmpty() || line > lastLine_ + 1) {
      found_ += Comment{text, line};
    } else {
      found_.last().text += ' ' + text;
    }
    lastLine_ = line;
  }
  QList<Comment> found() const { return found_; }

 private:
  QList<Comment> found_;
  int lastLine_ = -1;
};

/// Where a literal that begins at `place` ends: behind its last quote.
qsizetype literalEnd(const QString& text, qsizetype place) {
  const QChar quote = text[place];
  const bool isRaw = quote == '"' && place > 0 && text[place - 1] == 'R';
  if (isRaw) {
    const auto open = text.indexOf('(', place);
    const QString close = ')' + text.mid(place + 1, open - place - 1) + '"';
    const auto end = text.indexOf(close, open);
    return end < 0 ? text.size() : end + close.size();
  }
  for (auto i = place + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

/// 1'000'000 is no literal of characters.
bool isDigitSeparator(const QString& text, qsizetype place) {
  return text[place] == '\'' && place > 0 && text[place - 1].isLetterOrNumber();
}

QList<Comment> cppComments(const QString& text) {
  Gatherer gatherer;
  int line = 1;
  for (qsizetype i = 0; i < text.size();) {
    const QStringView rest = QStringView(text).mid(i);
    qsizetype end = i + 1;
    if (rest.startsWith(QLatin1String("//"))) {
      end = text.indexOf('\n', i);
      if (end < 0) end = text.size();
      gatherer.add(text.mid(i, end - i), line);
    } else if (rest.startsWith(QLatin1String("/*"))) {
      end = text.indexOf("*/", i);
      end = end < 0 ? text.size() : end + 2;
      int at = line;
      for (const QString& one : text.mid(i, end - i).split('\n'))
        gatherer.add(one, at++);
    } else if (text[i] == '"' || (text[i] == '\'' && !isDigitSeparator(text, i))) {
      end = literalEnd(text, i);
    }
    line += static_cast<int>(QStringView(text).mid(i, end - i).count('\n'));
    i = end;
  }
  return gatherer.found();
}

/// Comments with #, alone on their line or behind two blanks; of Python also the texts in triple
/// quotes.
QList<Comment> hashComments(const QString& text, bool isPython) {
  Gatherer gatherer;
  static const QRegularExpression kHash("(?:^|\\s)#(?:[ !].*)?$");
  bool inText = false;
  int number = 0;
  for (const QString& line : text.split('\n')) {
    ++number;
    const auto quotes = isPython ? line.count("\"\"\"") : 0;
    if (inText || quotes > 0) gatherer.add(QString(line).remove("\"\"\""), number);
    if (quotes == 1) inText = !inText;
    if (inText || quotes > 0) continue;
    const auto match = kHash.match(line);
    if (match.hasMatch()) gatherer.add(match.captured(0).trimmed(), number);
  }
  return gatherer.found();
}

}  // namespace

Language languageOf(const QString& path, const QString& text) {
  static const QRegularExpression kCpp("\\.(cpp|hpp|cu|cuh|inc|cpp\\.in)$");
  static const QRegularExpression kHash("(\\.(cmake|sh)|(^|/)CMakeLists\\.txt|\\.clang-\\w+)$");
  if (kCpp.match(path).hasMatch()) return Language::Cpp;
  if (path.endsWith(".py")) return Language::Python;
  if (kHash.match(path).hasMatch()) return Language::Hash;
  const bool hasEnding = path.section('/', -1).contains('.');
  return !hasEnding && text.startsWith("#!") ? Language::Hash : Language::None;
}

QList<Comment> commentsOf(Language language, const QString& text) {
  switch (language) {
    case Language::Cpp:
      return cppComments(text);
    case Language::Hash:
      return hashComments(text, false);
    case Language::Python:
      return hashComments(text, true);
    case Language::None:
      return {};
  }
  return {};
}

QList<Mention> mentions(const QString& comment) {
  QList<Mention> found;
  // A word of a path with whatever a pattern or a variable would add to it: those are no paths.
  static const QRegularExpression kWord(R"([\w./+*?$<>{}\[\]@:~|\\%=-]+)");
  static const QRegularExpression kPattern(R"([*?$<>{}\[\]@:~|\\%=])");
  static const QRegularExpression kSource(R"(^[\w./-]+\.(cpp|hpp|cu|cuh|md|cmake|py)$)");
  static const QRegularExpression kRelative(R"(^(\.\.?/)+[^/.](?!.*//))");
  for (auto match = kWord.globalMatch(comment); match.hasNext();) {
    QString text = match.next().captured();
    while (text.endsWith('.') || text.endsWith(':'))
      text.chop(1);
    if (text.contains(kPattern) || text.startsWith('/')) continue;
    const bool isRelative = kRelative.match(text).hasMatch();
    const bool isSource = kSource.match(text).hasMatch();
    // FORMAT.cpp stands for many; README.md is one.
    const auto beginsName = [&] {
      return text.startsWith("tst_") || (text[0].isUpper() && text[1].isLower());
    };
    if (Repository::isBelowTopFolder(text) || isRelative) {
      found += {Mention::Kind::Path, text};
    } else if (isSource && text.contains('/')) {
      found += {Mention::Kind::Tail, text};
    } else if (isSource && (text.endsWith(".md") || beginsName())) {
      found += {Mention::Kind::Name, text};
    }
  }
  return found;
}

QList<Section> sections(const QString& comment) {
  static const QRegularExpression kSection(R"re(([\w./-]+\.md), "([^"]+)")re");
  QList<Section> found;
  for (auto match = kSection.globalMatch(comment); match.hasNext();) {
    const auto one = match.next();
    found += {one.captured(1), one.captured(2)};
  }
  return found;
}

}  // namespace comments
