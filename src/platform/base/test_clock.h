// The clock that a test hands to the whole program: TIMEBOK_TEST_NOW="2026-11-30T21:30:00Z" in the environment is the
// moment at which the process starts; from there on its clock runs at the usual pace. It is there only in builds with
// TIMEBOK_TESTS; elsewhere the variable means nothing (cmake/without-tests.sh proves that a release does not know it).
#pragma once

#include "base/time.h"

namespace base {

#ifdef TIMEBOK_TEST_CLOCK

// How far the clock of this process runs ahead of the machine's; negative behind it. Throws when the variable holds no
// RFC 3339 instant.
Seconds ahead_of_machine();

#else

constexpr Seconds ahead_of_machine() { return Seconds{0}; }

#endif

}  // namespace base
