// A fuzzer is one function over bytes as a stranger sends them (bin/fuzz). It fails by a CHECK, or by what the
// sanitizers see.
#pragma once

#include "base/base.h"

#include <string_view>

void fuzz(std::string_view bytes);
