// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneFraming.hpp"

namespace {
// Shares of the view. A pair is to be looked at, of an overview it is enough to see something.
constexpr double kSmallPair = 0.06;
constexpr double kSpeck = 0.01;
}  // namespace

bool mustFrame(const SceneChange& change) {
  const SceneSight& sight = change.sight;
  switch (change.now) {
    case SceneSubject::Nothing:
      return false;
    case SceneSubject::Checked: {
      const bool mayFollow = change.before == SceneSubject::Checked && !change.cameraMoved;
      return sight.noneInside || sight.extent < kSpeck || (mayFollow && !sight.allInside);
    }
    case SceneSubject::Picked:
      return sight.oneOutside || sight.extent < kSpeck || (!change.cameraMoved && !sight.allInside);
    case SceneSubject::Pair:
      if (change.newQuery && !change.hasMesh) return true;
      if (sight.oneOutside || sight.extent < kSmallPair) return true;
      return !sight.allInside && (change.newQuery || !change.cameraMoved);
  }
  return false;
}
