// SPDX-License-Identifier: BSD-3-Clause
// Score tables as users bring them.
#include "compute/base/Error.hpp"
#include "compute/io/ReadScoreTable.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace nblast;

namespace {

const char* const kSmall =
    "\"\",\"(0,0.5]\",\"(0.5,1]\"\n"
    "\"(0,2]\",5,9.5\n"
    "\"(2,10]\",-1,1e-1\n"
    "\"(10,500]\",-8,-7.25\n";

QString reasonFor(const std::string& text) {
  try {
    parseScoreTable(text, "t.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class ReadScoreTables : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aSmallTable_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("as R writes it") << QByteArray(kSmall);
    QTest::newRow("as pandas writes it") << QByteArray(kSmall).replace("\"\",", ",");
    QTest::newRow("Windows line ends") << QByteArray(kSmall).replace("\n", "\r\n");
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + QByteArray(kSmall);
    QTest::newRow("no last line end") << QByteArray(kSmall).chopped(1);
    QTest::newRow("blank lines at the end") << QByteArray(kSmall) + "\n \n";
    QTest::newRow("blanks within") << QByteArray(kSmall).replace("(0,2]", " ( 0 , 2 ] ");
    QTest::newRow("quoted numbers") << QByteArray(kSmall).replace("9.5", "\"9.5\"");
    QTest::newRow("infinite outer bin") << QByteArray(kSmall).replace("500]", "inf]");
    QTest::newRow("other spellings") << QByteArray(kSmall).replace("(2,10]", "(2.0,1e1]");
  }
  void aSmallTable() {
    QFETCH(QByteArray, text);
    const auto [table, notes] = parseScoreTable(text.toStdString(), "t.csv");
    QVERIFY(table.closed == ClosedSide::Right);
    QVERIFY(table.distanceEdges_um == std::vector<double>({2, 10}));
    QVERIFY(table.dotEdges == std::vector<double>{0.5});
    QVERIFY(table.cells == std::vector<double>({5, 9.5, -1, 0.1, -8, -7.25}));
    QVERIFY(notes.empty());
    QCOMPARE(table.score(2, 0.5), 5.0);
    QCOMPARE(table.score(600, 2), -7.25);
  }

  void leftClosed() {
    auto text = QByteArray(kSmall).replace('(', '[').replace(']', ')');
    const auto table = parseScoreTable(text.toStdString(), "t.csv").table;
    QVERIFY(table.closed == ClosedSide::Left);
    QCOMPARE(table.score(2, 0.5), 0.1);
    QCOMPARE(table.score(HUGE_VAL, 1), -7.25);  // beyond the last edge is the last bin
  }

  void oneCell() {
    const auto table = parseScoreTable(",\"(0,1]\"\n\"(0,50]\",3\n", "t.csv").table;
    QCOMPARE(table.rows(), 1);
    QCOMPARE(table.score(1e6, 0), 3.0);
    QVERIFY_EXCEPTION_THROWN(table.automaticBound_um(), InputError);
  }

  void manyColumns() {
    std::string text;
    for (int i = 0; i < 40; ++i)
      text += ",\"[" + std::to_string(i) + "," + std::to_string(i + 1) + ")\"";
    text += "\n\"[0,5)\"";
    for (int i = 0; i < 40; ++i)
      text += "," + std::to_string(i);
    QCOMPARE(parseScoreTable(text, "t.csv").table.columns(), 40);
  }

  void refused_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("fragment");
    const auto row = [](const char* name, const QByteArray& from, const QByteArray& to, int line,
                        const char* fragment) {
      QTest::newRow(name) << QByteArray(kSmall).replace(from, to) << line << QString(fragment);
    };
    QTest::newRow("empty") << QByteArray() << 0 << "needs a row of scores";
    QTest::newRow("bins only") << QByteArray("\"\",\"(0,1]\"\n") << 1 << "needs a row of scores";
    QTest::newRow("commas alone") << QByteArray(5 << 20, ',') << 1 << "a line of more than 1 MiB";
    QTest::newRow("a label without end") << ",\"(0,1]\"\n" + QByteArray(1000, 'x') + ",1\n"
                                         << 2 << "\"" + QString(40, 'x') + "…\" is no bin";
    QTest::newRow("prose") << QByteArray("Dear all\n") << 1 << "begins with a row of |dot| bins";
    row("a label without brackets", "(2,10]", "2-10", 3, "\"2-10\" is no bin");
    row("a label not quoted", "\"(0,0.5]\"", "(0,0.5]", 1, "\"(0\" is no bin");
    row("closed on both sides", "(2,10]", "[2,10]", 3, "exactly one side");
    row("open on both sides", "(2,10]", "(2,10)", 3, "exactly one side");
    row("ends that are no numbers", "(2,10]", "(two,10]", 3, "not two numbers");
    row("an end that is NaN", "(2,10]", "(2,nan]", 3, "not two numbers");
    row("a bin turned round", "(2,10]", "(10,2]", 3, "ends before it begins");
    row("an empty bin", "(2,10]", "(2,2]", 3, "ends before it begins");
    row("a gap", "(2,10]", "(3,10]", 3, "does not begin where the one before it ends, at 2");
    row("an overlap of dots", "(0.5,1]", "(0.4,1]", 1, "does not begin where");
    row("brackets that change", "(2,10]", "[2,10)", 3, "closed on the other side");
    row("dots that change", "(0.5,1]", "[0.5,1)", 1, "closed on the other side");
    row("a cell missing", "5,9.5", "5", 2, "1 cells where the first row has 2 bins");
    row("a cell too many", "5,9.5", "5,9.5,", 2, "3 cells where the first row has 2 bins");
    row("a cell that is text", "9.5", "high", 2, "\"high\" in column 3 is not a finite number");
    row("an empty cell", "5,9.5", ",9.5", 2, "\"\" in column 2");
    row("an infinite cell", "9.5", "inf", 2, "not a finite number");
    row("NA", "-7.25", "NA", 4, "\"NA\" in column 3");
    row("a decimal comma", "9.5", "9,5", 2, "3 cells");
    row("an open quotation mark", "\"(2,10]\"", "\"(2,10]", 3, "quotation mark");
    QTest::newRow("axes that disagree")
        << QByteArray(",\"(0,0.5]\",\"(0.5,1]\"\n\"[0,2)\",5,9\n") << 2 << "both must agree";
  }
  void refused() {
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QString, fragment);
    const auto reason = reasonFor(text.toStdString());
    const auto start = line == 0 ? QString("t.csv: ") : QString("t.csv:%1: ").arg(line);
    QVERIFY2(reason.startsWith(start), qPrintable(reason));
    QVERIFY2(reason.contains(fragment), qPrintable(reason));
  }

  void noted_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("fragments");
    QTest::newRow("dots end below 1")
        << QByteArray(kSmall).replace("(0.5,1]", "(0.5,0.9]") << QStringList{"ends at 0.9, not"};
    QTest::newRow("dots and distances swapped")
        << QByteArray(kSmall).replace("(0.5,1]", "(0.5,500]") << QStringList{"ends at 500, not"};
    QTest::newRow("dots begin above 0")
        << QByteArray(kSmall).replace("(0,0.5]", "(0.1,0.5]") << QStringList{"begins at 0.1, not"};
    QTest::newRow("distances begin above 0")
        << QByteArray(kSmall).replace("(0,2]", "(1,2]") << QStringList{"distance axis begins at 1"};
    QTest::newRow("nearly 0 and 1") << QByteArray(kSmall)
                                           .replace("(0,0.5]", "(1e-7,0.5]")
                                           .replace("(0.5,1]", "(0.5,0.99999999]")
                                    << QStringList{};
  }
  void noted() {
    QFETCH(QByteArray, text);
    QFETCH(QStringList, fragments);
    const auto notes = parseScoreTable(text.toStdString(), "t.csv").notes;
    QCOMPARE(static_cast<qsizetype>(notes.size()), fragments.size());
    for (qsizetype i = 0; i < fragments.size(); ++i) {
      const auto note = QString::fromStdString(notes[static_cast<std::size_t>(i)]);
      QVERIFY2(note.contains("t.csv") && note.contains(fragments[i]), qPrintable(note));
    }
  }

  void files() {
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString());
    QVERIFY_EXCEPTION_THROWN(readScoreTable(path / "nowhere.csv"), InputError);
    QVERIFY_EXCEPTION_THROWN(readScoreTable(path), InputError);
    QFile file(folder.filePath("mine.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(kSmall);
    file.close();
    QCOMPARE(readScoreTable(path / "mine.csv").table.name, std::string("mine.csv"));
  }

  void tablesOfOthers_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("known");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("left");
    QTest::newRow("fcwb") << "smat_fcwb.csv"
                          << "fcwb" << 21 << false;
    QTest::newRow("fcwb alpha") << "smat_alpha_fcwb.csv"
                                << "fcwb-alpha" << 16 << false;
    QTest::newRow("flywire") << "smat_flywire.within_hemisphere.free_bins.csv"
                             << "" << 31 << true;
    QTest::newRow("flywire and maleCNS") << "smat_flywire_mcns.across_hemisphere.free_bins.csv"
                                         << "" << 31 << true;
  }
  void tablesOfOthers() {
    QFETCH(QString, file);
    QFETCH(QString, known);
    QFETCH(int, rows);
    QFETCH(bool, left);
    const QDir shared(NBLAST_SHARED_DIR "/data/score-tables");
    if (!shared.exists()) QSKIP("the shared folder with score tables is not here");
    const auto [table, notes] = readScoreTable(shared.filePath(file).toStdString());
    QVERIFY(notes.empty());
    QCOMPARE(table.rows(), rows);
    QCOMPARE(table.columns(), 10);
    QCOMPARE(table.closed == ClosedSide::Left, left);
    QCOMPARE(static_cast<std::int64_t>(table.cells.size()), table.rows() * table.columns());
    if (known.isEmpty()) return;
    const auto* same = findTable(known.toStdString());
    QVERIFY(table.distanceEdges_um == same->distanceEdges_um && table.dotEdges == same->dotEdges);
    for (std::size_t i = 0; i < table.cells.size(); ++i)
      QVERIFY(std::abs(table.cells[i] - same->cells[i]) < 1e-12);
  }

  void scoringSurvivesJson_data() {
    QTest::addColumn<bool>("formula");
    QTest::newRow("table") << false;
    QTest::newRow("v1") << true;
  }
  void scoringSurvivesJson() {
    QFETCH(bool, formula);
    ScoringOptions options;
    options.table = formula ? v1Table(3.7) : parseScoreTable(kSmall, "t.csv").table;
    options.table.name = "mine";
    options.table.closed = ClosedSide::Left;
    options.edges = EdgeRule::Left;
    options.useAlpha = true;
    options.maxDistance_um = 10.7;
    const auto back = scoringFromJson(scoringToJson(options), "s.h5");
    QVERIFY(back.table.cells == options.table.cells);
    QVERIFY(back.table.distanceEdges_um == options.table.distanceEdges_um);
    QVERIFY(back.table.dotEdges == options.table.dotEdges);
    QVERIFY(back.table.sigma_um == options.table.sigma_um);
    QVERIFY(back.table.closed == ClosedSide::Left && back.edges == EdgeRule::Left);
    QVERIFY(back.useAlpha && back.maxDistance_um == 10.7);
    QCOMPARE(back.table.name, std::string("mine"));
    QVERIFY(!scoringFromJson(scoringToJson({}), "s.h5").maxDistance_um);
  }

  void brokenScoringJson_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no JSON") << QByteArray("table: fcwb");
    QTest::newRow("no table") << QByteArray(R"({"name":"x"})");
    QTest::newRow("cells missing") << QByteArray(
        R"({"name":"x","distance_inner_edges_um":[1],"dot_inner_edges":[],"cells":[1]})");
    QTest::newRow("a word without end")
        << QByteArray("{\"name\": \"" + QByteArray(5000, 'x') + '\1');
    QTest::newRow("a number without end")
        << QByteArray("{\"alpha\": " + QByteArray(5000, '9') + "}");
    QTest::newRow("no sigma") << QByteArray(R"({"name":"v1","sigma_um":"ten"})");
    QTest::newRow("sigma of nothing") << QByteArray(R"({"name":"v1","sigma_um":0})");
  }
  void brokenScoringJson() {
    QFETCH(QByteArray, text);
    try {
      scoringFromJson(text.toStdString(), "s.h5");
      QFAIL("it was read back");
    } catch (const InputError& error) {
      QVERIFY2(std::string_view(error.what()).size() < 300, error.what());
    }
  }
};

QTEST_GUILESS_MAIN(ReadScoreTables)
#include "tst_read_score_table.moc"
