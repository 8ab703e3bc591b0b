// SPDX-License-Identifier: BSD-3-Clause
// JSON from a score file, whatever it is: it can be printed.
#include "app/cli/StoredJson.hpp"

#include <QTest>

#include <nlohmann/json.hpp>

class TestStoredJson : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isPrinted_data();
  void isPrinted();
  void howeverDeep_data();
  void howeverDeep();
};

void TestStoredJson::isPrinted_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("printed");
  QTest::newRow("nothing") << ""
                           << "null";
  QTest::newRow("an object") << R"({"k": [5, {"a": null}]})"
                             << R"({"k":[5,{"a":null}]})";
  QTest::newRow("no JSON") << "{k"
                           << "null";
  QTest::newRow("half of it") << R"({"k": [)"
                              << "null";
  QTest::newRow("two of them") << "1 2"
                               << "null";
}

void TestStoredJson::isPrinted() {
  QFETCH(QString, text);
  QTEST(QString::fromStdString(storedJson(text.toStdString()).dump()), "printed");
}

void TestStoredJson::howeverDeep_data() {
  QTest::addColumn<QString>("open");
  QTest::addColumn<QString>("close");
  QTest::newRow("lists") << "["
                         << "]";
  QTest::newRow("objects") << R"({"a":)"
                           << "}";
}

void TestStoredJson::howeverDeep() {
  QFETCH(QString, open);
  QFETCH(QString, close);
  constexpr int kDepth = 500'000;
  const auto text = open.repeated(kDepth) + "1" + close.repeated(kDepth);
  const auto printed = storedJson(text.toStdString()).dump();
  QVERIFY2(printed.size() < 1000, printed.substr(0, 1000).c_str());
}

QTEST_GUILESS_MAIN(TestStoredJson)
#include "tst_stored_json.moc"
