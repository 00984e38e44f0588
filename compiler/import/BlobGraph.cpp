// The nodes of a blob, their operands and results, and the regions they stand in.
#include "compiler/import/BlobReader.h"

namespace hac::import {

std::string BlobReader::nodeName(uint32_t n) const {
  const OpInfo *op = opInfo(out.nodes[n].opcode);
  return fmt::format("node {} ({})", n, op ? op->name.str() : "?");
}

bool BlobReader::readNodes() {
  uint32_t count = rows(blob::s_NODE), values = rows(blob::s_VALU);
  if (count > blob::max_nodes)
    return fail(15, "{} operations, the limit is {}", count, blob::max_nodes);
  // Operands, values and attributes of the nodes are consecutive pieces of their tables.
  struct Pieces {
    const char *what;
    uint32_t total;
    uint64_t next;
    bool take(BlobReader &reader, uint32_t n, uint32_t &first, uint32_t size) {
      if (!size) // an empty piece begins anywhere
        first = uint32_t(next);
      if (first != next)
        return reader.fail(6, "node {}: its {} begin at {}, the next free one is {}", n, what,
                           first, next);
      next += size;
      if (next > total)
        return reader.fail(6, "node {}: {} up to {}, there are {}", n, what, next, total);
      return true;
    }
  };
  Pieces operands{"operands", rows(blob::s_EDGE), 0}, results{"values", values, 0},
      attributes{"attributes", rows(blob::s_ATTR), 0};

  out.values.reserve(values);
  out.nodes.reserve(count);
  for (uint32_t n = 0; n < count; ++n) {
    auto word = [&](uint32_t column) { return at(blob::s_NODE, n, column); };
    Node node{word(0), word(1), word(2), word(3), word(4),
              word(5), word(6), word(7), word(8), word(9)};
    if (!opInfo(node.opcode))
      return fail(8, "node {}: unknown opcode {}", n, node.opcode);
    if (node.region != none && node.region >= rows(blob::s_REGN))
      return fail(7, "node {}: region {}, there are {}", n, node.region, rows(blob::s_REGN));
    if (node.scope != none && node.scope >= out.scopes.size())
      return fail(7, "node {}: scope {}, there are {}", n, node.scope, out.scopes.size());
    if (node.loc >= out.locs.size())
      return fail(7, "node {}: location {}, there are {}", n, int32_t(node.loc), out.locs.size());
    if (!operands.take(*this, n, node.firstOperand, node.operands) ||
        !results.take(*this, n, node.firstValue, node.values) ||
        !attributes.take(*this, n, node.firstAttr, node.attrs))
      return false;
    for (uint32_t r = 0; r < node.values; ++r) {
      uint32_t v = node.firstValue + r;
      Value value{at(blob::s_VALU, v, 0), at(blob::s_VALU, v, 1), at(blob::s_VALU, v, 2)};
      if (value.type >= out.types.size())
        return fail(7, "value {}: type {}, there are {}", v, value.type, out.types.size());
      if (value.node != n || value.result != r)
        return fail(7, "value {}: result {} of node {}, but it is result {} of node {}", v,
                    value.result, value.node, r, n);
      out.values.push_back(value);
    }
    out.nodes.push_back(node);
  }
  for (const Pieces &p : {operands, results, attributes})
    if (p.next != p.total)
      return fail(6, "{} {} belong to nodes, there are {}", p.next, p.what, p.total);
  return true;
}

bool BlobReader::readEdges() {
  out.edges.reserve(rows(blob::s_EDGE));
  for (uint32_t i = 0; i < rows(blob::s_EDGE); ++i)
    out.edges.push_back(at(blob::s_EDGE, i));
  return true;
}

bool BlobReader::readAttrs() {
  out.attrs.reserve(rows(blob::s_ATTR));
  for (uint32_t i = 0; i < rows(blob::s_ATTR); ++i) {
    Attr attr{at(blob::s_ATTR, i, 0), blob::attr_kind(at(blob::s_ATTR, i, 1)),
              wide(blob::s_ATTR, i, 2)};
    if (!checkString(attr.key, "key of attribute", i))
      return false;
    if (attr.kind > blob::attr_kind::region)
      return fail(13, "attribute {}: kind {}, the largest is {}", i, uint32_t(attr.kind),
                  uint32_t(blob::attr_kind::region));
    out.attrs.push_back(attr);
  }
  return true;
}

bool BlobReader::readRegions() {
  out.regions.reserve(rows(blob::s_REGN));
  for (uint32_t i = 0; i < rows(blob::s_REGN); ++i) {
    Region region{at(blob::s_REGN, i, 0), at(blob::s_REGN, i, 1), at(blob::s_REGN, i, 2),
                  at(blob::s_REGN, i, 3), at(blob::s_REGN, i, 4)};
    if (region.parent != none && region.parent >= i)
      return fail(7, "region {}: its parent is region {}, only {} are known before it", i,
                  region.parent, i);
    uint32_t depth = region.parent == none ? 1 : regionDepth[region.parent] + 1;
    if (depth > blob::max_region_depth)
      return fail(15, "region {}: nested {} deep, the limit is {}", i, depth,
                  blob::max_region_depth);
    if (region.firstNode >= region.lastNode || region.lastNode > out.nodes.size())
      return fail(7, "region {}: nodes {} to {}, there are {}", i, region.firstNode,
                  region.lastNode, out.nodes.size());
    if (region.args && (region.firstArg < region.firstNode ||
                        uint64_t(region.firstArg) + region.args > region.lastNode))
      return fail(7, "region {}: arguments {} to {} outside its nodes {} to {}", i, region.firstArg,
                  uint64_t(region.firstArg) + region.args, region.firstNode, region.lastNode);
    regionDepth.push_back(depth);
    out.regions.push_back(region);
  }
  regionOwner.assign(out.regions.size(), none);
  regionFilled.assign(out.regions.size(), 0);
  return true;
}

bool BlobReader::checkNodes() {
  for (uint32_t n = 0; n < out.nodes.size(); ++n) {
    const OpInfo &op = *opInfo(out.nodes[n].opcode);
    if (!checkPlace(n) || !checkOperands(n, op) || !checkAttributes(n, op) || !checkResults(n, op))
      return false;
  }
  return true;
}

/// Leaves stand in the function itself, arguments at the place their region names, and a region
/// ends with its only yield.
bool BlobReader::checkPlace(uint32_t n) {
  const Node &node = out.nodes[n];
  for (uint32_t r = node.region; r != none; r = out.regions[r].parent) { // at most 4
    const Region &region = out.regions[r];
    if (n < region.firstNode || n >= region.lastNode)
      return fail(7, "{}: it says region {}, which has nodes {} to {}", nodeName(n), r,
                  region.firstNode, region.lastNode);
    ++regionFilled[r];
  }
  llvm::StringRef name = opInfo(node.opcode)->name;
  bool inside = node.region != none;
  if (inside && (name == "input" || name == "state" || name == "param" || name == "buffer" ||
                 name == "grad"))
    return fail(7, "{}: it stands in region {}, it must stand outside all", nodeName(n),
                node.region);
  if (name == "arg" || name == "yield") {
    if (!inside)
      return fail(7, "{}: it stands outside all regions", nodeName(n));
    const Region &region = out.regions[node.region];
    if (name == "arg" && (n < region.firstArg || n - region.firstArg >= region.args))
      return fail(7, "{}: region {} has its {} arguments from node {} on", nodeName(n), node.region,
                  region.args, region.firstArg);
    if (name == "yield" && n + 1 != region.lastNode)
      return fail(7, "{}: the last node of region {} is {}", nodeName(n), node.region,
                  region.lastNode - 1);
  }
  return true;
}

bool BlobReader::checkOperands(uint32_t n, const OpInfo &op) {
  const Node &node = out.nodes[n];
  bool variadic = !op.operands.empty() && op.operands.back().variadic;
  size_t fixed = op.operands.size() - variadic;
  if (variadic ? node.operands < fixed : node.operands != fixed)
    return fail(9, "{}: {} operands, it takes {}{}", nodeName(n), node.operands,
                variadic ? "at least " : "", fixed);
  for (uint32_t i = 0; i < node.operands; ++i) {
    uint32_t value = out.edges[node.firstOperand + i];
    if (value == none) {
      if (i < fixed && op.operands[i].optional)
        continue;
      return fail(9, "{}, operand {}: missing, it is not optional", nodeName(n), i);
    }
    if (value >= node.firstValue) // the results of this node and all later ones
      return fail(7, "{}, operand {}: value {}, only {} are known before it", nodeName(n), i, value,
                  node.firstValue);
    uint32_t home = out.nodes[out.values[value].node].region, r = node.region;
    while (r != home && r != none)
      r = out.regions[r].parent;
    if (r != home)
      return fail(7, "{}, operand {}: value {} lies inside region {}, which does not enclose it",
                  nodeName(n), i, value, home);
  }
  return true;
}

bool BlobReader::checkResults(uint32_t n, const OpInfo &op) {
  const Node &node = out.nodes[n];
  uint32_t expected = op.results >= 0      ? uint32_t(op.results)
                      : op.name == "split" ? attrCount(n, "sizes")
                      : op.name == "grad"  ? node.operands - 1 // one for each but the loss
                                           : node.operands;    // iterate: what goes in comes out
  if (node.values != expected)
    return fail(9, "{}: {} results, it must have {}", nodeName(n), node.values, expected);
  return true;
}

bool BlobReader::checkRegions() {
  for (uint32_t r = 0; r < out.regions.size(); ++r) {
    const Region &region = out.regions[r];
    uint32_t owner = regionOwner[r];
    if (owner == none)
      return fail(7, "region {}: no node has it", r);
    if (out.nodes[owner].region != region.parent)
      return fail(7, "region {}: its parent is region {}, but {} stands in region {}", r,
                  int32_t(region.parent), nodeName(owner), int32_t(out.nodes[owner].region));
    if (owner < region.lastNode)
      return fail(7, "region {}: {} has it, but its nodes go up to {}", r, nodeName(owner),
                  region.lastNode);
    if (regionFilled[r] != region.lastNode - region.firstNode)
      return fail(7, "region {}: {} of its nodes {} to {} say that they stand in it", r,
                  regionFilled[r], region.firstNode, region.lastNode);
    for (uint32_t a = 0; a < region.args; ++a) {
      uint32_t arg = region.firstArg + a;
      if (opInfo(out.nodes[arg].opcode)->name != "arg" || out.nodes[arg].region != r)
        return fail(7, "region {}, argument {}: {} is none of it", r, a, nodeName(arg));
    }
    const Node &last = out.nodes[region.lastNode - 1];
    if (opInfo(last.opcode)->name != "yield" || last.region != r)
      return fail(7, "region {}: it ends with {}, not with a yield of its own", r,
                  nodeName(region.lastNode - 1));
    uint32_t operands = out.nodes[owner].operands;
    if (region.args != operands || last.operands != operands)
      return fail(9, "region {}: {} arguments and {} yielded values, {} has {} operands", r,
                  region.args, last.operands, nodeName(owner), operands);
  }
  return true;
}

} // namespace hac::import
