// SPDX-License-Identifier: BSD-3-Clause
// The application's state by itself, without a window: sets, results, selection, messages.
#include "compute/job/Runner.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int kLong_ms = 30000;

}  // namespace

class TestWorkspace : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString at(const QString& name) const { return folder_.filePath(name); }

  nblast::JobSpec specTo(const QString& name) const {
    nblast::JobSpec spec;
    spec.queries = {at("four").toStdString()};
    spec.output = at(name).toStdString();
    spec.queryUnit = nblast::parseLengthUnit("um");
    return spec;
  }

  /// Opens neurons or score files, and waits until nothing is read any more.
  static void wait(Workspace& work) { QTRY_VERIFY_WITH_TIMEOUT(!work.isBusy(), kLong_ms); }

  /// Four neurons that are a set, and the scores among them.
  void openFour(Workspace& work) {
    work.openNeurons({at("four")});
    wait(work);
    QCOMPARE(work.sets()->count(), 1);
    const int set = work.sets()->at(0).id;
    work.run(specTo("four-again.h5"), {work.sets()->at(0).loaded, nullptr}, set, set);
    wait(work);
    QVERIFY(work.result() != nullptr);
  }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(at("four"), 4);
    writeTinyNeurons(at("two"), 2);
    QDir().mkpath(at("empty"));
    for (const char* name : {"a.h5", "b.h5"}) {
      nblast::JobControl control;
      QCOMPARE(nblast::runJob(specTo(name), {}, control, {}).kind,
               nblast::JobOutcome::Kind::Finished);
    }
    writeText(at("broken.h5"), "no scores");
  }

  void cleanup() { QFile::remove(at("four-again.h5")); }

  void neuronsBecomeSetsInTheOrderAskedFor() {
    Workspace work;
    QSignalSpy loaded(&work, &Workspace::neuronsLoaded);
    QSignalSpy ended(&work, &Workspace::loadingEnded);
    work.openNeurons({at("four")});
    work.openNeurons({at("two/n0.swc"), at("two/n1.swc")});
    QVERIFY(work.isLoading());
    wait(work);
    QCOMPARE(loaded.count(), 2);
    QCOMPARE(ended.count(), 1);
    QCOMPARE(work.sets()->at(0).title, QString("four"));
    QCOMPARE(work.sets()->at(0).count(), qint64{4});
    QCOMPARE(work.sets()->at(1).title, QString("n0.swc and 1 more"));
    QCOMPARE(loaded.at(1).at(0).toInt(), work.sets()->at(1).id);
  }

  void aFolderWithoutNeuronsIsAnErrorAndTheNextIsRead() {
    Workspace work;
    QList<Message> told;
    connect(&work, &Workspace::message, &work, [&](const Message& message) { told += message; });
    work.openNeurons({at("empty")});
    work.openNeurons({at("two")});
    wait(work);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().kind, MessageKind::Error);
    QVERIFY2(told.first().text.contains("empty"), qPrintable(told.first().text));
    QCOMPARE(work.sets()->count(), 1);
  }

  void whatIsToldArrivesAsItIs() {
    Workspace work;
    QList<Message> told;
    connect(&work, &Workspace::message, &work, [&](const Message& message) { told += message; });
    bool pressed = false;
    work.tell({MessageKind::Warning, "Look here.", "here", {{"Look", [&] { pressed = true; }}}});
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().kind, MessageKind::Warning);
    QCOMPARE(told.first().text, QString("Look here."));
    QCOMPARE(told.first().topic, QString("here"));
    told.first().buttons.first().pressed();
    QVERIFY(pressed);
    QSignalSpy withdrawn(&work, &Workspace::messageWithdrawn);
    work.withdraw("here");
    QCOMPARE(withdrawn.count(), 1);
    QCOMPARE(withdrawn.at(0).at(0).toString(), QString("here"));
  }

  void theLastScoreFileThatOpensIsShown() {
    Workspace work;
    QList<Message> told;
    connect(&work, &Workspace::message, &work, [&](const Message& message) { told += message; });
    QSignalSpy changed(&work, &Workspace::resultChanged);
    QSignalSpy several(&work, &Workspace::scoreFilesOpened);
    work.openScoreFiles({at("a.h5"), at("b.h5"), at("broken.h5")});
    wait(work);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(QString::fromStdString(work.result()->file()->path().string()), at("b.h5"));
    QCOMPARE(work.resultPaths(), (QStringList{at("a.h5"), at("b.h5")}));
    QCOMPARE(several.count(), 1);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().kind, MessageKind::Error);
    QCOMPARE(told.first().topic, at("broken.h5"));
    // The file's own neurons came with it, and go with it.
    QCOMPARE(work.sets()->count(), 1);
    work.closeResult();
    QVERIFY(work.result() == nullptr);
    QCOMPARE(work.sets()->count(), 0);
    QCOMPARE(work.selection()->query(), qint64{-1});
  }

  void aJobsResultOpensWithItsSets() {
    Workspace work;
    openFour(work);
    QCOMPARE(work.sets()->count(), 1);  // no second set for the neurons of the file
    QCOMPARE(work.result()->querySetId(), work.sets()->at(0).id);
    QCOMPARE(work.resultPaths(), QStringList{at("four-again.h5")});
    // Something is selected: the first query and its best match, which is itself.
    QCOMPARE(work.selection()->query(), qint64{0});
    QCOMPARE(work.selection()->targets().size(), 1);
    QVERIFY(work.completeness() && work.completeness()->complete());
    const nblast::JobOutcome* outcome = work.outcomeOf(1);
    QVERIFY(outcome != nullptr && outcome->kind == nblast::JobOutcome::Kind::Finished);
    QVERIFY(work.outcomeOf(2) == nullptr);
  }

  void neuronsAreQueryMatchesOrPicked() {
    Workspace work;
    openFour(work);
    work.openNeurons({at("two")});
    wait(work);
    const int four = work.result()->querySetId();
    const int two = work.sets()->at(1).id;
    work.selection()->select(1, {});
    // The query stays the query while it is among them; others of the result are matches.
    work.selectNeurons({{four, 0}, {four, 1}, {two, 1}}, {four, 0});
    QCOMPARE(work.selection()->query(), qint64{1});
    QCOMPARE(work.selection()->targets(), QVector<qint64>{0});
    QCOMPARE(work.picked(), (QVector<NeuronRef>{{two, 1}}));
    QCOMPARE(work.selectedNeurons(), (QVector<NeuronRef>{{four, 1}, {four, 0}, {two, 1}}));
    // Without the old query the current neuron is the new one.
    work.selectNeurons({{four, 2}, {four, 3}}, {four, 3});
    QCOMPARE(work.selection()->query(), qint64{3});
    QCOMPARE(work.selection()->targets(), QVector<qint64>{2});
    QVERIFY(work.picked().isEmpty());
    // A neuron of another set leaves query and matches as they are.
    work.selectNeurons({{two, 0}}, {two, 0});
    QCOMPARE(work.selection()->query(), qint64{3});
    QCOMPARE(work.picked(), (QVector<NeuronRef>{{two, 0}}));
    // What is picked goes with its set.
    work.sets()->remove(two);
    QVERIFY(work.picked().isEmpty());
    work.selectNeurons({}, {});
    QVERIFY(work.selectedNeurons().isEmpty());
  }

  void rowsAndColumnsAreOfTheOpenResultOnly() {
    Workspace work;
    openFour(work);
    const int four = work.result()->querySetId();
    QCOMPARE(work.rowOf({four, 2}), qint64{2});
    QCOMPARE(work.columnOf({four, 3}), qint64{3});
    QCOMPARE(work.rowOf({four + 1, 2}), qint64{-1});
    work.closeResult();
    QCOMPARE(work.rowOf({four, 2}), qint64{-1});
    QCOMPARE(work.columnOf({four, 3}), qint64{-1});
  }

  void aDirectionThatTheFileHasNotIsNotTaken() {
    Workspace work;
    QSignalSpy changed(&work, &Workspace::directionChanged);
    nblast::JobSpec spec = specTo("forward.h5");
    spec.targets = {at("two").toStdString()};
    spec.targetUnit = spec.queryUnit;
    work.run(spec, {}, 0, 0);
    wait(work);
    QVERIFY(work.result() != nullptr);
    QCOMPARE(work.result()->file()->hasDirection(nblast::Direction::Mean), false);
    work.setDirection(nblast::Direction::Mean);
    QCOMPARE(work.direction(), nblast::Direction::Forward);
    QCOMPARE(changed.count(), 0);
  }

  void readingCanBeStopped() {
    Workspace work;
    QSignalSpy loaded(&work, &Workspace::neuronsLoaded);
    for (int i = 0; i < 5; ++i)
      work.openNeurons({at("four")});
    work.cancelLoading();
    wait(work);
    QVERIFY(loaded.count() <= 1);  // the one under way may have been done already
    QVERIFY(!work.isLoading());
  }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
