// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "tests/compute/io/ArchiveBytes.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// The many ways in which the field writes one and the same thing.
struct NamedText {
  const char* name;
  std::string text;
};

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

inline std::string utf16(const std::string& ascii, bool bigEndian, bool mark) {
  std::string out = !mark ? "" : bigEndian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    out += bigEndian ? '\0' : c;
    out += bigEndian ? c : '\0';
  }
  return out;
}

/// One neuron of three nodes: (1.5, -2.25, 3), (4, 5, 6.125), (7, 8, 9), in a row.
inline std::vector<NamedText> swcDialects() {
  const std::string plain =
      "# a comment\n1 0 1.5 -2.25 3 0.5 -1\n2 0 4 5 6.125 0.25 1\n3 0 7 8 9 1 2\n";
  return {
      {"plain", plain},
      {"CRLF", replaced(plain, "\n", "\r\n")},
      {"CR alone", replaced(plain, "\n", "\r")},
      {"no last line end", plain.substr(0, plain.size() - 1)},
      {"byte order mark", "\xEF\xBB\xBF" + plain},
      {"UTF-16 LE, mark", utf16(plain, false, true)},
      {"UTF-16 BE, mark", utf16(plain, true, true)},
      {"UTF-16 LE", utf16(plain, false, false)},
      {"UTF-16 BE", utf16(plain, true, false)},
      {"tabs", "1\t0\t1.5\t-2.25\t3\t0.5\t-1\n2\t0\t4\t5\t6.125\t0.25\t1\n3\t0\t7\t8\t9\t1\t2\n"},
      {"commas", "1,0,1.5,-2.25,3,0.5,-1\n2,0,4,5,6.125,0.25,1\n3,0,7,8,9,1,2\n"},
      {"commas and blanks",
       "1, 0, 1.5, -2.25, 3, 0.5, -1\n2, 0, 4, 5, 6.125, 0.25, 1\n3, 0, 7, 8, 9, 1, 2\n"},
      {"commas to the end", "1,0,1.5,-2.25,3,0.5,-1,\n2,0,4,5,6.125,0.25,1,\n3,0,7,8,9,1,2,\n"},
      {"semicolons", "1;0;1.5;-2.25;3;0.5;-1\n2;0;4;5;6.125;0.25;1\n3;0;7;8;9;1;2\n"},
      {"header of names",
       "PointNo,Label,X,Y,Z,R,Parent\n1,0,1.5,-2.25,3,0.5,-1\n2,0,4,5,6.125,0.25,1\n"
       "3,0,7,8,9,1,2\n"},
      {"quoted header",
       "\"n\" \"type\" \"x\" \"y\" \"z\" \"radius\" \"parent\"\n1 0 1.5 -2.25 3 0.5 -1\n"
       "2 0 4 5 6.125 0.25 1\n3 0 7 8 9 1 2\n"},
      {"leading blanks",
       "   1 0 1.5 -2.25 3 0.5 -1  \n\n \t 2 0 4 5 6.125 0.25 1\n  3 0 7 8 9 1 2"},
      {"inline comments",
       "1 0 1.5 -2.25 3 0.5 -1 # soma, 1;2\n2 0 4 5 6.125 0.25 1# x\n3 0 7 8 9 1 2 #\n"},
      {"float ids", "1.0 0.0 1.5 -2.25 3 0.5 -1.0\n2.0 0.0 4 5 6.125 0.25 1.0\n3e0 0 7 8 9 1 2.\n"},
      {"scientific", "1 0 1.5e0 -225E-2 +3 5e-1 -1\n2 0 4 5 .6125e1 .25 1\n3 0 7. 8 9 1 2\n"},
      {"plus signs", "+1 0 +1.5 -2.25 +3 +0.5 -1\n2 0 4 5 6.125 0.25 +1\n3 0 7 8 9 1 2\n"},
      {"words as types", "1 soma 1.5 -2.25 3 0.5 -1\n2 axon 4 5 6.125 0.25 1\n3 axon 7 8 9 1 2\n"},
      {"root parent 0", "1 0 1.5 -2.25 3 0.5 0\n2 0 4 5 6.125 0.25 1\n3 0 7 8 9 1 2\n"},
      {"root parent -2", "1 0 1.5 -2.25 3 0.5 -2\n2 0 4 5 6.125 0.25 1\n3 0 7 8 9 1 2\n"},
      {"ids from zero", "0 0 1.5 -2.25 3 0.5 -1\n1 0 4 5 6.125 0.25 0\n2 0 7 8 9 1 1\n"},
      {"ids with gaps", "7 0 1.5 -2.25 3 0.5 -1\n70 0 4 5 6.125 0.25 7\n8 0 7 8 9 1 70\n"},
      {"gzip in disguise", gzipBytes(plain)},
      {"long header", "# " + std::string(300000, 'x') + "\n" + plain},
  };
}

/// Two points: (1, 2, 3.5), (-4, 50, 6).
inline std::vector<NamedText> csvDialects() {
  return {
      {"plain", "x,y,z\n1,2,3.5\n-4,5e1,6\n"},
      {"any case and order", "Z,label,X,Y\n3.5,a,1,2\n6,b,-4,50\n"},
      {"semicolons", "x;y;z\n1;2;3.5\n-4;50;6\n"},
      {"tabs, CRLF, mark", "\xEF\xBB\xBFx\ty\tz\r\n1\t2\t3.5\r\n-4\t50\t6\r\n"},
      {"quotes",
       "\"\",\"x\",\"y\",\"z\",\"roi\"\n\"1\",1,2,\"3.5\",\"LH(R), left\"\n\"2\",-4,50,6,\"\"\n"},
      {"comments and blank lines", "# made by hand\n\nx, y, z\n1, 2, 3.5\n\n-4, 50, 6\n# end\n"},
      {"separators to the end", "x,y,z\n1,2,3.5,\n-4,50,6,\n"},
  };
}
