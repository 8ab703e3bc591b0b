// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The steps of the kernel that scores, each taken by a warp. The host executor counts them, and the
// device code marks them in a build for tests/gpu/model: together they say how many instructions a
// job takes (tests/gpu/README.md).

namespace nblast::cuda {

enum class Step : unsigned char {
  Block,         ///< a warp begins with a target and a node of the block's level
  BlockNearest,  ///< 32 target points: which is nearest to the block's box?
  BlockCount,    ///< the same points: how many does the block keep?
  BlockKeep,     ///< the same points: kept
  Bound,         ///< how far the distance bound reaches from a box
  Node,          ///< a node of kNodeLevel
  NodeNearest,   ///< 32 of the block's candidates
  NodeKeep,      ///< the same candidates
  Masks,         ///< a node with few enough candidates
  MaskNearest,   ///< a candidate of each half, for sixteen tiles
  MaskKeep,      ///< the same candidate
  Settle,        ///< some tile has one candidate
  Tile,          ///< a tile that is not beyond the bound
  SettledTile,   ///< of these: one candidate, one row
  OpenTile,      ///< the others
  Search,        ///< a candidate of an open tile
  WideNode,      ///< a node with too many candidates
  WideTile,      ///< a tile of it
  WideNearest,   ///< 32 candidates of a tile whose node has too many
  WideKeep,      ///< the same candidates
  Alpha,         ///< some points, where alphas count
  Row,           ///< one of the rows after the first
  Sums,          ///< a group's slots are added to the sums
  SlotRound,     ///< 32 slots
  OtherTable,    ///< a tile under a table without sixteenths
  Count
};

}  // namespace nblast::cuda
