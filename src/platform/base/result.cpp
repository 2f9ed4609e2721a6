#include "base/result.h"

#include <fmt/format.h>

#include <stdexcept>

namespace base {

void check_failed(const char* condition, const char* file, int line) {
    throw std::logic_error(fmt::format("CHECK failed: {} at {}:{}", condition, file, line));
}

}  // namespace base
