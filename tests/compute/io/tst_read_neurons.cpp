// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/compute/io/ReadFixture.hpp"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace nblast;
using Paths = std::vector<std::filesystem::path>;

namespace {

const std::string& kSwc = kSmallSwc;
const std::string& kOtherSwc = kOtherSmallSwc;

}  // namespace

class TestReadNeurons : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void folderSortedByPathBytewise();
  void endingsInAnyCase();
  void sharedNamesGetTheirPaths();
  void sharedPathsGetMore();
  void leftOutFilesShareTheNaming();
  void samePathTwiceIsReadOnce();
  void archives_data();
  void archives();
  void archiveInsideAFolder();
  void memberTwiceInAnArchive();
  void litterAndTablesArePassedOver();
  void truncatedZip();
  void truncatedTarGz();
  void damagedMember_data();
  void damagedMember();
  void noArchiveAtAll();
  void hostileMemberNames();
  void namesThatAreNotUtf8();
  void linksInCircles();
  void unreadableFile();
  void errors_data();
  void errors();
  void cancelled();
  void cancelledWhileReadingAnArchive();
  void progressEndsAtItsTotal();
  void orderDoesNotDependOnThreads();
  void moreTextThanTheLimit();

 private:
  QString at(const QString& name) const { return files_->at(name); }
  void write(const QString& name, const std::string& text) const { files_->write(name, text); }
  NeuronSet read(const QStringList& names) const { return files_->read(names); }
  QString errorOf(const QStringList& names) const { return files_->errorOf(names); }

  std::unique_ptr<ReadFixture> files_;
};

void TestReadNeurons::init() {
  files_ = std::make_unique<ReadFixture>();
}

void TestReadNeurons::folderSortedByPathBytewise() {
  for (const char* name :
       {"f/b.swc", "f/a-1.swc", "f/a.swc", "f/a1.swc", "f/a/z.swc", "f/B.swc", "f/\u00e4.swc"})
    write(name, kSwc);
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), (QStringList{"B", "a-1", "a", "z", "a1", "b", "\u00e4"}));
  QCOMPARE(set.neurons[3].source, at("f/a/z.swc").toStdString());
  QVERIFY(set.neurons[3].warnings.empty());
  QCOMPARE(keysOf(read({"f/"})), keysOf(set));
}

void TestReadNeurons::endingsInAnyCase() {
  write("f/a.SWC", kSwc);
  write("f/b.Swc", kSwc);
  write("f/c.CSV", "x,y,z\n1,2,3\n");
  write("f/d.CNG.swc", kSwc);
  write("f/e.swc.txt", kSwc);
  write("f/README", "hello");
  write("f/.swc", kSwc);  // no name before the ending
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), (QStringList{"a", "b", "c", "d.CNG"}));
  QCOMPARE(set.passedOverFiles, 3);
}

void TestReadNeurons::sharedNamesGetTheirPaths() {
  write("f/left/n.swc", kSwc);
  write("f/right/n.swc", kSwc);
  write("f/m.swc", kSwc);
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), (QStringList{"left/n.swc", "m", "right/n.swc"}));
  QCOMPARE(set.neurons[0].warnings,
           std::vector<std::string>{"other files are called 'n' too: named 'left/n.swc' instead"});
  QVERIFY(set.neurons[1].warnings.empty());
  QCOMPARE(keysOf(read({"f/left/n.swc", "f/right/n.swc"})),
           (QStringList{"left/n.swc", "right/n.swc"}));
}

void TestReadNeurons::sharedPathsGetMore() {
  write("a/sub/n.swc", kSwc);
  write("b/sub/n.swc", kSwc);
  QCOMPARE(keysOf(read({"a", "b"})), (QStringList{"a/sub/n.swc", "b/sub/n.swc"}));
  write("x/a/sub/n.swc", kSwc);
  const NeuronSet set = read({"a", "x/a"});
  QCOMPARE(keysOf(set), (QStringList{at("a/sub/n.swc"), at("x/a/sub/n.swc")}));
  QCOMPARE(set.neurons[0].warnings.size(), std::size_t{1});
}

void TestReadNeurons::leftOutFilesShareTheNaming() {
  write("f/a/n.swc", kSwc);
  write("f/b/n.swc", "");
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), QStringList{"a/n.swc"});
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QCOMPARE(set.leftOut[0].name, std::string("b/n.swc"));
  QCOMPARE(set.leftOut[0].reason, at("f/b/n.swc").toStdString() + ": the file is empty");
}

void TestReadNeurons::samePathTwiceIsReadOnce() {
  write("f/a.swc", kSwc);
  write("f/g/b.swc", kSwc);
  QVERIFY(writeArchive(at("z.zip"), {{"c.swc", kSwc}}));
  QCOMPARE(keysOf(read({"f", "f/", "f/a.swc", "f/../f/g", "f/g/b.swc", "z.zip", "f/../z.zip"})),
           (QStringList{"a", "b", "c"}));
}

void TestReadNeurons::archives_data() {
  QTest::addColumn<QString>("file");
  for (const char* name :
       {"s.zip", "s.tar", "s.tar.gz", "s.tgz", "s.tar.bz2", "s.tar.xz", "s.tar.zst"})
    QTest::newRow(name) << name;
}

void TestReadNeurons::archives() {
  QFETCH(QString, file);
  QVERIFY(writeArchive(at(file), {{"b.swc", kOtherSwc},
                                  {"sub/a.SWC", kSwc},
                                  {"bad.swc", "1 0 0\n"},
                                  {"metadata.csv", "id,type\n1,a\n"},
                                  {"dots.csv", "x,y,z,vx,vy,vz,alpha\n1,2,3,1,0,0,1\n"},
                                  {"notes.txt", "x"},
                                  {"inner.zip", "x"}}));
  const NeuronSet set = read({file});
  QCOMPARE(keysOf(set), (QStringList{"b", "dots", "a"}));
  QCOMPARE(set.neurons[0].points.size(), std::size_t{3});
  QCOMPARE(set.neurons[2].source, at(file).toStdString() + "/sub/a.SWC");
  QVERIFY(set.neurons[1].kind == NeuronKind::Dotprops);
  QCOMPARE(set.passedOverFiles, 3);
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QCOMPARE(set.leftOut[0].name, std::string("bad"));
  QCOMPARE(set.leftOut[0].reason,
           at(file).toStdString() +
               "/bad.swc:1: 3 columns instead of 7 (id, type, x, y, z, radius, parent)");
}

void TestReadNeurons::archiveInsideAFolder() {
  write("f/n.swc", kSwc);
  write("f/g/x.txt", "");
  QVERIFY(writeArchive(at("f/g/s.zip"), {{"n.swc", kOtherSwc}, {"m.swc", kSwc}}));
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), (QStringList{"m", "g/s.zip/n.swc", "n.swc"}));
}

void TestReadNeurons::memberTwiceInAnArchive() {
  QVERIFY(writeArchive(at("s.tar"), {{"n.swc", kSwc}, {"n.swc", kOtherSwc}}));
  const NeuronSet set = read({"s.tar"});
  const QString path = at("s.tar/n.swc");
  QCOMPARE(keysOf(set), (QStringList{path, path + " (2)"}));
  QCOMPARE(set.neurons[1].points.size(), std::size_t{3});
  QCOMPARE(set.neurons[1].warnings.size(), std::size_t{1});
}

void TestReadNeurons::litterAndTablesArePassedOver() {
  QVERIFY(
      writeArchive(at("f.zip"), {{"n.swc", kSwc}, {"__MACOSX/._n.swc", "x"}, {"a/._m.swc", "x"}}));
  QCOMPARE(read({"f.zip"}).passedOverFiles, 2);
  write("f/n.swc", kSwc);
  write("f/._n.swc", "x");
  write("f/metadata.csv", "name,X,Y,Z\nn,1,2,3\n");
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), QStringList{"n"});
  QCOMPARE(set.passedOverFiles, 2);
  QVERIFY(set.leftOut.empty());
}

void TestReadNeurons::truncatedZip() {
  Members members;
  for (int i = 0; i < 20; ++i)
    members.push_back({"n" + std::to_string(i) + ".swc",
                       kSwc + std::string(2000, '#') + std::to_string(i * 7919)});
  QVERIFY(writeArchive(at("s.zip"), members));
  QFile file(at("s.zip"));
  QVERIFY(file.resize(file.size() / 2));
  const NeuronSet set = read({"s.zip"});
  QVERIFY(set.neurons.size() > 3 && set.neurons.size() < 20);
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QCOMPARE(set.leftOut[0].name, at("s.zip").toStdString());
  QVERIFY2(QString::fromStdString(set.leftOut[0].reason).contains("is damaged"),
           set.leftOut[0].reason.c_str());
}

void TestReadNeurons::truncatedTarGz() {
  Members members;
  for (int i = 0; i < 200; ++i)
    members.push_back(
        {"n" + std::to_string(i) + ".swc", "1 0 0." + std::to_string(i * 104729) + " 0 0 1 -1\n"});
  QVERIFY(writeArchive(at("s.tar.gz"), members));
  QFile file(at("s.tar.gz"));
  QVERIFY(file.resize(file.size() * 3 / 4));
  write("good.swc", kSwc);
  const NeuronSet set = read({"s.tar.gz", "good.swc"});
  QVERIFY(keysOf(set).contains("good"));
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QVERIFY2(QString::fromStdString(set.leftOut[0].reason).startsWith(at("s.tar.gz: ")),
           set.leftOut[0].reason.c_str());
}

void TestReadNeurons::damagedMember_data() {
  QTest::addColumn<int>("byte");
  QTest::newRow("wrong checksum") << 10;
  QTest::newRow("cannot be inflated") << 0;
}

void TestReadNeurons::damagedMember() {
  QFETCH(int, byte);
  QVERIFY(writeArchive(at("s.zip"), {{"a.swc", kSwc}, {"b.swc", kOtherSwc}, {"c.swc", kSwc}}));
  QFile file(at("s.zip"));
  QVERIFY(file.open(QIODevice::ReadWrite));
  QByteArray bytes = file.readAll();
  // The local header of b.swc is 30 bytes, then name and extra field; one bit of what follows goes
  // over.
  const auto header = bytes.indexOf("PK\x03\x04", 4);
  const auto data = header + 30 + bytes[header + 26] + bytes[header + 28];
  bytes[data + byte] = static_cast<char>(bytes[data + byte] ^ 0x10);
  file.seek(0);
  file.write(bytes);
  file.close();
  JobControl control;
  const NeuronSet set = readNeurons(Paths{at("s.zip").toStdString()}, control);
  QCOMPARE(keysOf(set), (QStringList{"a", "c"}));
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QCOMPARE(set.leftOut[0].name, std::string("b"));
  QVERIFY2(QString::fromStdString(set.leftOut[0].reason)
               .startsWith(at("s.zip/b.swc: cannot be unpacked: ZIP")),
           set.leftOut[0].reason.c_str());
  QCOMPARE(control.progress().done, 3u);
  QCOMPARE(control.progress().total, 3u);
}

void TestReadNeurons::noArchiveAtAll() {
  write("s.zip", "this is no zip");
  write("empty.tar.gz", "");
  write("n.swc", kSwc);
  const NeuronSet set = read({"s.zip", "n.swc"});
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QVERIFY2(QString::fromStdString(set.leftOut[0].reason)
               .startsWith(at("s.zip: cannot be read as a zip or tar archive")),
           set.leftOut[0].reason.c_str());
  QVERIFY(errorOf({"s.zip"}).startsWith("s.zip: cannot be read as a zip or tar archive"));
  QVERIFY(errorOf({"empty.tar.gz"}) != "no error");
}

void TestReadNeurons::hostileMemberNames() {
  QVERIFY(writeArchive(at("s.tar"), {{"../../evil.swc", kSwc}, {"/etc/worse.swc", kSwc}}));
  QCOMPARE(keysOf(read({"s.tar"})), (QStringList{"evil", "worse"}));
  QVERIFY(!QFileInfo::exists(at("../../evil.swc")) && !QFileInfo::exists("/etc/worse.swc"));
}

void TestReadNeurons::namesThatAreNotUtf8() {
  const std::string raw = at("f").toStdString();
  QVERIFY(QDir().mkpath(at("f")));
  for (const char* name : {"/m\xFCller.swc", "/m\xFDller.swc", "/\xE2\x82\xAC.swc"}) {
    std::FILE* f = std::fopen((raw + name).c_str(), "wb");
    QVERIFY(f != nullptr);
    std::fputs(kSwc.c_str(), f);
    std::fclose(f);
  }
  const NeuronSet set = read({"f"});
  QCOMPARE(set.neurons.size(), std::size_t{3});
  QStringList keys = keysOf(set);
  keys.removeDuplicates();
  QCOMPARE(keys.size(), 3);
  for (const Neuron& n : set.neurons)
    for (const std::string& text : {n.key, n.source})
      QCOMPARE(QString::fromStdString(text).toStdString(), text);
  QVERIFY(keys.contains("\u20ac"));

  std::filesystem::remove_all(raw);  // QTemporaryDir cannot name these files

  QVERIFY(writeArchive(at("s.tar"), {{"m\xFCller.swc", kSwc}, {"\xE2\x82\xAC.swc", kSwc}}));
  QStringList members = keysOf(read({"s.tar"}));
  QCOMPARE(members.size(), 2);
}

void TestReadNeurons::linksInCircles() {
  write("f/a.swc", kSwc);
  QVERIFY(QFile::link(at("f"), at("f/again")));
  QVERIFY(QFile::link(at("nowhere.swc"), at("f/dangling.swc")));
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), QStringList{"a"});
  QCOMPARE(set.leftOut.size(), std::size_t{1});
  QVERIFY2(set.leftOut[0].reason.ends_with("cannot be opened: No such file or directory"),
           set.leftOut[0].reason.c_str());
  QFile::remove(at("f/again"));
}

void TestReadNeurons::unreadableFile() {
  if (geteuid() == 0) QSKIP("root may read everything");
  write("f/a.swc", kSwc);
  write("f/b.swc", kSwc);
  QVERIFY(QFile::setPermissions(at("f/b.swc"), {}));
  const NeuronSet set = read({"f"});
  QCOMPARE(keysOf(set), QStringList{"a"});
  QVERIFY(set.leftOut[0].reason.ends_with("cannot be opened: Permission denied"));
}

void TestReadNeurons::errors_data() {
  QTest::addColumn<QStringList>("names");
  QTest::addColumn<QString>("message");
  QTest::newRow("missing") << QStringList{"absent.swc"}
                           << "absent.swc: no such file or folder; check the path";
  QTest::newRow("unknown ending") << QStringList{"notes.txt"}
                                  << "notes.txt: not a file of neurons this program knows; known "
                                     "endings: .swc, .swc.gz, .csv, .zip";
  QTest::newRow("one bad file") << QStringList{"bad.swc"} << "bad.swc:1: 3 columns instead of 7";
  QTest::newRow("nothing loads")
      << QStringList{"bad"}
      << "bad: none of 2 files could be loaded; the first: bad/a.swc: the file is empty";
  QTest::newRow("no neurons") << QStringList{"other"}
                              << "other: no neurons here (1 other files); known endings: .swc";
  QTest::newRow("a table by name")
      << QStringList{"metadata.csv"} << "metadata.csv:1: no point table";
}

void TestReadNeurons::errors() {
  QFETCH(QStringList, names);
  QFETCH(QString, message);
  write("notes.txt", "x");
  write("bad.swc", "1 2 3\n");
  write("bad/a.swc", "");
  write("bad/b.swc", "x");
  write("other/x.txt", "");
  write("metadata.csv", "id,type\n1,a\n");
  const QString error = errorOf(names);
  QVERIFY2(error.startsWith(message), qPrintable(error));
}

void TestReadNeurons::cancelled() {
  write("f/a.swc", kSwc);
  JobControl control;
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(readNeurons(Paths{at("f").toStdString()}, control), Cancelled);
}

void TestReadNeurons::cancelledWhileReadingAnArchive() {
  Members members;
  std::string big = kSwc;
  for (int i = 3; i < 20'000; ++i)
    big += std::to_string(i) + " 0 1.25 2.25 3.25 1 " + std::to_string(i - 1) + "\n";
  for (int i = 0; i < 60; ++i)
    members.push_back({"n" + std::to_string(i) + ".swc", big});
  QVERIFY(writeArchive(at("s.tar.gz"), members));
  JobControl control;
  std::thread watcher([&control] {
    while (control.progress().done < 3)
      std::this_thread::yield();
    control.cancel();
  });
  bool thrown = false;
  try {
    readNeurons(Paths{at("s.tar.gz").toStdString()}, control);
  } catch (const Cancelled&) {
    thrown = true;
  }
  watcher.join();
  QVERIFY(thrown);
  QVERIFY(control.progress().done < 60);
}

void TestReadNeurons::progressEndsAtItsTotal() {
  write("f/a.swc", kSwc);
  write("f/b.swc", "");
  write("f/metadata.csv", "id\n1\n");
  QVERIFY(writeArchive(at("f/s.zip"), {{"c.swc", kSwc}, {"d.swc", "x"}, {"e.txt", ""}}));
  QVERIFY(writeArchive(at("f/t.tgz"), {{"g.swc", kSwc}, {"h.csv", "id\n"}}));
  JobControl control;
  readNeurons(Paths{at("f").toStdString()}, control);
  QVERIFY(control.progress().phase == Phase::Load);
  QCOMPARE(control.progress().total, 7u);
  QCOMPARE(control.progress().done, 7u);
}

void TestReadNeurons::orderDoesNotDependOnThreads() {
  Members members;
  for (int i = 0; i < 500; ++i)
    members.push_back({"g" + std::to_string(i % 7) + "/n" + std::to_string(i) + ".swc",
                       i % 9 == 0   ? "bad"
                       : i % 2 == 0 ? kSwc
                                    : kOtherSwc});
  QVERIFY(writeArchive(at("s.zip"), members));
  for (int i = 0; i < 100; ++i)
    write(QStringLiteral("f/n%1.swc").arg(i), i % 2 == 0 ? kSwc : kOtherSwc);
  QList<QStringList> keys, reasons;
  for (const int threads : {1, 2, 8}) {
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 8);
    tbb::task_arena arena(threads);
    NeuronSet set;
    arena.execute([&] { set = read({"f", "s.zip"}); });
    keys << keysOf(set);
    QStringList left;
    for (const LeftOut& l : set.leftOut)
      left << QString::fromStdString(l.name + "|" + l.reason);
    reasons << left;
  }
  QCOMPARE(keys[0].size() + reasons[0].size(), 600);
  QVERIFY(keys[0] == keys[1] && keys[1] == keys[2]);
  QVERIFY(reasons[0] == reasons[1] && reasons[1] == reasons[2]);
}

void TestReadNeurons::moreTextThanTheLimit() {
  // 5 members of 30 MiB: the third no longer fits into what may wait, and is parsed by its reader.
  const std::string big = kSwc + "#" + std::string(std::size_t{30} << 20, 'x');
  Members members;
  for (int i = 0; i < 5; ++i)
    members.push_back({"n" + std::to_string(i) + ".swc", big});
  QVERIFY(writeArchive(at("s.tar"), members));
  QCOMPARE(keysOf(read({"s.tar"})), (QStringList{"n0", "n1", "n2", "n3", "n4"}));
}

QTEST_GUILESS_MAIN(TestReadNeurons)
#include "tst_read_neurons.moc"
