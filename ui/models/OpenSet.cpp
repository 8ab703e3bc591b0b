// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/OpenSet.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/text/Format.hpp"

#include <QCoreApplication>

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("OpenSet", text);
}
}  // namespace

bool OpenSet::isSizeInQuestion() const {
  return nblast::isOddSize(medianSize_um) && !sizeConfirmed;
}

nblast::UnitChoice unitsOf(const OpenSet& set) {
  return {set.unit.value_or(nblast::LengthUnit{}), set.statedFirst};
}

QString unitsInWords(const OpenSet& set) {
  const QString unit = set.unit ? formatUnit(*set.unit) : tr("in doubt");
  return set.statedFirst && set.loaded->unit.silent > 0 ? tr("as stated, else %1").arg(unit)
         : set.statedFirst && set.loaded->unit.stated.size() > 1 ? tr("as stated")
                                                                 : unit;
}
