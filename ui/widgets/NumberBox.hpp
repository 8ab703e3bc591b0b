// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDoubleSpinBox>

/// A spin box that shows "0.2" and takes "0.125": no zeros that say nothing.
class NumberBox : public QDoubleSpinBox {
 public:
  using QDoubleSpinBox::QDoubleSpinBox;
  QString textFromValue(double value) const override {
    QString text = locale().toString(value, 'f', decimals());
    if (!text.contains(locale().decimalPoint())) return text;
    while (text.endsWith(locale().zeroDigit()))
      text.chop(1);
    if (text.endsWith(locale().decimalPoint())) text.chop(1);
    return text.remove(locale().groupSeparator());
  }
};
