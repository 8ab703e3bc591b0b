// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Skeleton.hpp"

#include <QColor>
#include <QString>
#include <QVector>

#include <memory>

/// What a neuron is in a picture.
enum class SceneRole {
  Neuron,   ///< one of several that are shown
  Query,    ///< what the others are compared with
  Match,    ///< of the query
  Context,  ///< shown in grey, for orientation; the camera does not look for it
};

/// One neuron to draw.
struct SceneNeuron {
  quint64 id = 0;  ///< the caller's; comes back in SceneWidget::neuronClicked
  QString name;
  QColor colour;
  std::shared_ptr<const nblast::Skeleton> geometry;
  QString detail{};  ///< said after the name: its score
  SceneRole role = SceneRole::Neuron;
  QString shortName{};  ///< for the legend; empty: the name

  QString label() const {
    return detail.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, detail);
  }
};
