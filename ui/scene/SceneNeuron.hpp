#pragma once
#include "compute/neuron/Dotprops.hpp"

#include <QColor>
#include <QString>
#include <QVector>

#include <memory>

/// One neuron to draw.
struct SceneNeuron {
  quint64 id = 0;  ///< the caller's; comes back in SceneWidget::neuronClicked
  QString name;
  QColor colour;
  std::shared_ptr<const nblast::NeuronGeometry> geometry;
  QString detail{};  ///< said after the name: its score

  QString label() const {
    return detail.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, detail);
  }
};
