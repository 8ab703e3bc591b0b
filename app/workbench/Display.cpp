// SPDX-License-Identifier: BSD-3-Clause
#include "app/workbench/Display.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

/// Connects to the X server as Qt will do. Without libxcb the user gets Qt's own message.
bool answers(const std::string& display) {
  void* library = dlopen("libxcb.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return true;
  using Connect = void* (*)(const char*, int*);
  using HasError = int (*)(void*);
  using Disconnect = void (*)(void*);
  const auto connect = reinterpret_cast<Connect>(dlsym(library, "xcb_connect"));
  const auto hasError = reinterpret_cast<HasError>(dlsym(library, "xcb_connection_has_error"));
  const auto disconnect = reinterpret_cast<Disconnect>(dlsym(library, "xcb_disconnect"));
  bool good = true;
  if (connect != nullptr && hasError != nullptr && disconnect != nullptr) {
    void* connection = connect(display.c_str(), nullptr);
    good = hasError(connection) == 0;
    disconnect(connection);
  }
  return good;
}

}  // namespace

std::string displayProblem() {
  const std::string platform = variable("QT_QPA_PLATFORM");
  if (!platform.empty() && platform.rfind("xcb", 0) != 0) return {};  // the user knows better
  if (platform.empty() && !variable("WAYLAND_DISPLAY").empty()) return {};
  const std::string display = variable("DISPLAY");
  if (!display.empty() && answers(display)) return {};
  const std::string what = display.empty() ? "There is no display to open a window on"
                                           : "The display " + display + " does not answer";
  return what +
         ": run the job without a window (nblast run NEURONS -o scores.h5), or give this program a "
         "virtual display (xvfb-run -a nblast-workbench ...).";
}
