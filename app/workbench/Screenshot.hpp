#pragma once
#include <QObject>
#include <QString>
#include <QTimer>

class MainWindow;

/// Waits until a window is fully drawn, saves its picture, prints where heatmap and scene are in
/// it, and ends the program: 0, or 1 if something failed on the way (the reason goes to stderr).
class Screenshot : public QObject {
  Q_OBJECT
 public:
  Screenshot(MainWindow* window, const QString& path, QObject* parent = nullptr);

 private:
  void look();
  void take();
  MainWindow* window_;
  QString path_;
  QTimer timer_;
  int quietLooks_ = 0;
  int idleLooks_ = 0;
  bool failed_ = false;
};
