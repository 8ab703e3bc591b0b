// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QList>
#include <QString>

/// What stands in the comments of sources, CMake files and scripts.
namespace comments {

enum class Language { None, Cpp, Hash, Python };
/// By the name of a file; a file without an ending by its first line.
Language languageOf(const QString& path, const QString& text);

/// A comment; lines that follow each other are one, joined by spaces, without the signs that make
/// them a comment.
struct Comment {
  QString text;
  int line = 0;  ///< of its beginning, 1-based
};
QList<Comment> commentsOf(Language language, const QString& text);

/// What a comment mentions.
struct Mention {
  enum class Kind {
    Path,  ///< from a top folder, or relative
    Tail,  ///< the end of a path to a source: "scoring/ScoreTable.hpp"
    Name,  ///< of a source or document, without a folder
  };
  Kind kind;
  QString text;
};
QList<Mention> mentions(const QString& comment);

/// A document's path and, behind a comma, the beginning of one of its headings in quotes.
struct Section {
  QString document, heading;
};
QList<Section> sections(const QString& comment);

}  // namespace comments
