// Products and convolutions.
#include "slopes.h"

template <std::size_t K>
constexpr void all(graph &g, const char *const (&names)[K], Tensor y, const tensors<K> &xs) {
  auto slopes = grad(loss_of(y), xs);
  for (std::size_t i = 0; i < K; i++)
    g.output(names[i], slopes[i]);
}
constexpr void products(graph &g) {
  auto a = g.input("a", f32, {N, 3, M}), b = g.input("b", f32, {M, 4}), c = g.input("c", f32, {N, M, 2});
  all(g, {"dbroadcast_a", "dbroadcast_b"}, matmul(a, b), {a, b});
  all(g, {"dbatched_a", "dbatched_c"}, matmul(a, c), {a, c});
  all(g, {"dsquare"}, matmul(a, transpose(a)), {a});
}
constexpr void linears(graph &g) {
  auto x = g.input("x", f32, {N, M, 5}), w = g.input("w", f32, {3, 5}), b = g.input("b", f32, {3});
  all(g, {"dx", "dw", "db"}, linear(x, w, b), {x, w, b});
  auto v = g.input("v", f32, {5});
  all(g, {"dvector_x", "dvector_w"}, linear(v, w), {v, w});
}
struct Mlp {
  nn::Linear first{6, 9}, second{9, 3};
  constexpr Tensor operator()(Tensor x) const { return second(gelu(first(x))); }
};
constexpr void parameters(graph &g) { // of modules, one used twice
  auto x = g.input("x", f32, {N, M, 6});
  auto net = g.module<Mlp>();
  auto y = concat({net(x), net(relu(x))});
  all(g, {"dw", "db", "dv"}, y, {net.first.weight_, net.first.bias_, net.second.weight_});
}
constexpr void convolutions1d(graph &g) {
  auto L = dyn("l", {.min = 4, .max = 7});
  auto x = g.input("x", f32, {N, L, 4}), w = g.input("w", f32, {6, 4, 3}), b = g.input("b", f32, {6});
  all(g, {"dx", "dw", "db"}, conv1d(x, w, b, {.padding = 1}), {x, w, b});
  all(g, {"dstrided_x", "dstrided_w"}, conv1d(x, w, {}, {.stride = 2}), {x, w});
  auto half = g.input("half", f32, {6, 2, 2});
  all(g, {"dgrouped_x", "dgrouped_w"}, conv1d(x, half, {}, {.padding = 1, .dilation = 2, .groups = 2}), {x, half});
  all(g, {"dcircular_x", "dcircular_w"}, conv1d(x, w, {}, {.padding = 2, .mode = pad_mode::circular}), {x, w});
  all(g, {"dsame_x"}, conv1d(x, w, {}, {.padding = same, .dilation = 2}), {x});
}
constexpr void convolutions2d(graph &g) {
  auto H = dyn("h", {.min = 3, .max = 4});
  auto x = g.input("x", f32, {N, 2, H, 4}), w = g.input("w", f32, {4, 2, 3, 2}), b = g.input("b", f32, {4});
  all(g, {"dx", "dw", "db"}, conv2d(x, w, b, {.padding = {1, 0}}), {x, w, b});
  all(g, {"dstrided_x", "dstrided_w"}, conv2d(x, w, {}, {.stride = {1, 2}, .padding = 1, .dilation = {1, 2}}), {x, w});
  auto depth = g.input("depth", f32, {2, 1, 2, 2});
  all(g, {"ddepthwise_x", "ddepthwise_w"}, conv2d(x, depth, {}, {.groups = 2}), {x, depth});
  all(g, {"dreflect_x"}, conv2d(x, w, {}, {.padding = 1, .mode = pad_mode::reflect}), {x});
}
HAC_EXPORT(products)
HAC_EXPORT(linears)
HAC_EXPORT(parameters)
HAC_EXPORT(convolutions1d)
HAC_EXPORT(convolutions2d)
