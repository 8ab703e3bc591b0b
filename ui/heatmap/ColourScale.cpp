// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ColourScale.hpp"

#include "ui/heatmap/ColourMaps.hpp"

#include <vtkColorTransferFunction.h>
#include <vtkLookupTable.h>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <vector>

namespace {
constexpr int kColours = 256;
constexpr QRgb kMissing = qRgb(176, 176, 181);
constexpr QRgb kNotKeptColour = qRgb(196, 201, 208);
const QString kGrey = QStringLiteral("grey");
const QString kCoolWarm = QStringLiteral("coolwarm");

// Maps without a table of figures are computed by VTK in a colour space that suits the eye.
void prepareComputedMap(const QString& name, vtkColorTransferFunction* colours) {
  if (name == kGrey) {
    colours->SetColorSpaceToLab();
    colours->AddRGBPoint(0.0, 0.0, 0.0, 0.0);
    colours->AddRGBPoint(1.0, 1.0, 1.0, 1.0);
  } else {
    colours->SetColorSpaceToDiverging();
    colours->AddRGBPoint(0.0, 0.230, 0.299, 0.754);
    colours->AddRGBPoint(1.0, 0.706, 0.016, 0.150);
  }
}

vtkSmartPointer<vtkLookupTable> makeTable(const QString& map, double lowest, double highest) {
  auto table = vtkSmartPointer<vtkLookupTable>::New();
  table->SetNumberOfTableValues(kColours);
  table->SetTableRange(lowest, highest);
  table->SetNanColor(qRed(kMissing) / 255.0, qGreen(kMissing) / 255.0, qBlue(kMissing) / 255.0,
                     1.0);
  const ColourMapTable* listed = listedColourMap(map);
  vtkNew<vtkColorTransferFunction> computed;
  if (!listed) prepareComputedMap(map, computed);
  for (int i = 0; i < kColours; ++i) {
    std::array<double, 3> rgb{};
    if (listed) {
      const std::uint32_t colour = (*listed)[static_cast<std::size_t>(i)];
      rgb = {qRed(colour) / 255.0, qGreen(colour) / 255.0, qBlue(colour) / 255.0};
    } else {
      computed->GetColor(i / (kColours - 1.0), rgb.data());
    }
    table->SetTableValue(i, rgb[0], rgb[1], rgb[2], 1.0);
  }
  table->BuildSpecialColors();
  return table;
}
}  // namespace

struct ColourScale::Shared {
  QString map;
  double lowest = 0.0;
  double highest = 1.0;
  // VTK's mappers may set the range of the table that they are given: the heatmap's threads use
  // one of their own, one thread at a time (VTK promises nothing for several).
  vtkSmartPointer<vtkLookupTable> forRendering;
  vtkSmartPointer<vtkLookupTable> forMapping;
  std::mutex mapping;
};

ColourScale::ColourScale(const QString& map, double lowest, double highest)
    : shared_(std::make_shared<Shared>()) {
  if (!std::isfinite(lowest) || !std::isfinite(highest)) {
    lowest = 0.0;
    highest = 1.0;
  }
  if (lowest > highest) std::swap(lowest, highest);
  if (lowest == highest) highest = lowest + 1e-6 * std::max(1.0, std::abs(lowest));
  shared_->map = mapNames().contains(map) ? map : mapNames().constFirst();
  shared_->lowest = lowest;
  shared_->highest = highest;
  shared_->forRendering = makeTable(shared_->map, lowest, highest);
  shared_->forMapping = makeTable(shared_->map, lowest, highest);
}

QStringList ColourScale::mapNames() {
  return listedColourMapNames() << kGrey << kCoolWarm;
}

const QString& ColourScale::map() const {
  return shared_->map;
}
double ColourScale::lowest() const {
  return shared_->lowest;
}
double ColourScale::highest() const {
  return shared_->highest;
}
QRgb ColourScale::missingColour() {
  return kMissing;
}
QRgb ColourScale::notKeptColour() {
  return kNotKeptColour;
}
vtkScalarsToColors* ColourScale::vtkColours() const {
  return shared_->forRendering;
}

QColor ColourScale::colourOf(double score) const {
  const float value = static_cast<float>(score);
  QRgb colour = 0;
  mapScores(&value, 1, &colour);
  return QColor::fromRgb(colour);
}

void ColourScale::mapScores(const float* scores, qint64 count, QRgb* argb) const {
  constexpr qint64 kAtOnce = 16384;  // so that no thread waits long for another
  std::vector<unsigned char> rgba(static_cast<std::size_t>(std::min(count, kAtOnce)) * 4);
  for (qint64 first = 0; first < count; first += kAtOnce) {
    const qint64 n = std::min(kAtOnce, count - first);
    {
      const std::lock_guard lock(shared_->mapping);
      shared_->forMapping->MapScalarsThroughTable2(const_cast<float*>(scores + first), rgba.data(),
                                                   VTK_FLOAT, static_cast<int>(n), 1, VTK_RGBA);
    }
    for (qint64 i = 0; i < n; ++i) {
      const unsigned char* p = &rgba[static_cast<std::size_t>(i) * 4];
      const bool isKept = scores[first + i] != -std::numeric_limits<float>::infinity();
      argb[first + i] = isKept ? qRgb(p[0], p[1], p[2]) : kNotKeptColour;
    }
  }
}
