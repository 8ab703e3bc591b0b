// SPDX-License-Identifier: BSD-3-Clause
// What the documents name is there: files by their path, tests and sources by their name, sections
// by their anchor. No prose is longer than a line.
#include "tests/documents/Markdown.hpp"
#include "tests/documents/Repository.hpp"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

namespace {

const QString kRoot = NBLAST_TEST_DATA_DIR "/../..";

const Repository& repository() {
  static const Repository kHere(kRoot);
  return kHere;
}

/// Why a link of a document leads nowhere; empty if it leads somewhere.
QString faultOf(const QString& document, const QString& target) {
  static const QRegularExpression kElsewhere("^[a-z]+:");
  if (kElsewhere.match(target).hasMatch()) return {};
  const QString file = target.section('#', 0, 0), anchor = target.section('#', 1);
  const QString folder = document.contains('/') ? document.section('/', 0, -2) + '/' : QString();
  const QString path = file.isEmpty() ? document : QDir::cleanPath(folder + file);
  if (path.startsWith("..")) return "leads out of the repository";
  if (!QFileInfo::exists(kRoot + '/' + path)) return "is not there";
  if (anchor.isEmpty()) return {};
  return markdown::anchors(repository().textOf(path)).contains(anchor) ? "" : "has no such section";
}

}  // namespace

class TestDocuments : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { QVERIFY(repository().hasName("tst_documents.cpp")); }

  void namedFilesAreThere_data() { eachDocument(); }
  void namedFilesAreThere();
  void linksLeadSomewhere_data() { eachDocument(); }
  void linksLeadSomewhere();
  void linesAreWrapped_data() { eachDocument(); }
  void linesAreWrapped();
  void sharedDataAreNamedOnce();

  void anchorsAreThoseOfGitHub_data();
  void anchorsAreThoseOfGitHub();
  void linksAreFound_data();
  void linksAreFound();
  void brokenLinksAreSeen_data();
  void brokenLinksAreSeen();
  void longLinesAreSeen_data();
  void longLinesAreSeen();

 private:
  static void eachDocument();
};

void TestDocuments::eachDocument() {
  QTest::addColumn<QString>("document");
  for (const QString& document : repository().documents())
    QTest::newRow(qPrintable(document)) << document;
}

void TestDocuments::namedFilesAreThere() {
  QFETCH(QString, document);
  const QString text = repository().textOf(document);
  // `tests/bench/allbyall.cpp`, `packaging/run`; `tst_cli.cpp`, `TileKernel.hpp`, `RESULTS.md`
  static const QRegularExpression kQuoted("`([^`\\s]+)`");
  static const QRegularExpression kSource("^[A-Za-z]\\w*\\.(cpp|hpp|cu|cuh|py|md)$");
  static const QRegularExpression kPattern("[*|{<]");
  QStringList absent;
  for (auto found = kQuoted.globalMatch(text); found.hasNext();) {
    const auto name = found.next().captured(1);
    if (Repository::isBelowTopFolder(name) && !name.contains(kPattern)) {
      if (!repository().has(name, document)) absent += name;
    } else if (kSource.match(name).hasMatch() && !repository().hasName(name)) {
      absent += name;
    }
  }
  // Also without quotes: a document of another place is of no use to a reader of this one.
  static const QRegularExpression kOther("[\\w-]+\\.md\\b");
  for (auto found = kOther.globalMatch(text); found.hasNext();) {
    const auto name = found.next().captured();
    if (!repository().hasName(name)) absent += name;
  }
  QVERIFY2(absent.isEmpty(), qPrintable("not there: " + absent.join(", ")));
}

void TestDocuments::linksLeadSomewhere() {
  QFETCH(QString, document);
  QStringList faults;
  for (const auto& link : markdown::links(repository().textOf(document))) {
    const QString fault = faultOf(document, link.target);
    if (!fault.isEmpty())
      faults += QString("line %1: %2 %3").arg(link.line).arg(link.target, fault);
  }
  QVERIFY2(faults.isEmpty(), qPrintable(faults.join("; ")));
}

void TestDocuments::linesAreWrapped() {
  QFETCH(QString, document);
  QStringList numbers;
  for (const int line : markdown::longLines(repository().textOf(document)))
    numbers += QString::number(line);
  QVERIFY2(numbers.isEmpty(), qPrintable(QString("longer than %1 characters: line %2")
                                             .arg(markdown::kLongestLine)
                                             .arg(numbers.join(", "))));
}

/// Where the optional data lie beside the repository is told in one document.
void TestDocuments::sharedDataAreNamedOnce() {
  QStringList naming;
  for (const QString& document : repository().documents()) {
    if (repository().textOf(document).contains("../shared")) naming += document;
  }
  QCOMPARE(naming, QStringList{"tests/README.md"});
}

void TestDocuments::anchorsAreThoseOfGitHub_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QStringList>("anchors");
  QTest::newRow("signs go, blanks become dashes")
      << "# CUDA: one kernel source, two executors"
      << QStringList{"cuda-one-kernel-source-two-executors"};
  QTest::newRow("code and links as they are shown")
      << "## `v1` and [more](x.md#y)" << QStringList{"v1-and-more"};
  QTest::newRow("twice the same") << "# A\n## A" << QStringList{"a", "a-1"};
  QTest::newRow("no heading in code")
      << "```\n# no\n```\n\n    # no\n\n# yes" << QStringList{"yes"};
}

void TestDocuments::anchorsAreThoseOfGitHub() {
  QFETCH(QString, text);
  QTEST(markdown::anchors(text), "anchors");
}

void TestDocuments::linksAreFound_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QStringList>("targets");
  QTest::newRow("plain") << "a [b](c.md) d [e](#f)" << QStringList{"c.md", "#f"};
  QTest::newRow("picture, title") << "![p](q.png \"Title\")" << QStringList{"q.png"};
  QTest::newRow("over the end of a line") << "[all\nof it](x.md)" << QStringList{"x.md"};
  QTest::newRow("definition") << "[x]\n\n[x]: y.md" << QStringList{"y.md"};
  QTest::newRow("none in code") << "`[a](b)`\n```\n[c](d)\n```\n\n    [e](f)" << QStringList{};
  QTest::newRow("in a list that goes on") << "- a\n\n    [b](c)" << QStringList{"c"};
}

void TestDocuments::linksAreFound() {
  QFETCH(QString, text);
  QStringList targets;
  for (const auto& link : markdown::links(text))
    targets += link.target;
  QTEST(targets, "targets");
}

void TestDocuments::brokenLinksAreSeen_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<bool>("isGood");
  QTest::newRow("beside") << "data/golden/README.md" << true;
  QTest::newRow("above") << "../README.md" << true;
  QTest::newRow("a section") << "#how-to-run-them" << true;
  QTest::newRow("a section elsewhere") << "../compute/README.md#memory" << true;
  QTest::newRow("another place") << "https://doi.org/10.1016/j.neuron.2016.06.012" << true;
  QTest::newRow("no such file") << "data/golden/READYOU.md" << false;
  QTest::newRow("from the root") << "tests/README.md" << false;
  QTest::newRow("no such section") << "#how-to-walk-them" << false;
  QTest::newRow("no such section elsewhere") << "../compute/README.md#memories" << false;
  QTest::newRow("outside") << "../../shared/README.md" << false;
}

void TestDocuments::brokenLinksAreSeen() {
  QFETCH(QString, target);
  QFETCH(bool, isGood);
  QCOMPARE(faultOf("tests/README.md", target).isEmpty(), isGood);
}

void TestDocuments::longLinesAreSeen_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QList<int>>("lines");
  const QString full(markdown::kLongestLine, 'x'), tooLong = full + 'x';
  QTest::newRow("full, too long") << full + '\n' + tooLong << QList<int>{2};
  QTest::newRow("characters count, not bytes")
      << QString(markdown::kLongestLine, QChar(0xb5)) << QList<int>{};
  QTest::newRow("fenced") << "```\n" + tooLong + "\n```\n" + tooLong << QList<int>{4};
  QTest::newRow("indented") << "a\n\n    " + tooLong + "\n    " + tooLong << QList<int>{};
  QTest::newRow("indented in a list") << "- a\n\n    " + tooLong << QList<int>{3};
  QTest::newRow("a table") << "| " + tooLong + " |" << QList<int>{};
  QTest::newRow("a long link") << "[x](" + tooLong + ")" << QList<int>{};
  QTest::newRow("a long text of a link") << "[" + tooLong + "](y)" << QList<int>{1};
}

void TestDocuments::longLinesAreSeen() {
  QFETCH(QString, text);
  QTEST(markdown::longLines(text), "lines");
}

QTEST_GUILESS_MAIN(TestDocuments)
#include "tst_documents.moc"
