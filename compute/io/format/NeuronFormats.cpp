// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/NeuronFormats.hpp"

#include "compute/io/format/PointCsvReader.hpp"
#include "compute/io/format/SwcReader.hpp"

namespace nblast {

namespace {

bool isNamedAs(std::string_view name, const NeuronFormat& format) {
  const std::string_view ending = endingOf(name, format.endings);
  return !ending.empty() && ending.size() < name.size();
}

}  // namespace

const std::vector<NeuronFormat>& neuronFormats() {
  static const std::vector<NeuronFormat> kFormats{
      {{"skeletons", {".swc", ".swc.gz"}, "SWC, in the many dialects of the field"},
       "SWC",
       nullptr,
       parseSwcText},
      {{"dotprops", {".csv"}, "with columns x,y,z,vx,vy,vz,alpha"},
       "dotprops CSV",
       looksLikeDotpropsCsv,
       parsePointCsvText},
      {{"point clouds", {".csv"}, "with columns x,y,z"},
       "point CSV",
       looksLikePointCsv,
       parsePointCsvText},
  };
  return kFormats;
}

const NeuronFormat* formatByName(std::string_view name) {
  const NeuronFormat* last = nullptr;
  for (const NeuronFormat& format : neuronFormats())
    if (isNamedAs(name, format)) last = &format;
  return last;
}

const NeuronFormat* formatByText(std::string_view name, std::string_view text,
                                 const ReadAllowance& allowance) {
  for (const NeuronFormat& format : neuronFormats()) {
    if (!isNamedAs(name, format)) continue;
    if (format.sniff == nullptr || format.sniff(text, allowance)) return &format;
  }
  return nullptr;
}

}  // namespace nblast
