#pragma once
#include <QColor>
#include <QString>
#include <QVector>
#include <memory>

#include "compute/neuron/Dotprops.hpp"

/// One neuron to draw.
struct SceneNeuron {
  quint64 id = 0;  ///< the caller's; comes back in SceneWidget::neuronClicked
  QString name;
  QColor colour;
  std::shared_ptr<const nblast::NeuronGeometry> geometry;
};
