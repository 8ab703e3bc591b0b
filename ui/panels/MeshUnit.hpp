#pragma once
#include "compute/neuron/LengthUnit.hpp"

#include <QString>

#include <optional>
#include <vector>

class NeuronSets;

/// An axis-parallel box; empty until something was added.
struct Box {
  double low[3] = {0, 0, 0};
  double high[3] = {0, 0, 0};
  bool empty = true;

  void add(double x, double y, double z);
  double longestSide() const;
  bool contains(const Box& other) const;  ///< with a little to spare at its borders
};

/// The box of a surface in its own unit. @param[out] why one sentence if it cannot be read; the box
/// is empty then
Box boxOfMesh(const QString& path, QString* why);

/// The box in µm around some of each set whose unit is known. Cost: a look at 40 neurons a set.
Box boxOfNeurons(const NeuronSets& sets);

/// Surfaces state no unit. The unit in which the surface lies around the neurons, where exactly one
/// of the candidates does; without neurons, the one that its size alone allows.
std::optional<nblast::LengthUnit> meshUnit(const Box& mesh, const Box& neurons_um,
                                           const std::vector<nblast::LengthUnit>& candidates);
