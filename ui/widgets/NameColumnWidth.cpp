// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/NameColumnWidth.hpp"

#include <QAbstractItemView>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QStyle>

#include <algorithm>

NameColumnWidth::NameColumnWidth(QHeaderView* header, int column, int least_px, int givesWay)
    : QObject(header), header_(header), column_(column), least_px_(least_px), givesWay_(givesWay) {
  header_->setSectionResizeMode(QHeaderView::Interactive);
  header_->viewport()->installEventFilter(this);
  connect(header_, &QHeaderView::sectionResized, this, [this](int section, int, int) {
    if (filling_) return;
    // Widths set by the program come while no button is pressed.
    if (section == column_ && QGuiApplication::mouseButtons() != Qt::NoButton) isUsers_ = true;
    fill();
  });
}

bool NameColumnWidth::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize || event->type() == QEvent::Show) fill();
  return QObject::eventFilter(watched, event);
}

void NameColumnWidth::fill() {
  if (isUsers_ || filling_) return;
  filling_ = true;
  int others = 0;  // length() may still count sections that have been hidden
  for (int i = 0; i < header_->count(); ++i)
    others += i == column_ || i == givesWay_ ? 0 : header_->sectionSize(i);
  if (givesWay_ >= 0) {
    giveWay(others);
    others += header_->sectionSize(givesWay_);
  }
  header_->resizeSection(column_, std::max(least_px_, header_->viewport()->width() - others));
  filling_ = false;
}

void NameColumnWidth::giveWay(int others) {
  if (!header_->isSectionHidden(givesWay_)) givingWidth_px_ = header_->sectionSize(givesWay_);
  const int room = header_->viewport()->width() - others - givingWidth_px_;
  header_->setSectionHidden(givesWay_, room < least_px_);
}

int leastNameWidth_px(const QAbstractItemView& view) {
  const int margin = view.style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &view) + 1;
  return view.fontMetrics().horizontalAdvance(QStringLiteral("…000000")) + 2 * margin + 2;
}
