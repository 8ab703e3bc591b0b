// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// How the neurons that are looked at lie in the view; the context does not count.
struct SceneSight {
  bool allInside = true;    ///< every point of them
  bool oneOutside = false;  ///< of one nothing is inside
  bool noneInside = false;  ///< of none anything is
  double extent = 1;        ///< the larger side of all together, as a share of the view's
};

/// What a picture is about.
enum class SceneSubject {
  Nothing,
  Checked,  ///< the neurons that are checked: an overview
  Picked,   ///< some of them, before the others
  Pair,     ///< a query and its matches
};

/// Other neurons are shown, or the same ones anew.
struct SceneChange {
  SceneSubject before = SceneSubject::Nothing;
  SceneSubject now = SceneSubject::Nothing;
  bool newQuery = false;     ///< of a pair: another one than before
  bool hasMesh = false;      ///< a surface is around them: the view is a place in it
  bool cameraMoved = false;  ///< by the user, since something was last framed
  SceneSight sight;          ///< of the new neurons, as the camera is
};

/// Whether the camera is to frame what is shown now. It leaves nothing that was selected out of the
/// picture or as small as a speck in it, looks at each new pair where no surface says where that
/// is, and otherwise stays where the user has put it.
bool mustFrame(const SceneChange& change);
