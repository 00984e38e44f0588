// What ops report about the traced lambdas that they are given.
#pragma once
#include "../graph/trace.h"
#include "check.h"

namespace hac::detail {

/// Reports what a lambda did wrong. `what`: "the mask"; `group`: its head group, -1 if there is one.
///
/// E002  it reads tensors of bound modules only
/// E023  it has at most 64 operations
/// E107  alibi: heads is a power of two; rel_bias: r and the size of the table fit
/// E408  a mask returns a bool
/// E409  a score and the function of reduce return a number
/// E411  tensors are read with integer indices
/// E412  and with as many indices as they have dimensions, at most 4
/// E415  it reads at most 8 tensors
/// E901  it uses its own arguments, constants and tensors, and no value of another lambda
/// E903  integers are divided by positive constants only; % is for integers
/// E904  there is no arithmetic on bools
/// E905  && || ! and the first operand of `where` are bools
class lambda_report {
  checker &c;
  const char *what;
  int group;

  // Above its use: clang 22 does not find a member template that is defined below.
  template <class... Text> constexpr bool say(std::uint32_t number, const Text &...text) {
    if (group < 0)
      return c.no(number, what, text...);
    return c.no(number, what, " of head group ", group, text...);
  }

public:
  constexpr lambda_report(checker &c, const char *what, int group)
      : c(c), what(what), group(group) {}

  constexpr bool report(const traced::tape &t) {
    const traced::fault &f = t.problem;
    switch (f.code) {
    case 0:
      return true;
    case traced::fault::poison:
      c.good = false; // reported where it arose
      return false;
    case 2:
      say(2, " reads a tensor of a module that was never bound to the graph");
      return c.note("write auto net = g.module<Net>(); and read a member of the copy");
    case 23:
      say(23, " has more than ", blob::max_tape_ops, " operations, arguments and constants included");
      return c.note("compute a tensor with ops and read that, or split the work in two");
    case 107:
      if (f.tensor.bound()) {
        c.no(107, "rel_bias: the table must be [heads, 2 * r + 1] with r >= 0, for r = ", f.got, " it is ",
             f.tensor);
        return c.came_from("the table", f.tensor);
      }
      return c.no(107, "alibi: heads is ", f.got, ", it must be a power of two");
    case 408:
      say(408, " must return a bool");
      return c.note("compare: [](auto q, auto k) { return k <= q; }");
    case 409:
      say(409, " must return a number, it returns a bool");
      return c.note("write where(condition, a, b)");
    case 411:
      say(411, " reads ", f.tensor, " with an index that is no integer");
      return c.came_from("the tensor", f.tensor);
    case 412:
      say(412, " reads ", f.tensor, " with ", f.got, f.got == 1 ? " index" : " indices",
          ", it has rank ", f.tensor.rank());
      if (f.tensor.rank() > traced::value::max_indices)
        c.note("a tensor that a lambda reads has at most ", traced::value::max_indices,
               " dimensions: reshape it");
      return c.came_from("the tensor", f.tensor);
    case 415:
      say(415, " reads more than ", blob::max_tape_reads, " tensors");
      return c.note("stack tensors of one shape and read them by an index");
    case 901:
      say(901, " uses a value of another lambda, or an expression without any of its arguments");
      return c.note("compute constants in C++ and tensors with ops outside, and read the result: "
                    "auto e = exp(t); ... s * e(h)");
    case 903:
      say(903, " divides an integer by something that is no positive integer constant");
      return c.note("multiply by a real number, or divide by a constant");
    case 904:
      say(904, " computes with a bool");
      return c.note("write where(condition, 1, 0)");
    default:
      say(905, " has a number where && || ! or `where` needs a bool");
      return c.note("compare: x != 0");
    }
  }

};

constexpr bool lambda_is_good(checker &c, const traced::tape &t, const char *what, int group = -1) {
  return lambda_report(c, what, group).report(t);
}

} // namespace hac::detail
