#pragma once
#include <QObject>

class QHeaderView;

/// Gives the column of names the room that the others leave, until the user sets its width by the
/// header; from then on the width stays and the view scrolls where it must.
class NameColumnWidth : public QObject {
  Q_OBJECT
 public:
  /// @param header of a view that owns both
  NameColumnWidth(QHeaderView* header, int column);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  QHeaderView* header_;
  int column_;
  bool filling_ = false;
  bool isUsers_ = false;
};
