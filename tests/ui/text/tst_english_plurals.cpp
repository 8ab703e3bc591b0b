// SPDX-License-Identifier: BSD-3-Clause
// Counted texts in English, without a catalogue of translations.
#include "ui/text/EnglishPlurals.hpp"

#include <QTest>

class TestEnglishPlurals : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theNumberChoosesTheForm_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<QString>("neurons");
    QTest::addColumn<QString>("queries");
    QTest::newRow("none") << 0 << "0 neurons"
                          << "0 queries are left (all)";
    QTest::newRow("one") << 1 << "1 neuron"
                         << "1 query is left (all)";
    QTest::newRow("two") << 2 << "2 neurons"
                         << "2 queries are left (all)";
    QTest::newRow("many") << 1198 << "1,198 neurons"
                          << "1,198 queries are left (all)";
  }
  /// No translator is installed here: the one of the library is.
  void theNumberChoosesTheForm() {
    QFETCH(int, n);
    QTEST(tr("%Ln neuron(s)", nullptr, n), "neurons");
    QTEST(tr("%Ln quer(y|ies) (is|are) left (all)", nullptr, n), "queries");
  }

  void textsWithoutANumberStay() { QCOMPARE(tr("Neuron(s) (a|b)"), QString("Neuron(s) (a|b)")); }

  void anotherLanguageIsAskedFirst() {
    class Other : public QTranslator {
     public:
      bool isEmpty() const override { return false; }
      QString translate(const char*, const char* text, const char*, int) const override {
        return text == QByteArray("%n neuron(s)") ? QStringLiteral("%n Neurone") : QString();
      }
    };
    Other other;
    QCoreApplication::installTranslator(&other);
    QCOMPARE(tr("%n neuron(s)", nullptr, 3), QString("3 Neurone"));
    QCOMPARE(tr("%n file(s)", nullptr, 3), QString("3 files"));
    QCoreApplication::removeTranslator(&other);
  }

  void largeCountsKeepTheirLastDigits() {
    QCOMPARE(pluralNumber(0), 0);
    QCOMPARE(pluralNumber(1), 1);
    QCOMPARE(pluralNumber(999'999), 999'999);
    QCOMPARE(pluralNumber(10'000'000'001), 1'000'001);
    QVERIFY(pluralNumber(10'000'000'000) != 1);
  }
};

QTEST_GUILESS_MAIN(TestEnglishPlurals)
#include "tst_english_plurals.moc"
