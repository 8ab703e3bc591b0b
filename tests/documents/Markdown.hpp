// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>
#include <QStringList>

/// What the tests know of Markdown, as GitHub reads it.
namespace markdown {

inline constexpr int kLongestLine = 120;

/// The text with all code emptied, fenced, indented or quoted; line breaks stay where they are.
QString withoutCode(const QString& text);

/// Headings as they are shown, without the signs of Markdown.
QStringList headings(const QString& text);
/// What a link writes after # to get to each heading.
QStringList anchors(const QString& text);

/// A link or picture.
struct Link {
  QString target;
  int line = 0;  ///< 1-based
};
QList<Link> links(const QString& text);

/// Numbers of the prose lines that are longer than kLongestLine. Tables and code may be longer, and
/// so may a line by the target of its link.
QList<int> longLines(const QString& text);

}  // namespace markdown
