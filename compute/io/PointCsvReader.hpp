#pragma once
#include <string_view>

namespace nblast {

/// Whether a CSV's header names x, y and z: in folders and archives other tables (metadata.csv) are
/// passed over. Never throws: what cannot be decoded is no table of points.
bool looksLikePointCsv(std::string_view bytes);

}  // namespace nblast
