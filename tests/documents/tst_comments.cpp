// SPDX-License-Identifier: BSD-3-Clause
// What comments name is there: every path with a slash, sources and documents by their name, and
// the sections of documents.
#include "tests/documents/Comments.hpp"
#include "tests/documents/Markdown.hpp"
#include "tests/documents/Repository.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using comments::Language;
using comments::Mention;

namespace {

bool isThere(const Repository& repository, const Mention& mention, const QString& file) {
  switch (mention.kind) {
    case Mention::Kind::Path:
      return repository.has(mention.text, file);
    case Mention::Kind::Tail:
      return repository.hasTail(mention.text);
    case Mention::Kind::Name:
      return repository.hasName(mention.text);
  }
  return false;
}

QString sectionFault(const Repository& repository, const comments::Section& section) {
  if (!repository.files().contains(section.document))
    return section.document + " is not there: a section is named by the path from the root";
  const auto headings = markdown::headings(repository.textOf(section.document));
  const bool found = std::any_of(headings.begin(), headings.end(), [&](const QString& heading) {
    return heading.startsWith(section.heading);
  });
  return found ? QString()
               : QString("%1 has no section \"%2\"").arg(section.document, section.heading);
}

/// All that the comments of a file name and that is not there.
QStringList faultsOf(const Repository& repository, const QString& file) {
  QStringList faults;
  const QString text = repository.textOf(file);
  for (const auto& comment : comments::commentsOf(comments::languageOf(file, text), text)) {
    const auto add = [&](const QString& fault) {
      faults += QString("%1:%2: %3").arg(file).arg(comment.line).arg(fault);
    };
    for (const Mention& mention : comments::mentions(comment.text)) {
      if (!isThere(repository, mention, file)) add(mention.text + " is not there");
    }
    for (const auto& section : comments::sections(comment.text)) {
      const QString fault = sectionFault(repository, section);
      if (!fault.isEmpty()) add(fault);
    }
  }
  return faults;
}

QStringList textsOf(const QList<Mention>& mentions) {
  QStringList texts;
  for (const auto& mention : mentions)
    texts += mention.text;
  return texts;
}

void write(const QDir& folder, const QString& path, const QByteArray& text) {
  QVERIFY(folder.mkpath(path.section('/', 0, -2)));
  QFile file(folder.filePath(path));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

}  // namespace

class TestComments : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatCommentsNameIsThere_data();
  void whatCommentsNameIsThere();

  void commentsAreFound_data();
  void commentsAreFound();
  void mentionsAreFound_data();
  void mentionsAreFound();
  void faultsAreSeen_data();
  void faultsAreSeen();
};

void TestComments::whatCommentsNameIsThere_data() {
  QTest::addColumn<QString>("folder");
  for (const QString& folder : Repository::folders() + QStringList{QString()})
    QTest::newRow(folder.isEmpty() ? "the top" : qPrintable(folder)) << folder;
}

void TestComments::whatCommentsNameIsThere() {
  QFETCH(QString, folder);
  static const Repository kRepository(NBLAST_TEST_DATA_DIR "/../..");
  QStringList faults;
  for (const QString& file : kRepository.files()) {
    const bool isHere =
        folder.isEmpty() ? !Repository::isBelowTopFolder(file) : file.startsWith(folder + '/');
    if (isHere) faults += faultsOf(kRepository, file);
  }
  QVERIFY2(faults.isEmpty(), qPrintable('\n' + faults.join('\n')));
}

void TestComments::commentsAreFound_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QStringList>("comments");
  QTest::newRow("lines that follow each other") << "a.hpp"
                                                << "/// One,\n/// two.\nint a;  ///< Three.\n"
                                                << QStringList{"One, two. Three."};
  QTest::newRow("apart") << "a.cpp"
                         << "// One.\n\n// Two.\n"
                         << QStringList{"One.", "Two."};
  QTest::newRow("a block") << "a.cpp"
                           << "/* One\n * two */ int a;" << QStringList{"One two */"};
  QTest::newRow("none in texts")
      << "a.cpp"
      << R"-(auto a = "// no", b = R"x(// no ")x", c = '"', d = "\"// no"; // yes)-"
      << QStringList{"yes"};
  QTest::newRow("digits") << "a.cpp"
                          << "int a = 1'000; // yes\nint b = 2'000;" << QStringList{"yes"};
  QTest::newRow("CMake") << "a/CMakeLists.txt"
                         << "# One.\nset(a \"b#c\")  # Two.\n"
                         << QStringList{"One. Two."};
  QTest::newRow("a script without ending") << "run"
                                           << "#!/bin/sh\n# One.\necho $# ${a#b}\n"
                                           << QStringList{"bin/sh One."};
  QTest::newRow("Python") << "a.py"
                          << "\"\"\"One.\n\nTwo.\n\"\"\"\na = 1  # Three.\n"
                          << QStringList{"One.  Two.  Three."};
  QTest::newRow("data") << "a.csv"
                        << "# no\n// no\n"
                        << QStringList{};
}

void TestComments::commentsAreFound() {
  QFETCH(QString, file);
  QFETCH(QString, text);
  QStringList found;
  for (const auto& comment : comments::commentsOf(comments::languageOf(file, text), text))
    found += comment.text;
  QTEST(found, "comments");
}

void TestComments::mentionsAreFound_data() {
  QTest::addColumn<QString>("comment");
  QTest::addColumn<QStringList>("mentions");
  const auto row = [](const char* name, const char* comment, const QStringList& mentions) {
    QTest::newRow(name) << QString(comment) << mentions;
  };
  row("paths from a top folder", "See compute/search and (tests/README.md, \"X\").",
      {"compute/search", "tests/README.md"});
  row("relative paths", "../a/b.txt or ./c", {"../a/b.txt", "./c"});
  row("ends of paths to sources", "scoring/ScoreTable.hpp: as it is.", {"scoring/ScoreTable.hpp"});
  row("names of sources and documents", "As in TileKernel.hpp, tst_cli.cpp and design.md.",
      {"TileKernel.hpp", "tst_cli.cpp", "design.md"});
  row("patterns, variables and placeholders",
      "tests/*/x.cpp, compute/<folder>, ui/$NAME, packaging/{a,b}, tests/tst_NAME|x, NAME.cpp", {});
  row("no paths",
      "and/or, 1/2, km/h, ../, ./a//b, https://x.org/ui/a.md, /tests/a, sys/stat.h, a.b/c", {});
}

void TestComments::mentionsAreFound() {
  QFETCH(QString, comment);
  QTEST(textsOf(comments::mentions(comment)), "mentions");
}

void TestComments::faultsAreSeen_data() {
  QTest::addColumn<QByteArray>("comment");
  QTest::addColumn<int>("faults");
  QTest::newRow("all is there") << QByteArray(
                                       "// ui/a/A.hpp, a/A.hpp, A.hpp, ./A.hpp, DOC.md;\n"
                                       "// ui/DOC.md, \"The way\"")
                                << 0;
  QTest::newRow("a path") << QByteArray("// ui/a/Beta.hpp") << 1;
  QTest::newRow("a folder") << QByteArray("// ui/b/") << 1;
  QTest::newRow("a relative path") << QByteArray("// ../b/A.hpp") << 1;
  QTest::newRow("a tail") << QByteArray("// b/A.hpp") << 1;
  QTest::newRow("a name") << QByteArray("// as in Beta.hpp") << 1;
  QTest::newRow("a document of another place") << QByteArray("// (design.md, \"The way\")") << 2;
  QTest::newRow("a section") << QByteArray("// ui/DOC.md, \"The wave\"") << 1;
  QTest::newRow("a section over two lines") << QByteArray("// ui/DOC.md, \"The\n// wave\"") << 1;
}

void TestComments::faultsAreSeen() {
  QFETCH(QByteArray, comment);
  QFETCH(int, faults);
  const QTemporaryDir folder;
  write(folder.path(), "ui/a/A.hpp", comment);
  write(folder.path(), "ui/DOC.md", "# A\n## The way of a click\n");
  const QStringList found = faultsOf(Repository(folder.path()), "ui/a/A.hpp");
  QVERIFY2(found.size() == faults, qPrintable(found.join('\n')));
}

QTEST_GUILESS_MAIN(TestComments)
#include "tst_comments.moc"
