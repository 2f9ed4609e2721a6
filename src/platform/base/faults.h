// Named points at which a test breaks the program on purpose. They are there only in builds with TIMEBOK_TESTS, and in
// the files that CMake names with timebok_faults(); elsewhere they are nothing at all.
//
// The environment variable TIMEBOK_FAULTS names what is broken: "book_without_asking,db.after_commit=0.002". Who reads
// it: docs/torture.md.
#pragma once

#include <string_view>

namespace faults {

#ifdef TIMEBOK_FAULTS

// TIMEBOK_FAULTS names it.
bool on(std::string_view point);
// Ends this process as SIGKILL does, with the probability that TIMEBOK_FAULTS gives.
void die(std::string_view point);

#else

constexpr bool on(std::string_view) { return false; }
inline void die(std::string_view) {}

#endif

}  // namespace faults
