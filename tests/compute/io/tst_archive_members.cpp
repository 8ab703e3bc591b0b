// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/compute/io/ReadFixture.hpp"
#include "tests/compute/io/TarHeader.hpp"

#include <filesystem>
#include <memory>
#include <string>

using namespace nblast;

namespace {

Member hardLink(const std::string& name, const std::string& target) {
  return {name, {}, target, {}};
}
Member symbolicLink(const std::string& name, const std::string& target) {
  return {name, {}, {}, target};
}

/// "a 2, b 3": keys with their numbers of points.
QString pointsOf(const NeuronSet& set) {
  QStringList list;
  for (const Neuron& n : set.neurons)
    list << QStringLiteral("%1 %2").arg(QString::fromStdString(n.key)).arg(n.points.size());
  list.sort();
  return list.join(", ");
}

/// Goes over one bit of each member's compressed bytes, but for those that are to stay good.
QByteArray damaged(QByteArray zip, const QStringList& spared) {
  for (qsizetype at = zip.indexOf("PK\x03\x04"); at >= 0; at = zip.indexOf("PK\x03\x04", at + 4)) {
    const auto byte = [&](int i) { return static_cast<unsigned char>(zip[at + i]); };
    const int nameBytes = byte(26) | byte(27) << 8;
    const int extraBytes = byte(28) | byte(29) << 8;
    if (spared.contains(QString::fromUtf8(zip.mid(at + 30, nameBytes)))) continue;
    char& first = zip[at + 30 + nameBytes + extraBytes];
    first = static_cast<char>(first | 0x06);  // a kind of block that deflate does not have
  }
  return zip;
}

}  // namespace

/// What tars and zips hold beside plain, undamaged members.
class TestArchiveMembers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { files_ = std::make_unique<ReadFixture>(); }
  void hardLinks_data();
  void hardLinks();
  void hardLinksLeadBack();
  void symbolicLinks_data();
  void symbolicLinks();
  void linksAsInAFolder();
  void linksThatLeadNowhere_data();
  void linksThatLeadNowhere();
  void linksToWhatIsDamaged();
  void linksInABrokenArchive();
  void linksThatAreNoNeurons();
  void manyLinksToOneMember();
  void devicesArePassedOver();
  void everyMemberDamaged();
  void onlyTheDamagedAreLost();

 private:
  QString at(const QString& name) const { return files_->at(name); }
  void write(const QString& name, const std::string& bytes) const { files_->write(name, bytes); }
  NeuronSet read(const QString& name) const { return files_->read({name}); }

  std::unique_ptr<ReadFixture> files_;
};

void TestArchiveMembers::hardLinks_data() {
  QTest::addColumn<QString>("file");
  for (const char* name : {"s.tar", "s.tar.gz", "s.tar.zst"})
    QTest::newRow(name) << name;
}

void TestArchiveMembers::hardLinks() {
  QFETCH(QString, file);
  QVERIFY(writeArchive(at(file), {{"a.swc", kSmallSwc},
                                  {"store/blob.bin", kOtherSmallSwc},
                                  hardLink("sub/b.swc", "a.swc"),
                                  hardLink("c.swc", "store/blob.bin"),
                                  hardLink("d.swc", "./sub/b.swc"),
                                  {"e.swc", kOtherSmallSwc}}));
  JobControl control;
  const NeuronSet set =
      readNeurons(std::vector<std::filesystem::path>{at(file).toStdString()}, control);
  QCOMPARE(pointsOf(set), "a 2, b 2, c 3, d 2, e 3");
  QCOMPARE(keysOf(set), (QStringList{"a", "c", "d", "e", "b"}));  // sorted by path
  QCOMPARE(set.neurons[4].source, at(file).toStdString() + "/sub/b.swc");
  QVERIFY(set.leftOut.empty());
  QCOMPARE(set.passedOverFiles, 1);
  QCOMPARE(control.progress().done, 5u);
  QCOMPARE(control.progress().total, 5u);
}

void TestArchiveMembers::hardLinksLeadBack() {
  // A name that stands there twice: the link names what was there before it.
  QVERIFY(writeArchive(at("s.tar"), {{"n.swc", kSmallSwc},
                                     hardLink("first.swc", "n.swc"),
                                     {"n.swc", kOtherSmallSwc},
                                     hardLink("second.swc", "n.swc"),
                                     hardLink("early.swc", "late.swc"),
                                     {"late.swc", kSmallSwc}}));
  const NeuronSet set = read("s.tar");
  QVERIFY2(pointsOf(set).contains("first 2, late 2, second 3"), qPrintable(pointsOf(set)));
  QCOMPARE(files_->leftOut(set).size(), 1);
  QVERIFY(files_->leftOut(set)[0].startsWith("early|s.tar/early.swc: a link to 'late.swc'"));
}

void TestArchiveMembers::symbolicLinks_data() {
  QTest::addColumn<QString>("file");
  for (const char* name : {"s.tar", "s.tgz", "s.zip"})
    QTest::newRow(name) << name;
}

void TestArchiveMembers::symbolicLinks() {
  QFETCH(QString, file);
  QVERIFY(writeArchive(at(file), {symbolicLink("early.swc", "deep/er/n.swc"),
                                  {"a.swc", kSmallSwc},
                                  {"deep/er/n.swc", kOtherSmallSwc},
                                  symbolicLink("deep/up.swc", "../a.swc"),
                                  symbolicLink("chain.swc", "deep/./up.swc"),
                                  symbolicLink("folder", "deep/er"),
                                  symbolicLink("through.swc", "folder/../../folder/n.swc"),
                                  {"folder-is-passed-over.txt", "x"}}));
  const NeuronSet set = read(file);
  QCOMPARE(pointsOf(set), "a 2, chain 2, early 3, n 3, through 3, up 2");
  QVERIFY(set.leftOut.empty());
  QCOMPARE(set.passedOverFiles, 2);
}

void TestArchiveMembers::linksAsInAFolder() {
  write("f/a.swc", kSmallSwc);
  write("f/g/b.swc", kOtherSmallSwc);
  QVERIFY(QFile::link("../a.swc", at("f/g/soft.swc")));
  QVERIFY(QFile::link("g/b.swc", at("f/soft-too.swc")));
  QVERIFY(QFile::link("nowhere.swc", at("f/dangling.swc")));
  std::filesystem::create_hard_link(at("f/a.swc").toStdString(), at("f/hard.swc").toStdString());
  QVERIFY(writeArchive(at("s.tar"), {{"a.swc", kSmallSwc},
                                     {"g/b.swc", kOtherSmallSwc},
                                     symbolicLink("g/soft.swc", "../a.swc"),
                                     symbolicLink("soft-too.swc", "g/b.swc"),
                                     symbolicLink("dangling.swc", "nowhere.swc"),
                                     hardLink("hard.swc", "a.swc")}));
  const NeuronSet folder = read("f"), archive = read("s.tar");
  QCOMPARE(keysOf(archive), keysOf(folder));
  QCOMPARE(pointsOf(archive), pointsOf(folder));
  QCOMPARE(archive.leftOut.size(), folder.leftOut.size());
  QCOMPARE(archive.leftOut[0].name, folder.leftOut[0].name);
}

void TestArchiveMembers::linksThatLeadNowhere_data() {
  QTest::addColumn<bool>("hard");
  QTest::addColumn<QString>("target");
  QTest::newRow("to nothing") << false << "missing.swc";
  QTest::newRow("hard, to nothing") << true << "missing.swc";
  QTest::newRow("to the machine's own files") << false << "/etc/hostname";
  QTest::newRow("out of the archive") << false << "../../a.swc";
  QTest::newRow("hard, out of the archive") << true << "../a.swc";
  QTest::newRow("to a folder") << false << "sub";
  QTest::newRow("to itself") << false << "l.swc";
  QTest::newRow("hard, to itself") << true << "l.swc";
  QTest::newRow("in a circle") << false << "round.swc";
  QTest::newRow("nowhere at all") << false << "..";
  QTest::newRow("longer than any path") << false << QString("a/").repeated(4000);
}

void TestArchiveMembers::linksThatLeadNowhere() {
  QFETCH(bool, hard);
  QFETCH(QString, target);
  const auto link = hard ? hardLink : symbolicLink;
  QVERIFY(writeArchive(at("s.tar"), {{"sub/a.swc", kSmallSwc},
                                     link("l.swc", target.toStdString()),
                                     symbolicLink("round.swc", "l.swc")}));
  const NeuronSet set = read("s.tar");
  QCOMPARE(keysOf(set), QStringList{"a"});
  const QStringList left = files_->leftOut(set);
  QCOMPARE(left.size(), 2);
  const QString reason = QStringLiteral("l|s.tar/l.swc: a link to '%1").arg(target.left(40));
  QVERIFY2(left[0].startsWith(reason), qPrintable(left[0]));
  QVERIFY2(left[0].contains("which is no file in the archive"), qPrintable(left[0]));
}

void TestArchiveMembers::linksToWhatIsDamaged() {
  QVERIFY(writeArchive(at("s.zip"), {{"a.swc", kSmallSwc},
                                     {"bad.swc", kOtherSmallSwc},
                                     symbolicLink("l.swc", "bad.swc"),
                                     symbolicLink("m.swc", "a.swc")}));
  QFile file(at("s.zip"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray bytes = damaged(file.readAll(), {"a.swc", "l.swc", "m.swc"});
  write("s.zip", bytes.toStdString());
  const NeuronSet set = read("s.zip");
  QCOMPARE(keysOf(set), (QStringList{"a", "m"}));
  const QStringList left = files_->leftOut(set);
  QCOMPARE(left.size(), 2);
  QVERIFY2(left[0].startsWith("bad|s.zip/bad.swc: cannot be unpacked"), qPrintable(left[0]));
  QVERIFY2(left[1].startsWith("l|s.zip/l.swc: cannot be unpacked"), qPrintable(left[1]));
}

void TestArchiveMembers::linksInABrokenArchive() {
  write("s.tar", tarMember("a.swc", kSmallSwc) + tarHeader("l.swc", 0, '1', "a.swc") +
                     tarHeader("m.swc", 0, '1', "gone.swc") + tarHeader("gone.swc", 5000) + "1 0");
  const NeuronSet set = read("s.tar");
  QCOMPARE(keysOf(set), (QStringList{"a", "l"}));
  const QStringList left = files_->leftOut(set);
  QCOMPARE(left.size(), 2);
  QVERIFY2(left[0].startsWith("m|s.tar/m.swc: a link to 'gone.swc'"), qPrintable(left[0]));
  QVERIFY2(left[1].contains("s.tar: is damaged at gone.swc"), qPrintable(left[1]));
}

void TestArchiveMembers::linksThatAreNoNeurons() {
  QVERIFY(writeArchive(at("s.tar"), {{"a.swc", kSmallSwc},
                                     {"table.csv", "id,type\n1,a\n"},
                                     hardLink("more.csv", "table.csv"),
                                     symbolicLink("points.csv", "nowhere.csv"),
                                     symbolicLink("README", "nowhere"),
                                     hardLink("__MACOSX/l.swc", "a.swc")}));
  const NeuronSet set = read("s.tar");
  QCOMPARE(keysOf(set), QStringList{"a"});
  QCOMPARE(set.passedOverFiles, 4);
  QCOMPARE(files_->leftOut(set).size(), 1);
}

void TestArchiveMembers::manyLinksToOneMember() {
  Members members{{"a.swc", kSmallSwc}};
  for (int i = 0; i < 500; ++i)
    members.push_back(hardLink("l" + std::to_string(i) + ".swc", "a.swc"));
  QVERIFY(writeArchive(at("s.tgz"), members));
  const NeuronSet set = read("s.tgz");
  QCOMPARE(set.neurons.size(), std::size_t{501});
  QVERIFY(set.leftOut.empty());
}

void TestArchiveMembers::devicesArePassedOver() {
  write("s.tar", tarMember("a.swc", kSmallSwc) + tarHeader("pipe.swc", 0, '6') +
                     tarHeader("device.swc", 0, '3') + tarHeader("folder.swc", 0, '5') + tarEnd());
  const NeuronSet set = read("s.tar");
  QCOMPARE(keysOf(set), QStringList{"a"});
  QCOMPARE(set.passedOverFiles, 2);
  QVERIFY(set.leftOut.empty());
}

/// Each of them costs a walk from the archive's start.
void TestArchiveMembers::everyMemberDamaged() {
  constexpr int kCount = 1500;
  Members members;
  for (int i = 0; i < kCount; ++i)
    members.push_back({"n" + std::to_string(i) + ".swc", kOtherSmallSwc + kOtherSmallSwc});
  QVERIFY(writeArchive(at("s.zip"), members));
  QFile file(at("s.zip"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  write("s.zip", damaged(file.readAll(), {}).toStdString());
  write("good.swc", kSmallSwc);
  JobControl control;
  const NeuronSet set = readNeurons(
      std::vector<std::filesystem::path>{at("s.zip").toStdString(), at("good.swc").toStdString()},
      control);
  QCOMPARE(keysOf(set), QStringList{"good"});
  // A thousand are lost one by one; then the walks become too long, and the archive is lost.
  QVERIFY(set.leftOut.size() > 1000 && set.leftOut.size() < kCount);
  QVERIFY2(files_->leftOut(set).last().contains("s.zip: is damaged in too many places"),
           qPrintable(files_->leftOut(set).last()));
  QCOMPARE(control.progress().done, std::uint64_t{kCount + 1});
  QCOMPARE(control.progress().total, std::uint64_t{kCount + 1});
}

void TestArchiveMembers::onlyTheDamagedAreLost() {
  Members members;
  QStringList good;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "n" + std::to_string(100 + i) + ".swc";
    members.push_back({name, kSmallSwc + "# " + std::to_string(i * 7919) + "\n"});
    if (i % 3 != 0) good << QString::fromStdString(name);
  }
  QVERIFY(writeArchive(at("s.zip"), members));
  QFile file(at("s.zip"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  write("s.zip", damaged(file.readAll(), good).toStdString());
  const NeuronSet set = read("s.zip");
  QCOMPARE(keysOf(set), QStringList(good).replaceInStrings(".swc", ""));
  QCOMPARE(set.leftOut.size(), std::size_t{20});
  for (const QString& left : files_->leftOut(set))
    QVERIFY2(left.contains("cannot be unpacked: ZIP decompression failed"), qPrintable(left));
}

QTEST_GUILESS_MAIN(TestArchiveMembers)
#include "tst_archive_members.moc"
