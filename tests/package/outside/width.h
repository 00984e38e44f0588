// Read by the model only, so that the depfile has something to say.
#pragma once
inline constexpr int width = 4;
