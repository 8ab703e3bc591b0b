// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;

/// Asks for the map and the scores that its ends stand for; every change is announced at once, as a
/// preview.
class ColourScaleDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ColourScaleDialog(const ColourScale& scale, QWidget* parent = nullptr);
  ColourScale chosen() const;

 Q_SIGNALS:
  void changed(const ColourScale& scale);  ///< on Cancel: with the scale that it began with

 private:
  void check();

  ColourScale original_;
  QComboBox* map_;
  QDoubleSpinBox* lowest_;
  QDoubleSpinBox* highest_;
  QDialogButtonBox* buttons_;
};
