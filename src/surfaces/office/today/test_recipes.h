// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::today_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office", [](const SignedIn& who) { return office_get(who, ""); }},
    };
}

}  // namespace office::today_test
