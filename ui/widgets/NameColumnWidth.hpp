// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QObject>

class QAbstractItemView;
class QHeaderView;

/// Gives the column of names the room that the others leave, until the user sets its width by the
/// header; from then on the width stays and the view scrolls where it must. Where the names would
/// have less than the least width, another column can give way to them: it is hidden until there is
/// room for both.
class NameColumnWidth : public QObject {
  Q_OBJECT
 public:
  /// @param header of a view that owns both
  /// @param least_px of the names' column @param givesWay the column that does; -1: none
  NameColumnWidth(QHeaderView* header, int column, int least_px = 60, int givesWay = -1);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void giveWay(int others);
  QHeaderView* header_;
  int column_;
  int least_px_;
  int givesWay_;
  int givingWidth_px_ = 0;  ///< of the column that gives way, when it was seen last
  bool filling_ = false;
  bool isUsers_ = false;
};

/// What a cell needs for a name shortened to the last digits of its number, without check box and
/// icon.
int leastNameWidth_px(const QAbstractItemView& view);
