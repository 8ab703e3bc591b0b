// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// While an object of this class exists, Qt's messages go to the log of the program
/// (compute/base/Log.hpp), and the categories of this program ("nblast.jobs", logged as "jobs") are
/// switched on, which are quiet otherwise. Warnings of Qt and of other libraries are also printed
/// as before; what this program logs itself is not: its users read the message bar. One object at a
/// time.
class QtLog {
 public:
  QtLog();
  ~QtLog();
  QtLog(const QtLog&) = delete;
  QtLog& operator=(const QtLog&) = delete;
};

/// Logs the versions of program and libraries, the system, and how large the machine is.
void logSystem();
