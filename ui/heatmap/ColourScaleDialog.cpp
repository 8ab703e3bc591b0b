// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ColourScaleDialog.hpp"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QIcon>
#include <QPixmap>
#include <QPushButton>

namespace {
QPixmap gradient(const QString& map) {
  constexpr int kWidth = 96;
  const ColourScale scale(map, 0.0, 1.0);
  QImage image(kWidth, 14, QImage::Format_RGB32);
  for (int x = 0; x < kWidth; ++x) {
    const QRgb colour = scale.colourOf((x + 0.5) / kWidth).rgb();
    for (int y = 0; y < image.height(); ++y)
      image.setPixel(x, y, colour);
  }
  return QPixmap::fromImage(image);
}

QDoubleSpinBox* scoreBox(double value, const QString& name) {
  auto* box = new QDoubleSpinBox;
  box->setRange(-1e9, 1e9);  // raw scores of large neurons are in the tens of thousands
  box->setDecimals(3);
  box->setSingleStep(0.1);
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  box->setValue(value);
  box->setObjectName(name);
  return box;
}
}  // namespace

ColourScaleDialog::ColourScaleDialog(const ColourScale& scale, QWidget* parent)
    : QDialog(parent),
      original_(scale),
      map_(new QComboBox),
      lowest_(scoreBox(scale.lowest(), QStringLiteral("lowest"))),
      highest_(scoreBox(scale.highest(), QStringLiteral("highest"))),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel)) {
  setWindowTitle(tr("Colour scale"));
  map_->setObjectName(QStringLiteral("map"));
  map_->setIconSize(QSize(96, 14));
  for (const QString& name : ColourScale::mapNames())
    map_->addItem(QIcon(gradient(name)), name);
  map_->setCurrentText(scale.map());

  auto* form = new QFormLayout(this);
  form->addRow(tr("&Map"), map_);
  form->addRow(tr("&Highest score"), highest_);
  form->addRow(tr("&Lowest score"), lowest_);
  form->addRow(buttons_);

  connect(map_, &QComboBox::currentIndexChanged, this, &ColourScaleDialog::check);
  connect(lowest_, &QDoubleSpinBox::valueChanged, this, &ColourScaleDialog::check);
  connect(highest_, &QDoubleSpinBox::valueChanged, this, &ColourScaleDialog::check);
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(this, &QDialog::rejected, this, [this] { Q_EMIT changed(original_); });
}

ColourScale ColourScaleDialog::chosen() const {
  return {map_->currentText(), lowest_->value(), highest_->value()};
}

void ColourScaleDialog::check() {
  const bool valid = lowest_->value() < highest_->value();
  buttons_->button(QDialogButtonBox::Ok)->setEnabled(valid);
  if (valid) Q_EMIT changed(chosen());
}
