// SPDX-License-Identifier: BSD-3-Clause
#include "ui/meshes/ObjFile.hpp"

#include "ui/meshes/TextCursor.hpp"

#include <fmt/format.h>

namespace {

class ObjReader {
 public:
  ObjReader(std::string_view bytes, MeshData& mesh) : cursor_(bytes), mesh_(mesh) {}

  std::string read() {
    while (!cursor_.atEnd()) {
      const std::string_view line = cursor_.nextLine();
      TextCursor words(line);
      const std::string_view kind = words.nextWord();
      if (kind == "v" && !takeVertex(words)) return faultIn(line, "a vertex needs three numbers");
      if (kind == "f") {
        const char* fault = takeFace(words);
        if (fault != nullptr) return faultIn(line, fault);
      }
    }
    return {};
  }

 private:
  std::string faultIn(std::string_view line, const char* fault) const {
    return fmt::format("{}, but line {} is \"{}\"", fault, cursor_.line(),
                       nblast::shortened(nblast::trimmed(line)));
  }

  bool takeVertex(TextCursor& words) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto number = finiteNumber(words.nextWord());
      if (!number) return false;
      mesh_.coordinates.push_back(*number);
    }
    return true;
  }

  /// @return what is wrong; null: nothing
  const char* takeFace(TextCursor& words) {
    std::size_t count = 0;
    for (auto word = words.nextWord(); !word.empty(); word = words.nextWord()) {
      if (word == "\\") {  // the face goes on in the next line
        words = TextCursor(cursor_.nextLine());
        continue;
      }
      // Texture and normal, behind slashes, are not used.
      const auto index = numberOf<std::int64_t>(word.substr(0, word.find('/')));
      if (!index || *index == 0) return "a face needs numbers of vertices, from 1";
      if (*index < 0 && *index + mesh_.vertices() < 0)
        return "a face cannot reach back beyond the first vertex";
      mesh_.corners.push_back(*index > 0 ? *index - 1 : mesh_.vertices() + *index);
      if (++count > kMostCorners) return "a face can have 1,000 corners";
    }
    if (count < 3) return "a face needs three vertices";
    mesh_.ends.push_back(mesh_.corners.size());
    return nullptr;
  }

  TextCursor cursor_;
  MeshData& mesh_;
};

}  // namespace

std::string readObj(std::string_view bytes, MeshData& mesh) {
  return ObjReader(bytes, mesh).read();
}
