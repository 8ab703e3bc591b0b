// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/LeftOutModel.hpp"

#include <QAbstractItemModelTester>
#include <QTest>

using Tester = QAbstractItemModelTester;

class TestLeftOutModel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void rows_data();
  void rows();
  void asText();
};

void TestLeftOutModel::rows_data() {
  QTest::addColumn<QStringList>("names");
  QTest::newRow("none") << QStringList{};
  QTest::newRow("one") << QStringList{"a"};
  QTest::newRow("duplicate names") << QStringList{"a", "a"};
}

void TestLeftOutModel::rows() {
  QFETCH(QStringList, names);
  LeftOutModel model;
  const Tester tester(&model, Tester::FailureReportingMode::QtTest);
  std::vector<nblast::LeftOut> rows;
  for (const auto& name : names)
    rows.push_back({name.toStdString(), "a.swc:3: no number"});
  model.setRows(rows);
  QCOMPARE(model.rowCount(), names.size());
  for (int row = 0; row < names.size(); ++row) {
    QCOMPARE(model.index(row, LeftOutModel::NameColumn).data().toString(), names[row]);
    QCOMPARE(model.index(row, LeftOutModel::ReasonColumn).data().toString(), "a.swc:3: no number");
  }
  model.setRows({});
  QCOMPARE(model.rowCount(), 0);
}

void TestLeftOutModel::asText() {
  LeftOutModel model;
  model.setRows({{"a", "empty"}, {"b", "NaN"}});
  QCOMPARE(model.text(), "a\tempty\nb\tNaN\n");
}

QTEST_GUILESS_MAIN(TestLeftOutModel)
#include "tst_left_out_model.moc"
