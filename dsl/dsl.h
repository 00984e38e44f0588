// The model language of hac: include this in a model file. C++26, as clang 22 reads it.
#pragma once

#if !defined(__clang__) || __clang_major__ < 22
#error "hac-F006: model files are read by clang 22 or newer"
#endif

// Options are designated initialisers that leave most members out, a shape is a braced list, and
// #embed reads config files.
#pragma clang diagnostic ignored "-Wc23-extensions"
#pragma clang diagnostic ignored "-Wc99-designator"
#pragma clang diagnostic ignored "-Wmissing-braces"
#pragma clang diagnostic ignored "-Wmissing-designated-field-initializers"
#pragma clang diagnostic ignored "-Wmissing-field-initializers"

#include "graph/export.h"
#include "nn/activation.h"
#include "nn/attention.h"
#include "nn/containers.h"
#include "nn/conv.h"
#include "nn/linear.h"
#include "nn/module.h"
#include "nn/norm.h"
#include "nn/transformer.h"
#include "ops/attention.h"
#include "ops/conv.h"
#include "ops/create.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/linear.h"
#include "ops/loop.h"
#include "ops/loss.h"
#include "ops/norm.h"
#include "ops/parts.h"
#include "ops/pool.h"
#include "ops/reduce.h"
#include "ops/shape.h"
#include "ops/train.h"
#include "ops/grad.h"
#include "ops/user.h"
