// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/Collect.hpp"
#include "compute/io/FindFiles.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/ReadScoreTable.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/format/PointCsvReader.hpp"
#include "compute/io/format/SwcReader.hpp"
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/compute/io/ReadFixture.hpp"
#include "tests/compute/io/TarHeader.hpp"
#include "tests/compute/support/MemoryLimit.hpp"

#include <sys/stat.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace nblast;

namespace {

constexpr std::int64_t MB = 1'000'000;

/// A chain of nodes; about 30 bytes per node.
std::string chainSwc(int nodes) {
  std::string text;
  for (int i = 1; i <= nodes; ++i)
    text += std::to_string(i) + " 0 1.25 " + std::to_string(i) + " 3.25 1 " +
            std::to_string(i == 1 ? -1 : i - 1) + "\n";
  return text;
}

}  // namespace

/// Files made to do harm, or damaged so that they do: each is left out, and the others are read.
class TestHostileFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void budgetIsShared();
  void tooLargeForTheBudget_data();
  void tooLargeForTheBudget();
  void tooLargeTogether();
  void neuronsStayInTheBudget();
  void moreNeuronsThanMemory();
  void millionsOfEmptyMembers();
  void checksumsOfGzip_data();
  void checksumsOfGzip();
  void machineWithoutMemory();
  void falseSizes_data();
  void falseSizes();
  void unitsBeyondTheirLimit();
  void pipesAndDevices();
  void pipesInFolders();
  void looksAtCancel_data();
  void looksAtCancel();

 private:
  QString at(const QString& name) const { return files_->at(name); }
  void write(const QString& name, const std::string& bytes) const { files_->write(name, bytes); }

  std::unique_ptr<ReadFixture> files_;
};

void TestHostileFiles::init() {
  files_ = std::make_unique<ReadFixture>();
  write("f/good.swc", kSmallSwc);
}

void TestHostileFiles::budgetIsShared() {
  MemoryBudget budget(100);
  QVERIFY(budget.tryTake(60) && !budget.tryTake(41) && budget.tryTake(40));
  budget.giveBack(70);
  QCOMPARE(budget.used(), 30);
  JobControl control;
  {
    ReadAllowance allowance(budget, control);
    allowance.take(50);
    QVERIFY_EXCEPTION_THROWN(allowance.take(21), BudgetSpent);
    const ReadAllowance moved(std::move(allowance));
    QCOMPARE(budget.used(), 80);
  }
  QCOMPARE(budget.used(), 30);
  {
    ReadAllowance allowance(budget, control);
    allowance.take(50);
    allowance.giveBack(10);
    allowance.keep(15);
  }
  QCOMPARE(budget.used(), 45);
  QVERIFY(!budget.tryTake(std::numeric_limits<std::int64_t>::max()));
}

void TestHostileFiles::tooLargeForTheBudget_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<std::function<void(const QString&)>>("make");
  using Make = std::function<void(const QString&)>;
  const auto bytes = [](const std::string& text) {
    return Make([text](const QString& file) {
      QFile to(file);
      QVERIFY(to.open(QIODevice::WriteOnly));
      to.write(text.data(), static_cast<qint64>(text.size()));
    });
  };
  const std::string lines(60 * MB, '\n');
  const std::string rows = kSmallSwc + std::string(15 * MB, '#') + "\n" + chainSwc(200'000);
  QTest::newRow("lines alone, packed") << "f/bad.swc.gz" << bytes(gzipBytes(lines));
  QTest::newRow("lines alone, packed, no such ending") << "f/bad.swc" << bytes(gzipBytes(lines));
  QTest::newRow("a table of lines alone, packed")
      << "f/bad.csv" << bytes(gzipBytes("x,y,z\n" + lines));
  QTest::newRow("packed twice") << "f/bad.swc.gz" << bytes(gzipBytes(gzipBytes(lines)));
  QTest::newRow("lines alone") << "f/bad.swc" << bytes(lines);
  QTest::newRow("more nodes than fit") << "f/bad.swc" << bytes(chainSwc(600'000));
  QTest::newRow("UTF-16") << "f/bad.swc" << bytes("\xFF\xFE" + std::string(18 * MB, '\n'));
  QTest::newRow("a file with a hole") << "f/bad.swc" << Make([](const QString& file) {
    std::FILE* to = std::fopen(qPrintable(file), "wb");
    QVERIFY(to != nullptr);
    QCOMPARE(ftruncate(fileno(to), off_t{1} << 40), 0);
    std::fclose(to);
  });
  for (const char* ending : {"zip", "tar", "tar.gz"}) {
    QTest::addRow("a member of a %s", ending)
        << QStringLiteral("f/s.") + ending << Make([lines](const QString& file) {
             QVERIFY(writeArchive(file, {{"bad.swc", lines}, {"ok.swc", kSmallSwc}}));
           });
  }
}

void TestHostileFiles::tooLargeForTheBudget() {
  QFETCH(QString, name);
  QFETCH(std::function<void(const QString&)>, make);
  make(at(name));
  const NeuronSet set = files_->read({"f"}, 24 * MB);
  QVERIFY(keysOf(set).contains("good"));
  QCOMPARE(keysOf(set).contains("ok"), name.startsWith("f/s."));
  const QStringList left = files_->leftOut(set);
  QCOMPARE(left.size(), 1);
  QVERIFY2(left[0].startsWith("bad|f/"), qPrintable(left[0]));
  QVERIFY2(left[0].contains("does not fit into the memory for reading (24 MB, of which"),
           qPrintable(left[0]));
}

/// Each fits, but not all at a time: those for which there was no room are read in the end.
void TestHostileFiles::tooLargeTogether() {
  const std::string text = kSmallSwc + "#" + std::string(14 * MB, 'x');
  Members members;
  for (int i = 0; i < 6; ++i) {
    const std::string name = "n" + std::to_string(i) + ".swc";
    write(QString("f/plain-%1").arg(name.c_str()), text);
    write(QString("f/packed-%1.gz").arg(name.c_str()), gzipBytes(text));
    members.push_back({"member-" + name, text});
  }
  QVERIFY(writeArchive(at("f/s.zip"), members));
  QVERIFY(writeArchive(at("f/t.tgz"), members));
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 8);
  tbb::task_arena arena(8);
  NeuronSet set;
  arena.execute([&] { set = files_->read({"f"}, 40 * MB); });
  QVERIFY2(set.leftOut.empty(), set.leftOut.empty() ? "" : set.leftOut[0].reason.c_str());
  QCOMPARE(set.neurons.size(), std::size_t{1 + 4 * 6});
}

void TestHostileFiles::neuronsStayInTheBudget() {
  write("f/n.swc", chainSwc(1000));
  write("f/bad.swc", "1 2 3\n");
  write("f/points.csv", "x,y,z\n1,2,3\n4,5,6\n");
  JobControl control;
  const std::vector<std::filesystem::path> paths{at("f").toStdString()};
  const auto found = findFiles(paths, control);
  MemoryBudget budget(24 * MB);
  const Collected collected = collect(found.files, budget, control);
  QCOMPARE(collected.outcomes.size(), std::size_t{4});
  std::int64_t bytes = 0;
  for (const Outcome& outcome : collected.outcomes) {
    const Neuron& n = outcome.neuron;
    bytes += static_cast<std::int64_t>(n.points.size() * sizeof(Vec3d) + n.radii.size() * 4 +
                                       n.parents.size() * 4);
  }
  QCOMPARE(budget.used(), bytes);
}

void TestHostileFiles::moreNeuronsThanMemory() {
  Members members;
  for (int i = 0; i < 40; ++i)
    members.push_back({"n" + std::to_string(i) + ".swc", chainSwc(10'000)});  // 320 kB each
  QVERIFY(writeArchive(at("f/s.tgz"), members));
  for (int i = 0; i < 40; ++i)
    write(QString("f/p%1.swc").arg(i), chainSwc(10'000));
  const NeuronSet set = files_->read({"f"}, 10 * MB);
  QVERIFY(set.neurons.size() > 15 && set.neurons.size() < 40);
  QCOMPARE(set.neurons.size() + set.leftOut.size(), std::size_t{81});
  for (const LeftOut& left : set.leftOut)
    QVERIFY2(left.reason.find("does not fit into the memory for reading") != std::string::npos,
             left.reason.c_str());
}

void TestHostileFiles::millionsOfEmptyMembers() {
  std::string tar = tarMember("ok.swc", kSmallSwc);
  const std::string header = tarHeader("n.swc", 0);
  for (int i = 0; i < 50'000; ++i)
    tar += header;
  write("f/s.tgz", gzipBytes(tar + tarEnd()));
  const NeuronSet set = files_->read({"f"}, 10 * MB);
  QVERIFY(keysOf(set).contains("good"));
  const QStringList left = files_->leftOut(set);
  QVERIFY(left.size() < 20'000);
  QVERIFY2(left.filter("s.tgz: has more members than the memory for reading can hold").size() == 1,
           qPrintable(left.last()));
}

void TestHostileFiles::checksumsOfGzip_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("reason");
  const std::string swc = gzipBytes(kSmallSwc);
  const std::string tar = gzipBytes(tarMember("first.swc", kSmallSwc) + tarEnd());
  const auto flipped = [](std::string packed, std::size_t fromEnd) {
    packed[packed.size() - fromEnd] ^= 1;
    return QByteArray::fromStdString(packed);
  };
  QTest::newRow("checksum") << "f/bad.swc.gz" << flipped(swc, 8) << "incorrect data check";
  QTest::newRow("length") << "f/bad.swc.gz" << flipped(swc, 4) << "incorrect length check";
  QTest::newRow("second member") << "f/bad.swc.gz"
                                 << QByteArray::fromStdString(swc) + flipped(swc, 8)
                                 << "incorrect data check";
  QTest::newRow("cut off") << "f/bad.swc.gz" << QByteArray::fromStdString(swc).chopped(3)
                           << "truncated gzip";
  QTest::newRow("archive, checksum") << "f/bad.tgz" << flipped(tar, 8) << "incorrect data check";
  QTest::newRow("archive, cut off")
      << "f/bad.tgz" << QByteArray::fromStdString(tar).chopped(3) << "truncated gzip";
}

/// One flipped bit may change a coordinate without a trace in the text.
void TestHostileFiles::checksumsOfGzip() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, reason);
  write(name, bytes.toStdString());
  const NeuronSet set = files_->read({"f"});
  QVERIFY(keysOf(set).contains("good"));
  const QStringList left = files_->leftOut(set);
  QCOMPARE(left.size(), 1);
  QVERIFY2(left[0].contains(reason), qPrintable(left[0]));
}

void TestHostileFiles::machineWithoutMemory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  QSKIP("a sanitizer needs more memory than any limit gives");
#endif
  write("f/bad.swc.gz", gzipBytes(std::string(160 * MB, '\n')));
  QVERIFY(writeArchive(at("f/s.zip"),
                       {{"worse.swc", std::string(160 * MB, '\n')}, {"ok.swc", kSmallSwc}}));
  const NeuronSet before = files_->read({"f/good.swc"});  // threads have their stacks
  NeuronSet set;
  {
    const MemoryLimit limit(120 * MB);
    set = files_->read({"f"}, 1'000'000 * MB);
  }
  QCOMPARE(keysOf(set), (QStringList{"good", "ok"}));
  QCOMPARE(set.leftOut.size(), std::size_t{2});
  for (const QString& left : files_->leftOut(set))
    QVERIFY2(left.contains("does not fit into the memory for reading"), qPrintable(left));
}

void TestHostileFiles::falseSizes_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  const std::string tar = tarMember("a.swc", kSmallSwc);
  for (const std::uint64_t size :
       {std::uint64_t{1} << 20, std::uint64_t{1} << 40, ~std::uint64_t{0} >> 1, ~std::uint64_t{0}})
    QTest::addRow("a tar's member of %llu bytes", static_cast<unsigned long long>(size))
        << "s.tar" << QByteArray::fromStdString(tar + tarHeader("b.swc", size) + kSmallSwc);
  const QByteArray zip = QByteArray::fromStdString(
      archiveBytes("s.zip", {{"a.swc", kSmallSwc}, {"b.swc", kOtherSmallSwc}}));
  // Sizes stand at 18 and 22 of a local header, at 20 and 24 of the directory's.
  const auto directory = zip.lastIndexOf("PK\x01\x02");
  const auto local = zip.lastIndexOf("PK\x03\x04");
  for (const char* size : {"\xfe\xff\xff\xff", "\xff\xff\xff\xff", "\x01", "\xff\xff\xff\x7f"}) {
    for (const int which : {0, 1}) {
      QByteArray bytes = zip;
      for (int i = 0; i < 4; ++i) {
        const char byte = i < static_cast<int>(qstrlen(size)) ? size[i] : '\0';
        bytes[directory + 20 + 4 * which + i] = byte;
        bytes[local + 18 + 4 * which + i] = byte;
      }
      QTest::addRow("a zip's member, %s size %s", which == 0 ? "packed" : "unpacked",
                    QByteArray(size).toHex().constData())
          << "s.zip" << bytes;
    }
  }
}

void TestHostileFiles::falseSizes() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  write("f/" + name, bytes.toStdString());
  const NeuronSet set = files_->read({"f"}, 24 * MB);
  QVERIFY(keysOf(set).contains("good"));
  QVERIFY(keysOf(set).contains("a") || set.neurons.size() == 1);
  QVERIFY(set.neurons.size() + set.leftOut.size() >= 2);
  QVERIFY(set.leftOut.size() <= 2);
}

/// A unit's own line is read as JSON: not one of megabytes.
void TestHostileFiles::unitsBeyondTheirLimit() {
  const std::string deep = "# Meta: " + std::string(5 * MB, '[') + "\n";
  write("f/deep.swc", deep + kSmallSwc);
  const NeuronSet set = files_->read({"f"}, 40 * MB);
  QCOMPARE(keysOf(set), (QStringList{"deep", "good"}));
}

void TestHostileFiles::pipesAndDevices() {
  for (const char* name : {"pipe.swc", "pipe.csv", "pipe.zip", "pipe.tar.gz"}) {
    QCOMPARE(mkfifo(qPrintable(at(name)), 0600), 0);
    const QString error = files_->errorOf({name});
    QVERIFY2(error.startsWith(QString(name) + ": is a pipe or a device"), qPrintable(error));
  }
  QVERIFY(QFile::link("/dev/zero", at("zero.swc")));
  QVERIFY(files_->errorOf({"zero.swc"}).startsWith("zero.swc: is a pipe or a device"));
  const auto pipe = at("pipe.csv").toStdString();
  QVERIFY_EXCEPTION_THROWN(readScoreTable(pipe), InputError);
  QVERIFY_EXCEPTION_THROWN(PlainFile(pipe, "pipe"), InputError);
  QVERIFY_EXCEPTION_THROWN(PlainFile(at("f").toStdString(), "folder"), InputError);
}

void TestHostileFiles::pipesInFolders() {
  QCOMPARE(mkfifo(qPrintable(at("f/pipe.swc")), 0600), 0);
  QVERIFY(QFile::link(at("f/pipe.swc"), at("f/link.swc")));
  QVERIFY(QFile::link("/dev/zero", at("f/zero.zip")));
  const NeuronSet set = files_->read({"f"});
  QCOMPARE(keysOf(set), QStringList{"good"});
  QCOMPARE(set.passedOverFiles, 3);
  // One that takes a file's place between the listing and the reading is not waited for.
  QCOMPARE(mkfifo(qPrintable(at("late.swc")), 0600), 0);
  JobControl control;
  MemoryBudget budget(MB);
  const FoundFile late{
      at("late.swc").toStdString(), {"late.swc", "f", "late.swc"}, FileKind::Neuron, false};
  const FoundFile archive{
      at("late.swc").toStdString(), {"late.zip", "f", "late.zip"}, FileKind::Archive, false};
  const Collected collected = collect({late, archive}, budget, control);
  QCOMPARE(collected.outcomes.size(), std::size_t{1});
  QCOMPARE(collected.outcomes[0].reason, std::string("late.swc: ") + kNotPlain);
  QCOMPARE(collected.brokenArchives.size(), std::size_t{1});
}

void TestHostileFiles::looksAtCancel_data() {
  using Step = std::function<void(const std::string&, ReadAllowance&)>;
  QTest::addColumn<Step>("step");
  QTest::newRow("reading") << Step([](const std::string& file, ReadAllowance& allowance) {
    readPlainFile(file, "f", allowance);
  });
  QTest::newRow("unpacking") << Step([](const std::string&, ReadAllowance& allowance) {
    std::string bytes = gzipBytes(std::string(3 * MB, '\n'));
    decodeText(bytes, "f", allowance);
  });
  QTest::newRow("decoding UTF-16") << Step([](const std::string&, ReadAllowance& allowance) {
    std::string bytes = "\xFF\xFE" + std::string(1000, '\n');
    decodeText(bytes, "f", allowance);
  });
  QTest::newRow("SWC, lines") << Step([](const std::string&, ReadAllowance& allowance) {
    parseSwcText(std::string(70'000, '\n'), "f", allowance);
  });
  QTest::newRow("SWC, counting rows") << Step([](const std::string&, ReadAllowance& allowance) {
    parseSwcText("1 0 0 0 0 1 -1\nnonsense" + std::string(70'000, '\n'), "f", allowance);
  });
  QTest::newRow("SWC, sorting ids") << Step([](const std::string&, ReadAllowance& allowance) {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
      text += std::to_string(7 * i % 20'000 + 1) + " 0 0 0 0 1 -1\n";
    parseSwcText(text, "f", allowance);
  });
  QTest::newRow("CSV, comments") << Step([](const std::string&, ReadAllowance& allowance) {
    looksLikePointCsv(std::string(70'000, '\n'), allowance);
  });
  QTest::newRow("CSV, rows") << Step([](const std::string&, ReadAllowance& allowance) {
    parsePointCsvText("x,y,z\n" + std::string(70'000, '\n'), "f", allowance);
  });
}

void TestHostileFiles::looksAtCancel() {
  using Step = std::function<void(const std::string&, ReadAllowance&)>;
  QFETCH(Step, step);
  MemoryBudget budget(100 * MB);
  JobControl control;
  ReadAllowance allowance(budget, control);
  const std::string file = at("f/good.swc").toStdString();
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(step(file, allowance), Cancelled);
}

QTEST_GUILESS_MAIN(TestHostileFiles)
#include "tst_hostile_files.moc"
