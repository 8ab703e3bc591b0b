// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/models/Fixtures.hpp"
#include "ui/models/NeuronSets.hpp"

#include <QSignalSpy>
#include <QTest>

using fixtures::makeSet;
using fixtures::MemoryScoreFile;
using Axis = NeuronsInScoreFile::Axis;

class TestNeuronSets : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsWhatTheReaderFound();
  void idsAreNeverGivenTwice();
  void aUnitInDoubtBlocksScoring();
  void anotherUnitScalesTheGeometry();
  void scoreFileNeuronsAreReadWhenAsked();
  void scoreFileSetsCannotBeScored();
  void readSetsAreShownThoseOfScoreFilesHidden();
  void visibilityIsCounted();
  void tellsOnlyRealChanges();
  void unknownIdsChangeNothing();
  void inputsOfAnAllByAll();
  void inputsOfTwoSets();
};

void TestNeuronSets::keepsWhatTheReaderFound() {
  NeuronSets sets;
  auto set = makeSet({"a", "b"});
  set->leftOut = {{"bad", "bad.swc:17: node 12 is its own ancestor"}};
  set->passedOverFiles = 3;
  const int id = sets.addLoaded("my set", {"folder"}, set);
  const auto& entry = *sets.find(id);
  QCOMPARE(entry.title, "my set");
  QCOMPARE(entry.count(), 2);
  QCOMPARE(entry.neurons->name(1), "b");
  QCOMPARE(entry.neurons->source(1), "folder/b.swc");
  QCOMPARE(entry.neurons->pointCount(1), 2);
  QCOMPARE(entry.unit->label, "um");
  QCOMPARE(entry.unitReason, "stated in the header");
  QCOMPARE(entry.leftOut.size(), 1u);
  QCOMPARE(entry.warnings, (QStringList{"1 neuron left out", "3 other files passed over"}));
  QCOMPARE(sets.whyNotScorable(id), QString());
}

void TestNeuronSets::idsAreNeverGivenTwice() {
  NeuronSets sets;
  const int first = sets.addLoaded("first", {}, makeSet(1));
  sets.remove(first);
  const int second = sets.addLoaded("second", {}, makeSet(1));
  QVERIFY(first != second);
  QVERIFY(!sets.find(first));
  QCOMPARE(sets.positionOf(second), 0);
}

void TestNeuronSets::aUnitInDoubtBlocksScoring() {
  NeuronSets sets;
  auto set = makeSet(2);
  set->unit = {std::nullopt, "extent 900, spacing 4"};
  set->extents = {900, 900};
  const int id = sets.addLoaded("doubtful", {}, set);
  QVERIFY(sets.whyNotScorable(id).contains("extent 900, spacing 4"));
  QVERIFY(sets.find(id)->warnings.join(' ').contains("in doubt"));
  sets.setUnit(id, {0.008, "8 nm"});
  QCOMPARE(sets.whyNotScorable(id), QString());
  QVERIFY(sets.find(id)->warnings.isEmpty());
  // What the files say stays in sight.
  QCOMPARE(sets.find(id)->unitReason, "chosen by you; extent 900, spacing 4");
}

void TestNeuronSets::anotherUnitScalesTheGeometry() {
  NeuronSets sets;
  const int id = sets.addLoaded("s", {}, makeSet(3));
  const auto before = sets.find(id)->neurons;
  sets.setUnit(id, {0.5, "500 nm"});
  QCOMPARE(sets.find(id)->neurons->geometry(2)->points_um[1].x, 1.0f);
  QCOMPARE(before->geometry(2)->points_um[1].x,
           2.0f);  // whoever holds the old ones is not disturbed
  sets.setUnit(id, {1.0, "um"});
  QCOMPARE(sets.find(id)->unitReason, "chosen by you; stated in the header");
}

void TestNeuronSets::scoreFileNeuronsAreReadWhenAsked() {
  NeuronSets sets;
  const auto file = std::make_shared<MemoryScoreFile>(std::vector<std::string>{"q"},
                                                      std::vector<std::string>{"t0", "t1"});
  const auto& queries = *sets.find(sets.addScoreFile("queries", file, Axis::Queries))->neurons;
  const auto& targets = *sets.find(sets.addScoreFile("targets", file, Axis::Targets))->neurons;
  QCOMPARE(queries.count(), 1);
  QCOMPARE(targets.count(), 2);
  QCOMPARE(targets.name(1), "t1");
  QCOMPARE(targets.pointCount(1), 20);
  QCOMPARE(queries.geometry(0)->points_um[0].z, 1.0f);
  QCOMPARE(targets.geometry(1)->points_um[0].z, 2.0f);
}

void TestNeuronSets::scoreFileSetsCannotBeScored() {
  NeuronSets sets;
  const auto file = std::make_shared<MemoryScoreFile>(std::vector<std::string>{"a"});
  const int id = sets.addScoreFile("from a file", file, Axis::Queries);
  QVERIFY(sets.whyNotScorable(id).contains("from a file"));
  sets.setUnit(id, {0.008, "8 nm"});
  QCOMPARE(sets.find(id)->unit->label, "um");  // it is in µm, whatever anybody says
}

void TestNeuronSets::readSetsAreShownThoseOfScoreFilesHidden() {
  NeuronSets sets;
  const int read = sets.addLoaded("read", {}, makeSet(70));
  const auto file = std::make_shared<MemoryScoreFile>(std::vector<std::string>{"a", "b"});
  const int ofFile = sets.addScoreFile("from a file", file, Axis::Queries);
  QCOMPARE(sets.find(read)->visibleCount, 70);
  QCOMPARE(sets.find(ofFile)->visibleCount, 0);
  QVERIFY(sets.find(read)->visible[69] && !sets.find(ofFile)->visible[0]);
}

void TestNeuronSets::visibilityIsCounted() {
  NeuronSets sets;
  const int id = sets.addLoaded("s", {}, makeSet(3));
  sets.setNeuronVisible(id, 1, false);
  QCOMPARE(sets.find(id)->visibleCount, 2);
  sets.setNeuronVisible(id, 1, false);
  QCOMPARE(sets.find(id)->visibleCount, 2);
  sets.setVisible(id, true);
  QCOMPARE(sets.find(id)->visibleCount, 3);
  sets.setVisible(id, false);
  QCOMPARE(sets.find(id)->visibleCount, 0);
  QVERIFY(!sets.find(id)->visible[2]);
}

void TestNeuronSets::tellsOnlyRealChanges() {
  NeuronSets sets;
  const int id = sets.addLoaded("s", {}, makeSet(3));
  QSignalSpy changed(&sets, &NeuronSets::changed);
  QSignalSpy visibility(&sets, &NeuronSets::visibilityChanged);
  sets.setTitle(id, "s");
  sets.setColour(id, sets.find(id)->colour);
  sets.setVisible(id, true);
  sets.setNeuronVisible(id, 0, true);
  QCOMPARE(changed.count() + visibility.count(), 0);
  sets.setTitle(id, "t");
  sets.setColour(id, 0xFF123456);
  sets.setUnit(id, *sets.find(id)->unit);  // confirmed
  QCOMPARE(changed.count(), 3);
  sets.setUnit(id, *sets.find(id)->unit);
  sets.confirmSize(id);  // which is not odd
  QCOMPARE(changed.count(), 3);
  sets.setNeuronVisible(id, 2, false);
  QCOMPARE(visibility.takeFirst(), (QVariantList{id, qint64(2), qint64(1)}));
  sets.setVisible(id, false);
  QCOMPARE(visibility.takeFirst(), (QVariantList{id, qint64(0), qint64(3)}));
}

void TestNeuronSets::unknownIdsChangeNothing() {
  NeuronSets sets;
  const int id = sets.addLoaded("s", {}, makeSet(1));
  sets.remove(99);
  sets.setTitle(99, "x");
  sets.setUnit(99, {});
  sets.setColour(99, 1);
  sets.setVisible(99, false);
  sets.setNeuronVisible(99, 0, false);
  sets.setNeuronVisible(id, 1, false);
  sets.setNeuronVisible(id, -1, false);
  QCOMPARE(sets.count(), 1);
  QCOMPARE(sets.find(id)->visibleCount, 1);
  QVERIFY(!sets.whyNotScorable(99).isEmpty());
}

void TestNeuronSets::inputsOfAnAllByAll() {
  NeuronSets sets;
  const auto set = makeSet(2);
  const int id = sets.addLoaded("s", {"here"}, set);
  sets.setUnit(id, {0.001, "nm"});
  nblast::JobSpec spec;
  spec.targets = {"from the last job"};
  spec.targetUnit = nblast::LengthUnit{};
  const auto inputs = sets.inputsFor(id, id, &spec);
  QCOMPARE(inputs.queries, set);
  QVERIFY(!inputs.targets);
  QCOMPARE(spec.queries.at(0).string(), "here");
  QCOMPARE(spec.queryUnit->unit.label, "nm");
  QVERIFY(spec.targets.empty());
  QVERIFY(!spec.targetUnit);
}

void TestNeuronSets::inputsOfTwoSets() {
  NeuronSets sets;
  const auto mine = makeSet(1);
  const auto library = makeSet(2);
  const int query = sets.addLoaded("mine", {"mine.swc"}, mine);
  const int target = sets.addLoaded("library", {"library.zip"}, library);
  sets.setUnit(target, {0.008, "8 nm"});
  nblast::JobSpec spec;
  const auto inputs = sets.inputsFor(query, target, &spec);
  QCOMPARE(inputs.queries, mine);
  QCOMPARE(inputs.targets, library);
  QCOMPARE(spec.targets.at(0).string(), "library.zip");
  QCOMPARE(spec.queryUnit->unit.label, "um");
  QCOMPARE(spec.targetUnit->unit.label, "8 nm");
}

QTEST_GUILESS_MAIN(TestNeuronSets)
#include "tst_neuron_sets.moc"
