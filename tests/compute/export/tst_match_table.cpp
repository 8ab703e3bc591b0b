// SPDX-License-Identifier: BSD-3-Clause
// A query's matches as a table, and in each format that tables are written in.
#include "compute/base/Error.hpp"
#include "compute/export/MatchTable.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "tests/compute/scorefile/TiedScores.hpp"

#include <QTest>

#include <fstream>

using namespace fixtures;

class TestMatchTable : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void matchesAsText();
  void everyFormat();
  void wrongRequests();
};

namespace {

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

void TestMatchTable::matchesAsText() {
  const QTemporaryDir folder;
  Job job(2, 3);
  job.targets.labels[2].key = "a, b";
  job.writeFile(in(folder, "a.h5"));
  const auto other = ScoreFile::open(in(folder, "a.h5"));
  const auto both = writeTies(in(folder, "b.h5"));
  exportMatches(*other, 0, matchesOf(*other, 0, Direction::Forward, 1), in(folder, "a.csv"));
  exportMatches(*both, 0, matchesOf(*both, 0, Direction::Mean, 2), in(folder, "b.tsv"));
  QCOMPARE(contentOf(in(folder, "a.csv")),
           std::string("query,rank,target,forward,reverse,mean\nq0,1,\"a, b\",-0.249999523,,\n"));
  QCOMPARE(contentOf(in(folder, "b.tsv")),
           std::string("query\trank\ttarget\tforward\treverse\tmean\nq0\t1\tq3\t0.5\t0.5\t0.5\n"
                       "q0\t2\tq1\t0.5\t0.25\t0.375\n"));
  // In the order given, with the ranks among all: what is selected or sorted otherwise.
  auto matches = matchesOf(*both, 0, Direction::Mean, 2);
  std::swap(matches[0], matches[1]);
  QCOMPARE(matchTable(*both, 0, matches, ';'),
           std::string("query;rank;target;forward;reverse;mean\nq0;2;q1;0.5;0.25;0.375\n"
                       "q0;1;q3;0.5;0.5;0.5\n"));
}

void TestMatchTable::everyFormat() {
  const QTemporaryDir folder;
  const auto file = writeTies(in(folder, "a.h5"));
  const auto matches = matchesOf(*file, 1, Direction::Mean, 0);
  QVERIFY(!matchFormats().empty());
  for (const ExportFormat& format : matchFormats()) {
    const auto output = in(folder, ("m" + std::string(format.endings.front())).c_str());
    exportMatches(*file, 1, matches, output);
    QCOMPARE(contentOf(output), matchTable(*file, 1, matches, format.separator));
  }
}

void TestMatchTable::wrongRequests() {
  const QTemporaryDir folder;
  Job(3, 5).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  const auto failure = [&](const char* name, std::int64_t query) -> QString {
    try {
      exportMatches(*file, query, {}, in(folder, name));
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  };
  QVERIFY(failure("a.txt", 0).contains("has an ending that is not known"));
  QVERIFY(failure("a.csv", 3).contains("has no query 4"));
  // Formats of another kind are named, and so are those that suit.
  for (const ExportFormat& format : exportFormats()) {
    if (format.kind == TableKind::Matrix) continue;
    const std::string name = "a" + std::string(format.endings.front());
    const QString said = failure(name.c_str(), 0);
    QVERIFY2(said.contains("matches go to .csv, .tsv"), qPrintable(said));
  }
}

QTEST_GUILESS_MAIN(TestMatchTable)
#include "tst_match_table.moc"
