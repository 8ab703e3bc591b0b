#include "ui/panels/NameColumnWidth.hpp"

#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>

#include <algorithm>

NameColumnWidth::NameColumnWidth(QHeaderView* header, int column)
    : QObject(header), header_(header), column_(column) {
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
    others += i == column_ ? 0 : header_->sectionSize(i);
  header_->resizeSection(column_, std::max(60, header_->viewport()->width() - others));
  filling_ = false;
}
