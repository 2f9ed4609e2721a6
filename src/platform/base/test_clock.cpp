#include "base/test_clock.h"

#ifdef TIMEBOK_TEST_CLOCK

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace base {
namespace {

Seconds read_ahead() {
    const char* const variable = std::getenv("TIMEBOK_TEST_NOW");
    if (!variable) return Seconds{0};
    const auto wanted = parse_instant(variable);
    if (!wanted) throw std::runtime_error(fmt::format("TIMEBOK_TEST_NOW is no instant: {:?}", variable));
    return *wanted - std::chrono::floor<Seconds>(std::chrono::system_clock::now());
}

}  // namespace

Seconds ahead_of_machine() {
    static const Seconds ahead = read_ahead();
    return ahead;
}

}  // namespace base

#endif
