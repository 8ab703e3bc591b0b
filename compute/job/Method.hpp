// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadScoreTable.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/neuron/Prepare.hpp"

#include <span>
#include <string>
#include <string_view>

namespace nblast {

/// A way to score neurons with the engines there are. A method decides two things: what is scored
/// of a neuron, as points that each have a tangent and an alpha; and by which score table. Files,
/// units, plans, engines and score files know nothing of methods. A method that compares something
/// else than a neuron's shape (its synapses, say) makes a point of each and gives all of them the
/// same tangent: |dot| is then 1, and the distance alone decides.
struct Method {
  /// As in a job's description: "nblast".
  std::string_view name;
  /// What the method compares: a sentence for people.
  std::string_view description;
  /// Makes a neuron ready to be scored, with the contract of prepareNeuron(). Called on many
  /// threads at a time.
  PrepareNeuron prepare;
  /// The score table that a job's words stand for. @throws InputError
  ScoreTableFile (*table)(const JobSpec& spec);
};

/// All methods, the default one first.
std::span<const Method> methods();

/// @throws InputError for a name that this program does not know, naming those it does
const Method& methodNamed(std::string_view name);

}  // namespace nblast
