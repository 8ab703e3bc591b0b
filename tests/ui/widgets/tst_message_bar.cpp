// SPDX-License-Identifier: BSD-3-Clause
// The messages above the views: what replaces what, what stays, what goes by itself.
#include "ui/widgets/MessageBar.hpp"
#include "ui/widgets/MessageRow.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using Kind = MessageBar::Kind;

namespace {

QStringList visibleOf(const MessageBar& bar) {
  QStringList sentences;
  for (const auto* row : bar.findChildren<MessageRow*>()) {
    if (!row->isHidden()) sentences += row->sentence();
  }
  return sentences;
}

template <class Widget>
Widget* child(const QWidget& parent, const char* name) {
  auto* found = parent.findChild<Widget*>(QLatin1String(name));
  if (found == nullptr) qFatal("no widget is called %s", name);
  return found;
}

}  // namespace

class TestMessageBar : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void messagesStayUntilDismissed() {
    MessageBar bar;
    bar.show(Kind::Error, "first");
    bar.show(Kind::Error, "first");
    bar.show(Kind::Warning, "second");
    bar.show(Kind::Note, "");
    QCOMPARE(bar.sentences(), (QStringList{"first", "second"}));
    bar.findChild<QToolButton*>("dismiss")->click();
    QCOMPARE(bar.sentences(), QStringList{"second"});
  }

  void aNewerMessageAboutTheSameThingReplacesTheOlder() {
    MessageBar bar;
    QSignalSpy shown(&bar, &MessageBar::shown);
    bar.show(Kind::Error, "a.h5 cannot be read", "a.h5");
    bar.show(Kind::Error, "b.h5 cannot be read", "b.h5");
    bar.show(Kind::Note, "a.h5 is open", "a.h5");
    QCOMPARE(bar.sentences(), (QStringList{"b.h5 cannot be read", "a.h5 is open"}));
    QCOMPARE(shown.count(), 3);
    bar.show(Kind::Note, "a.h5 is open", "a.h5");  // nothing new
    QCOMPARE(shown.count(), 3);
    bar.withdraw("b.h5");
    QCOMPARE(bar.sentences(), QStringList{"a.h5 is open"});
    bar.show(Kind::Error, "no disk");
    bar.show(Kind::Error, "no disk", "file");  // the same, but now it is known of what
    bar.show(Kind::Error, "no disk");
    QCOMPARE(bar.sentences().count("no disk"), qsizetype{1});
    bar.withdraw("file");
    QVERIFY(!bar.sentences().contains("no disk"));
    bar.withdraw({});  // says nothing about messages without a topic
    bar.show(Kind::Note, "no topic");
    bar.show(Kind::Note, "no topic either");
    QCOMPARE(bar.sentences().size(), 3);
  }

  void onlyAFewAreShownAndTheOthersCounted() {
    MessageBar bar;
    for (int i = 0; i < 9; ++i)
      bar.show(i == 1 ? Kind::Error : Kind::Warning, QString::number(i));
    QCOMPARE(bar.sentences().size(), 9);  // nothing is lost
    QCOMPARE(visibleOf(bar), (QStringList{"6", "7", "8"}));
    auto* text = child<QLabel>(bar, "moreMessagesText");
    QCOMPARE(text->text(), "6 more messages, 1 of them an error");
    auto* all = child<QToolButton>(bar, "showAllMessages");
    all->click();
    QCOMPARE(visibleOf(bar).size(), 9);
    QCOMPARE(text->text(), "9 messages, 1 of them an error");  // no more than these
    all->click();
    QCOMPARE(visibleOf(bar).size(), 3);
    QCOMPARE(text->text(), "6 more messages, 1 of them an error");
    // A place that becomes free is taken by the newest of the others.
    for (const auto* row : bar.findChildren<MessageRow*>()) {
      if (row->sentence() == "7") child<QToolButton>(*row, "dismiss")->click();
    }
    QCOMPARE(visibleOf(bar), (QStringList{"5", "6", "8"}));
    QCOMPARE(text->text(), "5 more messages, 1 of them an error");
    child<QToolButton>(bar, "dismissAll")->click();
    QVERIFY(bar.sentences().isEmpty());
    QVERIFY(child<QWidget>(bar, "moreMessages")->isHidden());
  }

  void notesStepBackFirst() {
    MessageBar bar;
    bar.show(Kind::Error, "error");
    for (int i = 0; i < 5; ++i)
      bar.show(Kind::Note, QString::number(i));
    QCOMPARE(visibleOf(bar), (QStringList{"error", "3", "4"}));
    QCOMPARE(child<QLabel>(bar, "moreMessagesText")->text(), "3 more messages");
  }

  void notesFadeTheOthersStay() {
    MessageBar bar;
    bar.setNoteStay_ms(1);
    bar.show(Kind::Error, "error");
    bar.show(Kind::Warning, "warning");
    bar.show(Kind::Question, "question", "q");
    bar.show(Kind::Note, "note");
    QVERIFY(bar.sentences().contains("note"));
    QTRY_COMPARE(bar.sentences(), (QStringList{"error", "warning", "question"}));
  }

  void questionsStayUntilTheyAreWithdrawn() {
    MessageBar bar;
    int answered = 0;
    bar.show(Kind::Question, "Is it right?", "size", {{"Yes", [&] { ++answered; }}});
    for (int i = 0; i < 9; ++i)
      bar.show(Kind::Warning, QString::number(i));
    QVERIFY(visibleOf(bar).contains("Is it right?"));
    const auto* row = bar.findChildren<MessageRow*>().first();
    QVERIFY(row->findChild<QToolButton*>("dismiss") == nullptr);
    bar.dismissAll();
    QCOMPARE(bar.sentences(), QStringList{"Is it right?"});
    child<QPushButton>(bar, "messageButton")->click();
    QCOMPARE(answered, 1);
    QCOMPARE(bar.sentences(), QStringList{"Is it right?"});  // whoever asked decides
    bar.withdraw("size");
    QVERIFY(bar.sentences().isEmpty());
  }

  void buttonsShowWhatTheMessageIsAbout() {
    MessageBar bar;
    QString shown;
    bar.show(Kind::Warning, "2 left out of a", "a", {{"Show list", [&] { shown = "a"; }}});
    bar.show(Kind::Warning, "3 left out of b", "b", {{"Show list", [&] { shown = "b"; }}});
    for (const auto* row : bar.findChildren<MessageRow*>()) {
      child<QPushButton>(*row, "messageButton")->click();
      QCOMPARE(shown, row->topic());
    }
  }

  void longNamesAreBrokenNotCutAndCopiedWhole() {
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* bar = new MessageBar;
    layout->addWidget(bar);
    layout->addStretch(1);
    window.resize(420, 300);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const QString sentence =
        "/data/" + QString("left_T1_elastic_transform").repeated(6) + ".swc: the file is empty.";
    bar->show(Kind::Error, sentence);
    auto* label = child<SentenceLabel>(*bar, "noticeText");
    QTest::qWait(20);
    const QRect needed = label->fontMetrics().boundingRect(QRect(0, 0, label->width(), 10000),
                                                           Qt::TextWordWrap, label->text());
    QVERIFY2(needed.width() <= label->width() && needed.height() <= label->height(),
             qPrintable(QString("%1 x %2").arg(needed.width()).arg(needed.height())));
    QVERIFY(window.width() < 500);
    QCOMPARE(bar->sentences(), QStringList{sentence});
    label->setSelection(0, static_cast<int>(label->text().size()));
    QTest::keySequence(label, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), sentence);
  }

  void theViewsKeepMostOfTheWindow() {
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* bar = new MessageBar;
    layout->addWidget(bar);
    layout->addWidget(new QWidget, 1);
    window.resize(500, 400);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(bar->height(), 0);
    bar->show(Kind::Error, QString("what cannot be read, and why. ").repeated(4));
    QTRY_VERIFY(bar->height() > 20);
    const int one = bar->height();
    for (int i = 0; i < 30; ++i)
      bar->show(Kind::Error, QString("what cannot be read, and why. ").repeated(4) + char('a' + i));
    child<QToolButton>(*bar, "showAllMessages")->click();
    QTRY_VERIFY(bar->height() > one);
    QTest::qWait(50);
    QVERIFY2(bar->height() < window.height() / 2, qPrintable(QString::number(bar->height())));
    bar->dismissAll();
    QTRY_COMPARE(bar->height(), 0);
  }
};

QTEST_MAIN(TestMessageBar)
#include "tst_message_bar.moc"
