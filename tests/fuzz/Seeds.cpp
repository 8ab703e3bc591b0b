// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/Seeds.hpp"

#include "compute/job/JobSpec.hpp"
#include "compute/scoring/ScoringJson.hpp"
#include "tests/compute/io/ArchiveBytes.hpp"
#include "tests/compute/io/Dialects.hpp"
#include "tests/compute/io/FormatSamples.hpp"
#include "tests/compute/io/TarHeader.hpp"
#include "tests/ui/meshes/MeshTexts.hpp"

#include <functional>
#include <map>

namespace fuzz {

namespace {

using Texts = std::vector<std::string>;

const std::string kSmallSwc = "1 0 0.5 0 0 1 -1\n2 0 1.5 0 0 1 1\n";

Texts swc() {
  Texts texts;
  for (const auto& [name, text] : swcDialects())
    if (text.size() < 1000) texts.push_back(text);
  const std::string first = "1 0 0 0 0 1 -1\n";
  for (const char* more :
       {"", "2 0 1 nan 0 1 1\n", "2 0 1e999 0 0 1 1\n", "1 0 0 0 0 1 1\n", "2 0 1 2\n\n",
        "2 0 1,5 0 0 1 1\n", "2;0;;0;0;NA;1\n", "2 0 0 0 0 1 3\n3 0 0 0 0 1 2\n",
        "9223372036854775807 0 1 1 1 nan 9223372036854775806\n", "17 0 1 0 0 1 99 8 9\n",
        "# units: nm\n", "1e300 0 0 0 0 0 0\n", "2 0 1e7 -1e7 1e-320 -1 1\n"})
    texts.push_back(first + more);
  texts.push_back("# Meta: {\"id\": \"1\", \"units\": [\"8 nanometer\", \"8 nanometer\"]}\n" +
                  first);
  texts.push_back("# All positions and radii in microns\n" + first + first);
  std::string chain;
  for (int i = 1; i <= 30; ++i)
    chain += std::to_string(i) + " 0 " + std::to_string(i % 5) + " 0 0 1 " + std::to_string(i - 1) +
             "\n";
  texts.push_back(chain);
  return texts;
}

Texts csv() {
  Texts texts;
  for (const auto& [name, text] : csvDialects())
    texts.push_back(text);
  const std::string dots = "x,y,z,vx,vy,vz,alpha\n";
  for (const char* more : {"1,2,3,0,0.6,-0.8,0.25\n4,5,6,1,0,0,1\n", "1,2,3,0,0,0,1\n",
                           "1,2,3,1,0,0,1.5\n", "1,2,3,0,3e200,4e200,0\n", "1,2\n", ""})
    texts.push_back(dots + more);
  texts.emplace_back("name,gene_name,X,Y,Z,type\na,b,1,2,3,c\n");
  texts.emplace_back("x;y;z\n1,5;2;3\n");
  texts.emplace_back("# units: 8 nm\nx\ty\tz\n1\tnan\t3\n");
  texts.push_back(gzipBytes("x,y,z\n1,2,3\n"));
  return texts;
}

Texts formats() {
  Texts texts;
  for (const auto& [name, text] : formatSamples())
    texts.push_back(text);
  return texts;
}

Texts gzip() {
  Texts texts;
  for (const std::string& text :
       {std::string(), kSmallSwc, std::string(5000, '\n'), gzipBytes(kSmallSwc)})
    texts.push_back(gzipBytes(text));
  texts.push_back(gzipBytes("a") + gzipBytes("b"));
  texts.push_back(gzipBytes(kSmallSwc) + "and more");
  texts.push_back(gzipBytes(std::string(100'000, 'x')).substr(0, 60));
  texts.emplace_back("\x1f\x8b no gzip");
  return texts;
}

Members members() {
  return {{"b.swc", kSmallSwc},
          {"sub/a.SWC", kSmallSwc + "3 0 2 0 0 1 2\n"},
          {"bad.swc", "1 0 0\n"},
          {"packed.swc.gz", gzipBytes(kSmallSwc)},
          {"metadata.csv", "id,type\n1,a\n"},
          {"points.csv", "x,y,z\n1,2,3\n4,5,6\n"},
          {"notes.txt", "x"},
          {"b.swc", kSmallSwc},
          {"m\xFCller.swc", kSmallSwc},
          {"__MACOSX/._b.swc", "x"}};
}

Members links() {
  return {{"early.swc", "", "", "sub/a.swc"},       {"sub/a.swc", kSmallSwc},
          {"round.swc", "", "", "round.swc"},       {"folder", "", "", "sub"},
          {"l.swc", "", "", "folder/../sub/a.swc"}, {"gone.swc", "", "", "../nowhere.swc"}};
}

Texts zip() {
  Texts texts;
  for (const Members& each : {members(), links(), Members{}, Members{{"a.swc", kSmallSwc}}})
    texts.push_back(archiveBytes("s.zip", each));
  const std::string whole = texts[0];
  texts.push_back(whole.substr(0, whole.size() / 2));
  std::string damaged = whole;
  damaged[60] = static_cast<char>(damaged[60] ^ 0x10);
  texts.push_back(damaged);
  texts.push_back(gzipBytes(whole));
  return texts;
}

Texts tar() {
  Texts texts;
  Members hard = links();
  hard.push_back({"hard.swc", "", "sub/a.swc", ""});
  hard.push_back({"lost.swc", "", "nowhere.swc", ""});
  for (const char* name : {"s.tar", "s.tar.gz", "s.tar.bz2", "s.tar.xz", "s.tar.zst"})
    for (const Members& each : {members(), hard})
      texts.push_back(archiveBytes(name, each));
  texts.push_back(tarMember("a.swc", kSmallSwc) + tarHeader("b.swc", ~std::uint64_t{0}) +
                  kSmallSwc);
  texts.push_back(tarMember("a.swc", kSmallSwc) + tarHeader("l.swc", 0, '1', "a.swc") +
                  tarHeader("s.swc", 0, '2', "l.swc") + tarHeader("pipe.swc", 0, '6') + tarEnd());
  texts.push_back(tarMember("././@LongLink", std::string(200, 'n') + ".swc") +
                  tarMember("n.swc", kSmallSwc));
  return texts;
}

Texts obj() {
  return {mesh_texts::kObj,
          "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nvt 0 0\nf 1/1/1 2//1 3/1\nf -1 -2 -3\n",
          "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 40000//1\n",
          "f 1 2 \\\n3\nv 0 0 0\r\nv 1e300 nan 0\nv 0 0,5 0\n",
          "# x\no name\ng a b\nusemtl m\nv 0 0 0 1 1 1\nl 1 2\nf 1 1 1\n",
          "v 0 0\n"};
}

Texts ply() {
  return {mesh_texts::kPly,
          mesh_texts::binaryPly(false),
          mesh_texts::binaryPly(true),
          replaced(mesh_texts::kPly, "element vertex 4", "element empty 9\nelement vertex 400"),
          replaced(mesh_texts::kPly, "3 0 2 1", "2 0 2"),
          replaced(mesh_texts::kPly, "uchar int", "char double"),
          mesh_texts::kPlyHeader};
}

Texts stl() {
  const std::string binary = mesh_texts::binaryStl();
  return {mesh_texts::asciiStl(),
          binary,
          binary + "more",
          binary.substr(0, 100),
          "solid vertex 1 2\nfacet\nouter loop\nvertex 1 2 nan\nendloop\n",
          replaced(mesh_texts::asciiStl(), "vertex", "VERTEX")};
}

Texts jobJson() {
  nblast::JobSpec spec;
  Texts texts{nblast::toJson(spec)};
  spec.queries = {"a/b.swc", "c d.zip"};
  spec.targets = {"t"};
  spec.queryUnit = nblast::parseLengthUnit("8 nm");
  spec.neighbours = 7;
  spec.resample_um = 1.5;
  spec.maxDistance = {nblast::MaxDistance::Kind::Fixed, 43.5};
  spec.sparseAbove = 0.25;
  spec.top = 20;
  spec.gpus = {2, 0};
  spec.memory_gib = 1.5;
  spec.output = "out.h5";
  texts.push_back(nblast::toJson(spec));
  for (const char* text :
       {R"({"threads": 5.7})", R"({"threads": 4294967301, "threads": 2})", R"({"gpus": [0, true]})",
        R"({"max_distance": "auto", "edges": "left", "query_unit": "um"})", R"([{"top": 1e999}])",
        R"({"queries": ["a\u0000b", "\ud800"], "memory_gib": null})", "[[[[[[[[["})
    texts.emplace_back(text);
  return texts;
}

Texts scoreTable() {
  const std::string small = "\"\",\"(0,0.5]\",\"(0.5,1]\"\n\"(0,2]\",5,9.5\n\"(2,10]\",-1,-7.25\n";
  nblast::ScoringOptions options;
  options.maxDistance_um = 42;
  Texts texts{small, nblast::scoringToJson({}), nblast::scoringToJson(options)};
  options.table = nblast::v1Table(3);
  texts.push_back(nblast::scoringToJson(options));
  texts.push_back(replaced(replaced(replaced(small, "]", ")"), "(0", "[0"), "(2", "[2"));
  texts.push_back(replaced(small, "10", "Inf"));
  texts.push_back(replaced(small, "9.5", "1e308"));
  texts.push_back(replaced(small, "9.5", "NA"));
  texts.push_back(replaced(small, ",", ";"));
  texts.push_back(gzipBytes(small));
  return texts;
}

}  // namespace

std::vector<std::string> seedsFor(std::string_view reader) {
  static const std::map<std::string_view, std::function<Texts()>> all{{"swc", swc},
                                                                      {"csv", csv},
                                                                      {"formats", formats},
                                                                      {"gzip", gzip},
                                                                      {"zip", zip},
                                                                      {"tar", tar},
                                                                      {"obj", obj},
                                                                      {"ply", ply},
                                                                      {"stl", stl},
                                                                      {"job-json", jobJson},
                                                                      {"score-table", scoreTable}};
  const auto found = all.find(reader);
  return found != all.end() ? found->second() : Texts();
}

}  // namespace fuzz
