// SPDX-License-Identifier: BSD-3-Clause
// What is thrown in the window, and what takes too long in it.
#include "compute/base/Error.hpp"
#include "ui/watchdog/WatchedApplication.hpp"

#include <QEventLoop>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>

#include <ctime>
#include <functional>
#include <stdexcept>

namespace {

WatchedApplication& app() {
  return *static_cast<WatchedApplication*>(qApp);
}

double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

void work(double ms) {
  for (const double end = cpu_ms() + ms; cpu_ms() < end;) {
  }
}

void workTooLong() {
  work(1.2 * WatchedApplication::limit_ms());
}

/// Does something when it is clicked or painted.
class Button : public QWidget {
  Q_OBJECT
 public:
  explicit Button(QWidget* parent) : QWidget(parent) { setObjectName("button"); }
  std::function<void()> whenClicked, whenPainted;

 protected:
  void mousePressEvent(QMouseEvent*) override {
    if (whenClicked) whenClicked();
  }
  void paintEvent(QPaintEvent*) override {
    if (whenPainted) whenPainted();
  }
};

/// A window that is on the screen; the watchdog has forgotten how it came there.
struct Shown {
  QMainWindow window;
  Button* button = new Button(&window);
  Shown() {
    window.setCentralWidget(button);
    window.resize(200, 100);
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) qFatal("the window does not appear");
    QTest::qWait(1);
    app().forget();
  }
  void click() { QTest::mouseClick(button, Qt::LeftButton); }
};

bool isBlamed(const QString& receiver) {
  return app().worst().receiver == receiver &&
         app().worst().cpu_ms > WatchedApplication::limit_ms();
}

}  // namespace

class TestUiApplication : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatIsThrownIsTold_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("an error of this program") << 0 << "scores.h5: cannot be read";
    QTest::newRow("memory") << 1 << "not enough memory";
    QTest::newRow("of a library") << 2 << "Unexpected error: basic_string";
    QTest::newRow("no exception class") << 3 << "Unexpected error of an unknown kind";
  }
  void whatIsThrownIsTold() {
    QFETCH(int, kind);
    QFETCH(QString, sentence);
    const auto fail = [kind] {
      if (kind == 0) throw nblast::IoError("scores.h5: cannot be read: Input/output error");
      if (kind == 1) throw std::bad_alloc();
      if (kind == 2) throw std::out_of_range("basic_string");
      throw 7;
    };
    Shown shown;
    QSignalSpy failed(&app(), &UiApplication::failed);
    shown.button->whenClicked = fail;
    shown.click();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed[0][0].toString().contains(sentence), qPrintable(failed[0][0].toString()));
    // As slots are called from the event loop.
    QMetaObject::invokeMethod(shown.button, fail, Qt::QueuedConnection);
    QTRY_COMPARE(failed.count(), 2);
    QTimer::singleShot(0, shown.button, fail);
    QTRY_COMPARE(failed.count(), 3);
    int clicks = 0;
    shown.button->whenClicked = [&clicks] { ++clicks; };
    shown.click();
    QCOMPARE(clicks, 1);  // the window goes on
  }

  void aFailedPaintingHurtsNoOther() {
    Shown shown;
    QSignalSpy failed(&app(), &UiApplication::failed);
    shown.button->whenPainted = [] { throw nblast::IoError("gone"); };
    shown.button->update();
    QTRY_COMPARE(failed.count(), 1);
    int painted = 0;
    shown.button->whenPainted = [&painted] { ++painted; };
    shown.button->update();
    QTRY_COMPARE(painted, 1);
    QCOMPARE(failed.count(), 1);
  }

  void aSlowHandlerIsBlamed() {
    Shown shown;
    shown.button->whenClicked = workTooLong;
    shown.click();
    QVERIFY(isBlamed("Button button"));
    QCOMPARE(app().worst().event, QString("MouseButtonPress"));
    QCOMPARE(app().verdict(0), WatchedApplication::kTooSlow);
    QCOMPARE(app().verdict(1), 1);  // what went wrong before stays
  }

  void quickHandlersAreNot() {
    Shown shown;
    shown.button->whenClicked = [] { work(0.3 * WatchedApplication::limit_ms()); };
    for (int i = 0; i < 5; ++i)
      shown.click();
    QVERIFY(app().worst().cpu_ms > 0.2 * WatchedApplication::limit_ms());
    QCOMPARE(app().verdict(0), 0);
  }

  void waitingIsNotWorking() {
    Shown shown;
    shown.button->whenClicked = [] {
      QTest::qSleep(static_cast<int>(1.5 * WatchedApplication::limit_ms()));
    };
    shown.click();
    QCOMPARE(app().verdict(0), 0);
  }

  void aHandlerAnswersForThoseItCalls() {
    Shown shown;
    shown.button->whenPainted = [] { work(0.6 * WatchedApplication::limit_ms()); };
    shown.button->whenClicked = [&] {
      shown.button->repaint();
      shown.button->repaint();
    };
    shown.click();
    QVERIFY(isBlamed("Button button"));
  }

  void aNestedEventLoopAnswersForItself() {
    Shown shown;
    auto* other = new Button(&shown.window);
    other->setObjectName("other");
    other->show();
    other->whenClicked = workTooLong;
    shown.button->whenClicked = [&] {
      QEventLoop loop;
      QTimer::singleShot(0, other, [&] {
        QTest::mouseClick(other, Qt::LeftButton);
        loop.quit();
      });
      loop.exec();
    };
    // From the event loop: a test's own calls have none around them.
    bool done = false;
    QTimer::singleShot(0, shown.button, [&] {
      shown.click();
      done = true;
    });
    QEventLoop outer;
    QTimer::singleShot(0, &outer, &QEventLoop::quit);
    outer.exec();
    QVERIFY(done);
    QVERIFY2(isBlamed("Button other"), qPrintable(app().worst().receiver));
  }

  void workAfterANestedEventLoopCounts() {
    Shown shown;
    shown.button->whenClicked = [] {
      QEventLoop loop;
      QTimer::singleShot(0, &loop, &QEventLoop::quit);
      loop.exec();
      workTooLong();
    };
    shown.click();
    QVERIFY(isBlamed("Button button"));
  }

  void whatComesBeforeAndAfterTheWindowIsNotWatched() {
    {
      QMainWindow window;
      auto* button = new Button(&window);
      window.setCentralWidget(button);
      button->whenPainted = [&] {
        workTooLong();
        button->whenPainted = {};
      };
      app().forget();
      window.show();
      QVERIFY(QTest::qWaitForWindowExposed(&window));
      QTest::qWait(1);
      QVERIFY(!button->whenPainted);
      QCOMPARE(app().verdict(0), 0);
      button->whenClicked = workTooLong;
      QVERIFY(window.close());
      QTest::mouseClick(button, Qt::LeftButton);
      QCOMPARE(app().verdict(0), 0);
    }
    Shown again;
    again.button->whenClicked = workTooLong;
    again.click();
    QVERIFY(isBlamed("Button button"));
  }
};

int main(int argc, char** argv) {
  WatchedApplication application(argc, argv);
  TestUiApplication test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_ui_application.moc"
