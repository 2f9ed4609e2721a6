// Draws in the process that calls: libvips reads a stranger's bytes here. For the process apart (picture.cpp) and the
// fuzzer. What is made and refused: picture.h.
#pragma once

#include "pictures/picture.h"

#include <string>
#include <string_view>

namespace pictures {

Result<std::string> draw_portrait(std::string_view upload);
Result<std::string> draw_logo(std::string_view upload);
Result<std::string> draw_photo(std::string_view upload, const Size& size, int shortest_edge);

}  // namespace pictures
