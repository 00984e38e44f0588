// The ResNet-18 model has torchvision's names and shapes.
#include "../../../models/resnet18/resnet18.model.cpp"
#include "state_dict.h"
using namespace hac::test;

constexpr char torchvision[] = {
#embed "state_dict/resnet18.txt"
};
EXPECT_STATE_DICT(ResNet18{}, {torchvision, sizeof torchvision});
