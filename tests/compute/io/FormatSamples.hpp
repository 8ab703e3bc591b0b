// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/format/NeuronFormats.hpp"
#include "tests/compute/io/ArchiveBytes.hpp"

#include <map>
#include <string>
#include <string_view>

/// One small neuron in each format that is read, as text. A new format needs one here: the tests
/// that walk the table of formats say so.
inline const std::map<std::string_view, std::string>& formatSamples() {
  static const std::map<std::string_view, std::string> kSamples{
      {"SWC", "1 0 0.5 0 0 1 -1\n2 0 1.5 0 0 1 1\n"},
      {"dotprops CSV", "x,y,z,vx,vy,vz,alpha\n1,2,3,0,0.6,-0.8,0.25\n4,5,6,1,0,0,1\n"},
      {"point CSV", "x,y,z\n1,2,3\n4,5,6\n"},
  };
  return kSamples;
}

/// The sample as a file with that ending holds it; empty where there is no sample.
inline std::string sampleFile(const nblast::NeuronFormat& format, std::string_view ending) {
  const auto sample = formatSamples().find(format.name);
  if (sample == formatSamples().end()) return {};
  return ending.ends_with(".gz") ? gzipBytes(sample->second) : sample->second;
}
