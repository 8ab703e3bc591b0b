// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/GlewFix.hpp"

#include <dlfcn.h>

/// Debian's GLEW 2.2 looks for a GLX display after it has loaded all of OpenGL's functions. With an
/// EGL context (Wayland, QT_XCB_GL_INTEGRATION=xcb_egl, pictures without a display) that last step
/// fails with GLEW_ERROR_NO_GLX_DISPLAY, and VTK reports an error per frame, although everything is
/// there. The program's own function is found before the library's: it calls that one and calls
/// this single failure a success.
extern "C" __attribute__((visibility("default"))) unsigned glewInit() {
  using Function = unsigned (*)();
  static const auto kReal = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "glewInit"));
  constexpr unsigned kNoVersion = 1;
  constexpr unsigned kNoGlxDisplay = 4;
  const unsigned result = kReal != nullptr ? kReal() : kNoVersion;
  return result == kNoGlxDisplay ? 0 : result;
}

void keepGlewFix() {}
