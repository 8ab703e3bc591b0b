// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/io/format/SwcReader.hpp"
#include "tests/compute/io/Dialects.hpp"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace nblast;

namespace {

Neuron parse(const QByteArray& bytes) {
  return parseSwc({bytes.constData(), static_cast<std::size_t>(bytes.size())}, "a.swc");
}

/// What a text is read as, every bit of it, or the sentence that refuses it.
std::string readAs(const std::string& text, bool& good) {
  good = true;
  try {
    const Neuron n = parse(QByteArray::fromStdString(text));
    std::string all;
    const auto add = [&](const auto& values) {
      all.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
    };
    add(n.points);
    add(n.parents);
    add(n.radii);
    for (const std::string& warning : n.warnings)
      all += warning;
    return all;
  } catch (const InputError& error) {
    good = false;
    return error.what();
  }
}

/// @return whether both are read
bool expectSame(const std::string& a, const std::string& b) {
  bool good = false, other = false;
  if (readAs(a, good) != readAs(b, other))
    QTest::qFail(("differs from its twin with a comment: " + a).c_str(), __FILE__, __LINE__);
  return good && other;
}

}  // namespace

class TestParseSwc : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sameNeuronInEveryDialect_data();
  void sameNeuronInEveryDialect();
  void refuses_data();
  void refuses();
  void warns_data();
  void warns();
  void numbersAreExact();
  void parentsAfterChildren();
  void bigIds();
  void radii();
  void commentsInAnyEncodingAreHarmless();
  void plainRowsAsAllOthers();
};

void TestParseSwc::sameNeuronInEveryDialect_data() {
  QTest::addColumn<QByteArray>("bytes");
  for (const auto& [name, text] : swcDialects())
    QTest::newRow(name) << QByteArray::fromStdString(text);
}

void TestParseSwc::sameNeuronInEveryDialect() {
  QFETCH(QByteArray, bytes);
  const Neuron n = parse(bytes);
  const std::vector<Vec3d> points{{1.5, -2.25, 3}, {4, 5, 6.125}, {7, 8, 9}};
  const std::vector<std::int32_t> parents{-1, 0, 1};
  const std::vector<float> radii{0.5F, 0.25F, 1};
  QCOMPARE(n.points, points);
  QCOMPARE(n.parents, parents);
  QCOMPARE(n.radii, radii);
  QVERIFY(n.warnings.empty());
  QVERIFY(n.kind == NeuronKind::Skeleton);
  QCOMPARE(n.source, std::string("a.swc"));
}

void TestParseSwc::refuses_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("message");
  const QByteArray first = "1 0 0 0 0 1 -1\n";
  QTest::newRow("empty") << QByteArray() << "a.swc: the file is empty";
  QTest::newRow("comments only") << QByteArray("# x\n\n")
                                 << "a.swc: no nodes, only comments or blanks";
  QTest::newRow("header only") << QByteArray("id,type,x,y,z,r,parent\n") << "a.swc: no nodes";
  QTest::newRow("NaN") << first + "2 0 1 nan 0 1 1\n"
                       << "a.swc:2: y is 'nan', not a finite number";
  QTest::newRow("infinite") << first + "2 0 1 0 -inf 1 1\n"
                            << "a.swc:2: z is '-inf', not a finite number";
  QTest::newRow("beyond double") << first + "2 0 1e999 0 0 1 1\n"
                                 << "a.swc:2: x is '1e999', not a finite number";
  QTest::newRow("a word") << first + "2 0 1 0 abc 1 1\n"
                          << "a.swc:2: z is 'abc', not a number";
  QTest::newRow("a number with a tail") << first + "2 0 1 0 3x 1 1\n"
                                        << "a.swc:2: z is '3x', not a number";
  QTest::newRow("two nodes in a ring") << first + "2 0 0 0 0 1 3\n3 0 0 0 0 1 2\n"
                                       << "a.swc:2: node 2 is its own ancestor";
  QTest::newRow("own parent") << first + "2 0 0 0 0 1 2\n"
                              << "a.swc:2: node 2 is its own ancestor";
  QTest::newRow("tail into a ring") << first + "# x\n5 0 0 0 0 1 7\n6 0 0 0 0 1 7\n7 0 0 0 0 1 6\n"
                                    << "a.swc:4: node 6 is its own ancestor";
  QTest::newRow("id twice") << first + "4 0 0 0 0 1 1\n3 0 0 0 0 1 1\n4 0 0 0 0 1 1\n"
                            << "a.swc:4: node 4 occurs twice (first on line 2)";
  QTest::newRow("two ids twice: the first line is named")
      << first + "9 0 0 0 0 1 1\n9 0 0 0 0 1 1\n1 0 0 0 0 1 1\n"
      << "a.swc:3: node 9 occurs twice (first on line 2)";
  QTest::newRow("decimal commas") << QByteArray("1 0 1,5 2,5 3,5 1 -1\n")
                                  << "a.swc:1: decimal commas ('1,5'): write decimal points";
  QTest::newRow("one decimal comma") << QByteArray("1 0 1 2 3 0,5 -1\n")
                                     << "a.swc:1: decimal commas ('0,5'): write decimal points";
  QTest::newRow("decimal commas, semicolons")
      << QByteArray("1;0;1,5;2,5;3,5;1;-1\n")
      << "a.swc:1: decimal commas ('1,5'): write decimal points";
  QTest::newRow("decimal commas, tabs")
      << QByteArray("1\t0\t1,5\t2,5\t3,5\t1\t-1\n") << "a.swc:1: decimal commas ('1,5')";
  QTest::newRow("decimal commas, commas")
      << QByteArray("1,0,1,5,2,5,3,5,1,0,-1\n") << "a.swc:1: decimal commas";
  QTest::newRow("six columns") << QByteArray("1 0 0 0 0 1\n2 0 0 0 0 1\n")
                               << "a.swc:1: 6 columns instead of 7";
  QTest::newRow("cut short") << first + "2 0 1 2\n\n"
                             << "a.swc:2: the last line has 4 of 7 columns: the file is cut short";
  QTest::newRow("empty column") << QByteArray("1,0,,2,3,1,-1\n")
                                << "a.swc:1: x is '', not a number";
  QTest::newRow("NUL bytes") << first + QByteArray("2 0 1\0 0 0 1 1\n", 15) << "a.swc:2: NUL bytes";
  QTest::newRow("id with a fraction")
      << QByteArray("1.5 0 0 0 0 1 -1\n") << "a.swc:1: the node's id is '1.5', not a whole number";
  QTest::newRow("id beyond 64 bits") << QByteArray("99999999999999999999 0 0 0 0 1 -1\n")
                                     << "a.swc:1: the node's id is '99999999999999999999'";
  QTest::newRow("negative id") << QByteArray("-5 0 0 0 0 1 -1\n")
                               << "a.swc:1: node -5 has a negative id";
  QTest::newRow("parent is a word") << QByteArray("1 0 0 0 0 1 root\n")
                                    << "a.swc:1: the parent's id is 'root', not a whole number";
  QTest::newRow("radius is a word")
      << QByteArray("1 0 0 0 0 wide -1\n") << "a.swc:1: the radius is 'wide', not a number";
  QTest::newRow("columns in another order")
      << QByteArray("id,parent,x_um,x,y,z,r\n") << "a.swc:1: the columns are not in SWC's order";
  QTest::newRow("not SWC at all") << QByteArray("<?xml version=\"1.0\"?>\n<a/>\n")
                                  << "a.swc:1: 2 columns instead of 7";
  QTest::newRow("broken gzip") << QByteArray("\x1f\x8b\x08\x00garbage")
                               << "a.swc: gzip that cannot be unpacked";
  QTest::newRow("ids at the end of 64 bits, twice")
      << QByteArray("9223372036854775807 0 0 0 0 1 -1\n5 0 0 0 0 1 -1\n5 0 0 0 0 1 -1\n")
      << "a.swc:3: node 5 occurs twice (first on line 2)";
  QTest::newRow("a line of columns alone")
      << first + QByteArray(5 << 20, ';') << "a.swc:2: a line of more than 1 MiB";
  QTest::newRow("NUL bytes at the start of a line")
      << first + "2 0 1 0 0 1 1\r\n" + QByteArray("\0", 1) << "a.swc:3: NUL bytes";
  QTest::newRow("a gzip of gigabytes of nothing, cut off")
      << QByteArray("\x1f\x8b\x08\x00\0\0\0\0\0\x03", 10) << "a.swc: gzip that cannot be unpacked";
  QTest::newRow("lines counted with CR alone")
      << QByteArray("# a\r# b\r1 0 x 0 0 1 -1\r") << "a.swc:3: x is 'x', not a number";
  QTest::newRow("lines counted with CRLF")
      << QByteArray("# a\r\n\r\n1 0 x 0 0 1 -1\r\n") << "a.swc:3: x is 'x', not a number";
}

void TestParseSwc::refuses() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, message);
  try {
    parse(bytes);
    QFAIL("it was loaded");
  } catch (const InputError& error) {
    QVERIFY2(QString(error.what()).startsWith(message), error.what());
  }
}

void TestParseSwc::warns_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QStringList>("warnings");
  QTest::newRow("missing parent") << QByteArray("1 0 0 0 0 1 -1\n# x\n17 0 1 0 0 1 99\n")
                                  << QStringList{
                                         "line 3: node 17's parent 99 is missing: made a root"};
  QByteArray many;
  for (int i = 1; i <= 8; ++i)
    many += QByteArray::number(i) + " 0 0 0 0 1 99\n";
  QStringList five;
  for (int i = 1; i <= 5; ++i)
    five << QStringLiteral("line %1: node %1's parent 99 is missing: made a root").arg(i);
  QTest::newRow("many missing parents")
      << many << five + QStringList{"3 more nodes whose parents are missing: made roots"};
  QTest::newRow("nine columns") << QByteArray("1 0 0 0 0 1 -1 8 9\n2 0 1 0 0 1 1 8 9\n")
                                << QStringList{
                                       "line 1: 9 columns; those after the 7th are not read"};
  QTest::newRow("unknown radii")
      << QByteArray("1 0 0 0 0 nan -1\n2 0 1 0 0 NA 1\n3 0 1 0 0 1e99 1\n4 0 2 0 0 1 1\n")
      << QStringList{"3 of 4 radii are not finite numbers: set to 0"};
  QTest::newRow("two units") << QByteArray("# units: nm\n# units: um\n1 0 0 0 0 1 -1\n")
                             << QStringList{
                                    "the header states two units that differ: none is used"};
}

void TestParseSwc::warns() {
  QFETCH(QByteArray, bytes);
  QFETCH(QStringList, warnings);
  QStringList got;
  for (const std::string& w : parse(bytes).warnings)
    got << QString::fromStdString(w);
  QCOMPARE(got, warnings);
}

void TestParseSwc::numbersAreExact() {
  const Neuron n =
      parse("1 0 0.1 123456.789012345678 -1e-320 1 -1\n2 0 1e-999 -0.000 5e-324 1 1\n");
  QCOMPARE(n.points[0].x, 0.1);
  QCOMPARE(n.points[0].y, 123456.789012345678);
  QVERIFY(std::abs(n.points[0].z) < 1e-300);
  QCOMPARE(n.points[1].x, 0.0);
}

void TestParseSwc::parentsAfterChildren() {
  const Neuron n =
      parse("30 0 3 0 0 1 20\n20 0 2 0 0 1 10\n10 0 1 0 0 1 -1\n5 0 0 0 0 1 -1\n6 0 0 0 0 1 5\n");
  const std::vector<std::int32_t> parents{1, 2, -1, -1, 3};
  QCOMPARE(n.parents, parents);
  QCOMPARE(n.points[0].x, 3.0);
}

void TestParseSwc::bigIds() {
  const Neuron n = parse(
      "720575940600000001 0 0 0 0 1 -1\n720575940600000002 0 1 0 0 1 720575940600000001\n"
      "9223372036854775807 0 2 0 0 1 720575940600000002\n");
  const std::vector<std::int32_t> parents{-1, 0, 1};
  QCOMPARE(n.parents, parents);
  // The next id after the largest would overflow.
  const Neuron last = parse(
      "9223372036854775806 0 0 0 0 1 -1\n9223372036854775807 0 1 0 0 1 9223372036854775806\n"
      "7 0 2 0 0 1 9223372036854775807\n8 0 2 0 0 1 9223372036854775800\n");
  const std::vector<std::int32_t> lastParents{-1, 0, 1, -1};
  QCOMPARE(last.parents, lastParents);
}

void TestParseSwc::radii() {
  const Neuron n = parse("1 0 0 0 0 -1 -1\n2 0 0 0 1 2.5 1\n");
  const std::vector<float> radii{0, 2.5F};
  QCOMPARE(n.radii, radii);
  QVERIFY(n.warnings.empty());  // CATMAID's -1 is no accident
}

void TestParseSwc::commentsInAnyEncodingAreHarmless() {
  const Neuron n = parse("# M\xFCller, \xE9\n1 0 0 0 0 1 -1 # \xFF\xFE\n");
  QCOMPARE(n.points.size(), std::size_t{1});
}

/// Plain rows are read by a way of their own, and a comment keeps a row from it: the same bits come
/// out, or the same sentence.
void TestParseSwc::plainRowsAsAllOthers() {
  std::mt19937 random(1);
  const auto below = [&](unsigned n) { return random() % n; };
  const auto digits = [&](unsigned count) {
    std::string text;
    for (unsigned i = 0; i < count; ++i)
      text += static_cast<char>('0' + below(10));
    return text;
  };
  const std::vector<std::string> odd{"0",
                                     "-0",
                                     "-0.0",
                                     ".5",
                                     "1.",
                                     ".",
                                     "-",
                                     "+1.5",
                                     "1e3",
                                     "-1E-3",
                                     "1e400",
                                     "inf",
                                     "nan",
                                     "1,5",
                                     "1;2",
                                     "0x10",
                                     "1e",
                                     "--1",
                                     "1.2.3",
                                     "9007199254740993",
                                     "1e-400",
                                     "1 ",
                                     "NA",
                                     "007",
                                     "1\v",
                                     "\"1\"",
                                     "17.0",
                                     "1\t2",
                                     "5#",
                                     "-7",
                                     "9007199254740992",
                                     "0.1000000000000000055511151231257827",
                                     "123456789012345678901234567890"};
  const auto number = [&] {
    if (below(40) == 0) return odd[below(static_cast<unsigned>(odd.size()))];
    const std::string sign = below(3) == 0 ? "-" : "";
    if (below(3) == 0) return sign + digits(1 + below(20));
    return sign + digits(1 + below(9)) + "." + digits(below(18));
  };
  int refused = 0;
  const int rows = 20'000;
  for (int i = 0; i < rows; ++i) {
    const std::string gap = below(10) == 0 ? " \t " : " ";
    std::string row = below(8) == 0 ? number() : digits(1 + below(19));
    for (int column = 1; column < 6; ++column)
      row += gap + number();
    row += gap + (below(8) == 0 ? number() : "-1");
    if (below(20) == 0) row += gap + number();
    const std::string end = below(3) == 0 ? "\r\n" : below(3) == 0 ? "\r" : "\n";
    const std::string next = end + "1000000000000000000 0 1 2 3 4 -1" + end;
    refused += expectSame(row + next, row + " #" + next) ? 0 : 1;
  }
  QVERIFY(refused > rows / 50 && refused < rows / 2);
}

QTEST_GUILESS_MAIN(TestParseSwc)
#include "tst_parse_swc.moc"
