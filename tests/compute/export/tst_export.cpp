// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Ranking.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/Export.hpp"
#include "compute/export/TableText.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "tests/compute/scorefile/TiedScores.hpp"

#include <QTest>

#include <fstream>
#include <limits>

using namespace fixtures;

class TestExport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void matrixReadsBackEqual_data();
  void matrixReadsBackEqual();
  void pendingScoresAreEmpty();
  void awkwardNamesAreQuoted();
  void aboveAndTop();
  void edgeLists_data();
  void edgeLists();
  void wrongRequests();
  void cancelLeavesNothing();
  void existingTableIsRefused();
  void existingTableIsReplacedWhole();
  void nineDigitsAreEnough();
  void rankingTakesTiesInOrder();
  void theSizeIsKnownBefore_data();
  void theSizeIsKnownBefore();
};

namespace {

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A reader of RFC 4180 that shares nothing with the writer.
std::vector<std::vector<std::string>> parse(const std::string& text, char separator) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& field = rows.back().back();
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == separator) {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.push_back({""});
    } else {
      field += c;
    }
  }
  rows.pop_back();
  return rows;
}

/// Exports and parses.
std::vector<std::vector<std::string>> exported(const ScoreFile& file,
                                               const std::filesystem::path& output,
                                               const ExportOptions& options = {}) {
  JobControl control;
  ExportOptions replacing = options;
  replacing.existing = ExistingFile::Overwrite;
  exportScores(file, output, replacing, control);
  return parse(contentOf(output), output.extension() == ".tsv" ? '\t' : ',');
}

std::string joined(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (const auto& field : row)
      text += field + " ";
    text.back() = '\n';
  }
  return text;
}

}  // namespace

void TestExport::matrixReadsBackEqual_data() {
  QTest::addColumn<int>("direction");
  QTest::addColumn<QString>("name");
  QTest::newRow("forward, csv") << int(Direction::Forward) << "a.csv";
  QTest::newRow("reverse, tsv") << int(Direction::Reverse) << "a.tsv";
  QTest::newRow("mean, CSV") << int(Direction::Mean) << "a.CSV";
  QTest::newRow("min") << int(Direction::Min) << "a.csv";
  QTest::newRow("max") << int(Direction::Max) << "a.b.csv";
}

void TestExport::matrixReadsBackEqual() {
  QFETCH(int, direction);
  QFETCH(QString, name);
  const QTemporaryDir folder;
  Job(530).writeFile(in(folder, "a.h5"));  // more rows than are read at once
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  ExportOptions options;
  options.direction = static_cast<Direction>(direction);
  JobControl control;
  const auto output = in(folder, name.toUtf8().constData());
  exportScores(*file, output, options, control);
  QCOMPARE(control.progress().done, 530U);
  const auto rows = parse(contentOf(output), name.endsWith("tsv") ? '\t' : ',');
  QCOMPARE(rows.size(), 531U);
  QCOMPARE(rows[0][0], std::string("query"));
  for (std::int64_t q = 0; q < 530; ++q) {
    QCOMPARE(rows[q + 1].size(), 531U);
    QCOMPARE(rows[q + 1][0], "q" + std::to_string(q));
    QCOMPARE(rows[0][q + 1], "q" + std::to_string(q));
    for (std::int64_t t = 0; t < 530; ++t) {
      QVERIFY(sameBits(std::stof(rows[q + 1][t + 1]), expectedScore(options.direction, q, t)));
    }
  }
}

void TestExport::pendingScoresAreEmpty() {
  const QTemporaryDir folder;
  const Job job(2, 40);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  job.writeBlock(*writer, 1);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  const auto rows = exported(*file, in(folder, "a.csv"));
  for (std::int64_t t = 0; t < 40; ++t)
    QCOMPARE(rows[2][t + 1].empty(), t / 16 != 1);
  QCOMPARE(exported(*file, in(folder, "a.edges.csv")).size(), 1U + 2 * 16);
}

void TestExport::awkwardNamesAreQuoted() {
  const QTemporaryDir folder;
  Job job(1, 5);
  const std::vector<std::string> names{"comma, \"quote\"", "two\nlines", "tab\there", "Zürich",
                                       " plain "};
  for (std::size_t i = 0; i < names.size(); ++i)
    job.targets.labels[i].key = names[i];
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  for (const char* name : {"a.csv", "a.tsv"}) {
    const auto rows = exported(*file, in(folder, name));
    QCOMPARE(rows.size(), 2U);
    for (std::size_t i = 0; i < names.size(); ++i)
      QCOMPARE(rows[0][i + 1], names[i]);
  }
  QVERIFY(contentOf(in(folder, "a.csv"))
              .starts_with("query,\"comma, \"\"quote\"\"\",\"two\nlines\",tab\there,"));
  QVERIFY(contentOf(in(folder, "a.tsv"))
              .starts_with("query\t\"comma, \"\"quote\"\"\"\t\"two\nlines\"\t\"tab\there\"\t"));
  QCOMPARE(exported(*file, in(folder, "a.edges.csv"))[2][1], names[1]);
}

void TestExport::aboveAndTop() {
  const QTemporaryDir folder;
  const auto file = writeTies(in(folder, "a.h5"));
  ExportOptions options;
  options.above = 0.25;
  const auto above = exported(*file, in(folder, "a.csv"), options);
  QCOMPARE(joined({above.begin() + 1, above.end()}),
           std::string("q0 1 0.5 0.25 0.5\nq1 0.25 1 0.25 0.25\nq2   1 0.75\nq3 0.5  0.25 1\n"));
  options.above.reset();
  options.top = 1;
  const auto top = exported(*file, in(folder, "a.csv"), options);
  QCOMPARE(joined({top.begin() + 1, top.end()}),
           std::string("q0  0.5  \nq1 0.25   \nq2    0.75\nq3 0.5   \n"));
  options.top = 2;
  options.above = 0.5;
  const auto both = exported(*file, in(folder, "a.csv"), options);
  QCOMPARE(joined({both.begin() + 1, both.end()}),
           std::string("q0  0.5  0.5\nq1    \nq2    0.75\nq3 0.5   \n"));
  options.top = 100;
  options.above.reset();
  QCOMPARE(exported(*file, in(folder, "a.csv"), options)[1][1], std::string());
}

void TestExport::edgeLists_data() {
  QTest::addColumn<int>("direction");
  QTest::addColumn<int>("top");
  QTest::addColumn<QString>("expected");
  QTest::newRow("forward") << int(Direction::Forward) << 1
                           << "query target forward reverse\nq0 q1 0.5 0.25\nq1 q0 0.25 0.5\n"
                              "q2 q3 0.75 0.25\nq3 q0 0.5 0.5\n";
  QTest::newRow("mean")
      << int(Direction::Mean) << 1
      << "query target forward reverse mean\nq0 q3 0.5 0.5 0.5\nq1 q0 0.25 0.5 0.375\n"
         "q2 q3 0.75 0.25 0.5\nq3 q0 0.5 0.5 0.5\n";
  QTest::newRow("reverse") << int(Direction::Reverse) << 1
                           << "query target forward reverse\nq0 q3 0.5 0.5\nq1 q0 0.25 0.5\n"
                              "q2 q0 -0.5 0.25\nq3 q2 0.25 0.75\n";
}

void TestExport::edgeLists() {
  QFETCH(int, direction);
  QFETCH(int, top);
  QFETCH(QString, expected);
  const QTemporaryDir folder;
  const auto file = writeTies(in(folder, "a.h5"));
  ExportOptions options;
  options.direction = static_cast<Direction>(direction);
  QCOMPARE(exported(*file, in(folder, "all.edges.tsv"), options).size(), 17U);
  options.top = top;
  QCOMPARE(joined(exported(*file, in(folder, "a.edges.tsv"), options)), expected.toStdString());
  QCOMPARE(joined(exported(*file, in(folder, "a.Edges.csv"), options)), expected.toStdString());
}

void TestExport::wrongRequests() {
  const QTemporaryDir folder;
  Job(2, 3).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  JobControl control;
  const auto request = [&](const char* name, const ExportOptions& options = {}) {
    exportScores(*file, in(folder, name), options, control);
  };
  ExportOptions mean, none;
  mean.direction = Direction::Mean;
  none.top = 0;
  QVERIFY_EXCEPTION_THROWN(request("a.xlsx"), InputError);
  QVERIFY_EXCEPTION_THROWN(request("csv"), InputError);
  QVERIFY_EXCEPTION_THROWN(request("a.csv", mean), InputError);
  QVERIFY_EXCEPTION_THROWN(request("a.csv", none), InputError);
  QVERIFY_EXCEPTION_THROWN(request("no/such/folder/a.csv"), IoError);
  QVERIFY(std::filesystem::create_directory(in(folder, "folder.csv")));
  QVERIFY_EXCEPTION_THROWN(request("folder.csv"), InputError);
  QCOMPARE(exported(*file, in(folder, "a.edges.csv"))[0].size(), 3U);
}

void TestExport::cancelLeavesNothing() {
  const QTemporaryDir folder;
  Job(20).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  JobControl control;
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(exportScores(*file, in(folder, "a.csv"), {}, control), Cancelled);
  const std::filesystem::directory_iterator files(folder.path().toStdString());
  QCOMPARE(std::distance(begin(files), end(files)), 1);
}

void TestExport::existingTableIsRefused() {
  const QTemporaryDir folder;
  Job(2).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::ofstream(in(folder, "a.csv")) << "mine";
  JobControl control;
  const auto failure = [&](const char* name, ExistingFile existing) -> QString {
    ExportOptions options;
    options.existing = existing;
    try {
      exportScores(*file, in(folder, name), options, control);
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  };
  QVERIFY(failure("a.csv", ExistingFile::Refuse).contains("a.csv: exists already"));
  QVERIFY2(control.phases().empty(), "rows were written before");
  QCOMPARE(contentOf(in(folder, "a.csv")), std::string("mine"));
  // Not even where it may be replaced: the score file under another name.
  const auto scores = contentOf(in(folder, "a.h5"));
  std::filesystem::create_hard_link(in(folder, "a.h5"), in(folder, "hard.csv"));
  std::filesystem::create_symlink(in(folder, "a.h5"), in(folder, "soft.csv"));
  for (const char* name : {"hard.csv", "soft.csv"}) {
    const auto said = failure(name, ExistingFile::Overwrite);
    QVERIFY2(said.contains("is the score file itself"), qPrintable(said));
  }
  QVERIFY(contentOf(in(folder, "a.h5")) == scores);
}

void TestExport::existingTableIsReplacedWhole() {
  const QTemporaryDir folder;
  Job(2).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::ofstream(in(folder, "a.csv")) << std::string(5000, 'x');
  QCOMPARE(exported(*file, in(folder, "a.csv")).size(), 3U);
  // What a link leads to is replaced, not the link.
  std::filesystem::create_symlink(in(folder, "a.csv"), in(folder, "link.csv"));
  std::ofstream(in(folder, "a.csv")) << "old";
  QCOMPARE(exported(*file, in(folder, "link.csv")).size(), 3U);
  QVERIFY(std::filesystem::is_symlink(in(folder, "link.csv")));
  QVERIFY(contentOf(in(folder, "a.csv")).starts_with("query,"));
}

void TestExport::nineDigitsAreEnough() {
  for (const float score : {1.0F / 3, -0.1F, 1e-20F, 16777217.0F, std::nextafter(1.0F, 2.0F)}) {
    std::string text;
    appendScore(text, score);
    QVERIFY2(sameBits(std::stof(text), score), text.c_str());
    QCOMPARE(text, QString::asprintf("%.9g", static_cast<double>(score)).toStdString());
  }
}

void TestExport::rankingTakesTiesInOrder() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> scores{0.5F, nan, 0.75F, 0.5F, -1, 0.75F};
  using List = std::vector<std::int64_t>;
  QCOMPARE(rankTargets(scores, -1, 0), (List{2, 5, 0, 3, 4}));
  QCOMPARE(rankTargets(scores, 2, 2), (List{5, 0}));
  QCOMPARE(rankTargets(scores, 1, 99), (List{2, 5, 0, 3, 4}));
  QCOMPARE(rankTargets({}, -1, 3), List{});
}

void TestExport::theSizeIsKnownBefore_data() {
  QTest::addColumn<QString>("ending");
  QTest::addColumn<Direction>("direction");
  QTest::addColumn<double>("above");
  for (const char* ending : {".csv", ".edges.csv"}) {
    QTest::addRow("all, %s", ending) << ending << Direction::Forward << -9.0;
    QTest::addRow("mean, %s", ending) << ending << Direction::Mean << -9.0;
    QTest::addRow("the better half, %s", ending) << ending << Direction::Forward << -0.2;
  }
}

void TestExport::theSizeIsKnownBefore() {
  QFETCH(QString, ending);
  QFETCH(Direction, direction);
  QFETCH(double, above);
  const QTemporaryDir folder;
  Job(300).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  ExportOptions options;
  options.direction = direction;
  options.above = above;
  const auto output = in(folder, qPrintable("a" + ending));
  const auto estimate = static_cast<double>(estimateExportBytes(*file, output, options));
  JobControl control;
  exportScores(*file, output, options, control);
  const auto bytes = static_cast<double>(std::filesystem::file_size(output));
  QVERIFY2(std::abs(estimate - bytes) < 0.15 * bytes,
           qPrintable(QString("%1 instead of %2").arg(estimate).arg(bytes)));
  QVERIFY_EXCEPTION_THROWN(estimateExportBytes(*file, in(folder, "a.txt"), options), InputError);
}

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
