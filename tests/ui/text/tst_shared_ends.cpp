// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/SharedEnds.hpp"

#include <QElapsedTimer>
#include <QStringList>
#include <QTest>

namespace {

SharedEnds endsOf(const QStringList& names) {
  return {names.size(), [&](qint64 i) { return names[i]; }};
}

}  // namespace

class TestSharedEnds : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatAllShare_data() {
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("end");
    QTest::newRow("none") << QStringList{} << ""
                          << "";
    QTest::newRow("one name") << QStringList{"left_T1_leg"} << ""
                              << "";
    QTest::newRow("an end") << QStringList{"T1_9203_-_elastic_transform",
                                           "left_T2_77_-_elastic_transform"}
                            << ""
                            << "_-_elastic_transform";
    QTest::newRow("a start") << QStringList{"neuron_1001", "neuron_1002", "neuron_1100"}
                             << "neuron_"
                             << "";
    QTest::newRow("both") << QStringList{"vnc 12.swc", "vnc 345.swc"} << "vnc "
                          << ".swc";
    QTest::newRow("no half words") << QStringList{"leg_left1", "leg_left2"} << "leg_"
                                   << "";
    QTest::newRow("no half numbers at the end") << QStringList{"13_L_axon", "23_L_axon"} << ""
                                                << "_L_axon";
    QTest::newRow("too little") << QStringList{"a_1_L", "a_2_L"} << ""
                                << "";
    QTest::newRow("without separators") << QStringList{"neuron1", "neuron2"} << ""
                                        << "";
    QTest::newRow("the same name twice") << QStringList{"one_name_here", "one_name_here"} << ""
                                         << "_name_here";
    QTest::newRow("a name that is all start") << QStringList{"brain_left_", "brain_left_7"} << ""
                                              << "";
    QTest::newRow("empty names") << QStringList{"", ""} << ""
                                 << "";
    QTest::newRow("one empty name") << QStringList{"axon_of_1", ""} << ""
                                    << "";
    QTest::newRow("ends that overlap") << QStringList{"axon_axon_axon", "axon_axon"} << ""
                                       << "_axon";
    QTest::newRow("other alphabets") << QStringList{"größe_eins_µm", "größe_zwei_µm"} << "größe_"
                                     << "";
  }
  void whatAllShare() {
    QFETCH(QStringList, names);
    QFETCH(QString, start);
    QFETCH(QString, end);
    const SharedEnds ends = endsOf(names);
    QCOMPARE(ends.start(), start);
    QCOMPARE(ends.end(), end);
    QCOMPARE(ends.isEmpty(), start.isEmpty() && end.isEmpty());
    QSet<QString> whole, shown;
    for (const QString& name : names) {
      whole.insert(name);
      shown.insert(ends.without(name));
      if (!name.isEmpty()) QVERIFY(!ends.without(name).isEmpty());
      QCOMPARE(ends.start() + ends.without(name) + ends.end(), name);
    }
    QCOMPARE(shown.size(), whole.size());  // no two became one
  }

  void otherNamesStayAsTheyAre() {
    const SharedEnds ends = endsOf({"leg_1_of_fly", "leg_2_of_fly"});
    QCOMPARE(ends.without("leg_3_of_fly"), QString("3"));
    QCOMPARE(ends.without("wing_3_of_fly"), QString("wing_3_of_fly"));
    QCOMPARE(ends.without("leg_of_fly"), QString("leg_of_fly"));
    QCOMPARE(SharedEnds().without("any"), QString("any"));
  }

  void sayOnceWhatIsLeftOut() {
    QCOMPARE(endsOf({"leg_1_of_fly", "leg_2_of_fly"}).pattern(), QString::fromUtf8("leg_…_of_fly"));
    QCOMPARE(endsOf({"a", "b"}).pattern(), QString());
  }

  void aHundredThousandNames() {
    qint64 looks = 0;
    const SharedEnds ends(100'000, [&](qint64 i) {
      ++looks;
      return QStringLiteral("left_leg_neuron_%1_-_elastic_transform").arg(i);
    });
    QCOMPARE(ends.pattern(), QString::fromUtf8("left_leg_neuron_…_-_elastic_transform"));
    QCOMPARE(looks, qint64{100'000});  // one look at each
  }
};

QTEST_GUILESS_MAIN(TestSharedEnds)
#include "tst_shared_ends.moc"
