// The blob reader, on blobs of the builder; and files.
#include "tests/reference/blob_builder.h"
#include "tests/reference/safetensors.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

namespace hac::reference {
namespace {

TEST(Graph, NamesSymbolsAndTypes) {
  BlobBuilder b("classify");
  int64_t batch = b.symbol("batch", 1, 64), seq = b.symbol("seq", 8, 1024, 8);
  auto x = b.input("x", DType::f32, {batch, b.dim(seq, 2, 1), 5});
  auto w = b.parameter("blocks.1.fc.weight", DType::f32, {3, 5});
  b.output("y", b.node("linear", {x, w, none}, {{DType::f32, {batch, b.dim(seq, 2, 1), 3}}})[0]);
  Graph graph = readGraph(b.words());
  EXPECT_EQ(graph.name, "classify");
  ASSERT_EQ(graph.symbols().size(), 2u);
  EXPECT_EQ(graph.symbols()[1]->name, "seq");
  EXPECT_EQ(graph.symbols()[1]->multiple, 8);
  ASSERT_EQ(graph.parameters.size(), 1u);
  EXPECT_EQ(graph.parameters[0].name, "blocks.1.fc.weight");
  EXPECT_EQ(graph.shapeOf(graph.ports[0].value, {{"batch", 3}, {"seq", 16}}), (Shape{3, 33, 5}));
  EXPECT_THROW(graph.shapeOf(graph.ports[0].value, {{"batch", 3}}), Error);
}

TEST(Graph, DamageIsAnError) {
  BlobBuilder b("f");
  b.output("y", b.node("relu", {b.input("x", DType::f32, {4})}, {{DType::f32, {4}}})[0]);
  std::vector<uint32_t> words = b.words();
  EXPECT_NO_THROW(readGraph(words));
  for (size_t length = 0; length < words.size(); length++)
    EXPECT_THROW(readGraph(std::span(words.data(), length)), Error) << length;
  std::vector<uint32_t> withErrors = words;
  withErrors[4] = 1;
  EXPECT_THROW(readGraph(withErrors), Error);
}

TEST(Graph, AShapeThatDisagreesIsAnError) {
  BlobBuilder b("f");
  auto x = b.input("x", DType::f32, {2, 4});
  b.output("y", b.node("transpose", {x}, {{DType::f32, {2, 4}}}, {{"a", 0}, {"b", 1}})[0]);
  Tensors inputs = {{"x", Tensor(DType::f32, {2, 4})}};
  EXPECT_THROW(evaluate(readGraph(b.words()), {}, inputs, {}), Error);
}

TEST(Graph, InputsAreChecked) {
  BlobBuilder b("f");
  b.output("y", b.node("relu", {b.input("x", DType::f32, {4})}, {{DType::f32, {4}}})[0]);
  Graph graph = readGraph(b.words());
  EXPECT_THROW(evaluate(graph, {}, {}, {}), Error);
  EXPECT_THROW(evaluate(graph, {}, {{"x", Tensor(DType::f32, {5})}}, {}), Error);
  EXPECT_THROW(evaluate(graph, {}, {{"x", Tensor(DType::f64, {4})}}, {}), Error);
}

TEST(Safetensors, EveryTypeComesBack) {
  Tensors tensors;
  for (DType type : {DType::f32, DType::f64, DType::bf16, DType::f16, DType::i8, DType::u8,
                     DType::i32, DType::i64, DType::boolean}) {
    Tensor tensor(type, {2, 3});
    for (int i = 0; i < 6; i++) {
      if (tensor.isReal())
        tensor.reals[i] = exact((i - 2) * 0.375);
      else
        tensor.wholes[i].value = wrap(type, i * 41 - (type == DType::u8 ? 0 : 100));
    }
    tensors[nameOf(type)] = tensor;
  }
  tensors["scalar"] = Tensor(DType::f32, {});
  tensors["empty"] = Tensor(DType::f32, {0, 3});
  TensorFile file = parseSafetensors(toSafetensors(tensors));
  ASSERT_EQ(file.tensors.size(), tensors.size());
  for (const auto &[name, tensor] : tensors) {
    const Tensor &back = file.tensors.at(name);
    EXPECT_EQ(back.type, tensor.type) << name;
    EXPECT_EQ(back.shape, tensor.shape) << name;
    for (int64_t i = 0; i < tensor.count(); i++) {
      if (tensor.isReal())
        EXPECT_EQ(back.reals[i].value, tensor.reals[i].value) << name;
      else
        EXPECT_EQ(back.wholes[i].value, tensor.wholes[i].value) << name;
    }
  }
}

TEST(Safetensors, SixteenBitCorners) {
  for (DType type : {DType::bf16, DType::f16})
    for (uint32_t bits = 0; bits < 65536; bits++) {
      auto word = static_cast<uint16_t>(bits);
      Tensor tensor = fromBytes(type, {}, reinterpret_cast<const char *>(&word));
      if (std::isnan(tensor.reals[0].value))
        continue; // payloads are not kept
      std::vector<char> back = toBytes(tensor);
      uint16_t again;
      std::memcpy(&again, back.data(), 2);
      ASSERT_EQ(again, word) << nameOf(type);
    }
}

} // namespace
} // namespace hac::reference
