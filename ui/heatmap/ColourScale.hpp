// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QColor>
#include <QImage>
#include <QStringList>

#include <memory>

class vtkScalarsToColors;

/// Scores to colours: one map and range for heatmap, scene and colour bars. Cheap to copy (shared).
/// The maps are perceptual and compiled in (resources/colour-maps).
class ColourScale {
 public:
  /// @param map one of mapNames()
  ColourScale(const QString& map, double lowest, double highest);
  static QStringList mapNames();

  const QString& map() const;
  double lowest() const;
  double highest() const;
  QColor colourOf(double score) const;
  /// @param scores [count]; NaN and minus infinity become neutral colours that are in no map: not
  /// there, not kept @param[out] argb [count]
  void mapScores(const float* scores, qint64 count, QRgb* argb) const;
  static QRgb missingColour();
  static QRgb notKeptColour();
  vtkScalarsToColors* vtkColours() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};
