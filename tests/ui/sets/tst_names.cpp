// SPDX-License-Identifier: BSD-3-Clause
// Names in the room there is: what all share is said once, and no two look alike.
#include "tests/compute/scorefile/LargeResult.hpp"
#include "tests/ui/models/Fixtures.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronTreeModel.hpp"
#include "ui/sets/SetInfo.hpp"
#include "ui/widgets/NameDelegate.hpp"
#include "ui/window/PairLabel.hpp"

#include <QDir>
#include <QProcess>
#include <QTableView>
#include <QTest>
#include <QTreeView>

namespace {

using Names = std::vector<std::string>;

Names madeUpNames(int count) {
  Names names;
  for (int i = 0; i < count; ++i)
    names.push_back(LargeResult::nameOf(i));
  return names;
}

/// Those of a real set, where it is there.
Names realNames() {
  QProcess unzip;
  unzip.start("unzip", {"-Z1", NBLAST_SHARED_DIR "/data/fanc-vnc/em_full.zip"});
  if (!unzip.waitForFinished() || unzip.exitCode() != 0) return {};
  Names names;
  for (const QByteArray& line : unzip.readAllStandardOutput().split('\n')) {
    if (line.endsWith(".swc"))
      names.push_back(line.mid(line.lastIndexOf('/') + 1).chopped(4).toStdString());
  }
  return names;
}

}  // namespace

class TestNames : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void noTwoLookAlike_data() {
    QTest::addColumn<bool>("real");
    QTest::addColumn<int>("width");
    for (const int width : {85, 105, 160}) {
      QTest::addRow("made up, %d px", width) << false << width;
      QTest::addRow("fanc-vnc, %d px", width) << true << width;
    }
  }
  void noTwoLookAlike() {
    QFETCH(bool, real);
    QFETCH(int, width);
    const Names names = real ? realNames() : madeUpNames(1200);
    if (names.empty()) QSKIP("the shared test data are not here: made-up names were tested");
    NeuronSets sets;
    NeuronTreeModel tree(&sets);
    QTreeView view;
    view.setModel(&tree);
    const NameDelegate delegate(&view, NeuronTreeModel::NameColumn, NeuronTreeModel::ShownNameRole);
    const QModelIndex set = tree.setIndex(sets.addLoaded("set", {}, fixtures::makeSet(names)));
    QFont font("DejaVu Sans");
    font.setPixelSize(12);
    const QFontMetrics metrics(font);
    QHash<QString, int> seen;
    for (int row = 0; row < tree.rowCount(set); ++row) {
      const QString text = delegate.textFor(tree.index(row, 0, set), metrics, width);
      QVERIFY2(metrics.horizontalAdvance(text) <= width, qPrintable(text));
      QVERIFY2(!text.contains("elastic"), qPrintable(text));
      ++seen[text];
    }
    QStringList alike;
    for (auto it = seen.cbegin(); it != seen.cend(); ++it) {
      if (it.value() > 1) alike += it.key();
    }
    QVERIFY2(alike.isEmpty(), qPrintable(alike.join(", ")));
  }

  void theSetSaysOnceWhatAllShare() {
    Workspace workspace;
    const int id = workspace.sets()->addLoaded("set", {}, fixtures::makeSet(madeUpNames(50)));
    SetInfo info(&workspace);
    info.show({id, -1});
    const QString said = QString::fromUtf8("All names: …_-_elastic_transform");
    QVERIFY2(info.text().contains(said), qPrintable(info.text()));
    workspace.sets()->addLoaded("others", {}, fixtures::makeSet({"a", "b"}));
    info.show({id + 1, -1});
    QVERIFY(!info.text().contains("All names"));
  }

  void wholeNamesAreCopiedAndTold() {
    MatchesModel model;
    const Names names = madeUpNames(3);
    model.setMatches(std::make_shared<fixtures::MemoryScoreFile>(names), 0, {{2, 1, 1, 1}});
    model.setSharedEnds({3, [&](qint64 i) { return QString::fromStdString(names[i]); }});
    QTableView view;
    view.setModel(&model);
    const NameDelegate delegate(&view, MatchesModel::NameColumn, MatchesModel::ShownNameRole);
    const QModelIndex name = model.index(0, MatchesModel::NameColumn);
    QVERIFY(!delegate.textFor(name, view.fontMetrics(), 2000).contains("elastic"));
    QCOMPARE(name.data().toString(), QString::fromStdString(names[2]));
    QCOMPARE(name.data(Qt::ToolTipRole).toString(), QString::fromStdString(names[2]));
  }

  void theScoreIsNeverCut_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("score");
    const QString longName = "left_T1_leg_nerve_bristle_sensory_neuron_neuron_23617";
    QTest::newRow("long names") << longName << longName.chopped(5) + "25863"
                                << "0.0571";
    QTest::newRow("a short query") << "DA1" << longName << "-0.8133";
    QTest::newRow("a short target") << longName << "DA1"
                                    << "0.5";
    QTest::newRow("not kept") << longName << longName << "below 0.2 and not among the 10 best";
  }
  void theScoreIsNeverCut() {
    QFETCH(QString, query);
    QFETCH(QString, target);
    QFETCH(QString, score);
    QStringList names;
    for (int i = 0; i < 40; ++i)
      names += query.chopped(5) + QString::number(23600 + i);
    PairLabel label;
    label.setShortener(NameShortener(names));
    label.setPair(query, target, score);
    QCOMPARE(label.text(), QString::fromUtf8("%1 → %2: %3").arg(query, target, score));
    for (const int width : {2000, 700, 450, 330, 260}) {
      label.resize(width, 20);
      const QString shown = label.shownText();
      QVERIFY2(shown.endsWith(score), qPrintable(shown));
      QVERIFY2(label.fontMetrics().horizontalAdvance(shown) <= width, qPrintable(shown));
      if (width >= 450)
        QVERIFY2(shown.contains(query.right(3)) && shown.contains(target.right(3)),
                 qPrintable(shown));
    }
    QCOMPARE(label.shownText().size() > score.size(),
             label.fontMetrics().horizontalAdvance(score) < 200);
    label.resize(2000, 20);
    QCOMPARE(label.shownText(), label.text());
    label.clear();
    QCOMPARE(label.shownText(), QString());
  }
};

QTEST_MAIN(TestNames)
#include "tst_names.moc"
