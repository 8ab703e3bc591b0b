// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"

#include <QString>

/// The sentence of the nblast::Error that a call throws; empty where it throws none.
template <class Call>
QString thrownSentence(Call call) {
  try {
    call();
  } catch (const nblast::Error& error) {
    return QString::fromUtf8(error.what());
  }
  return {};
}
