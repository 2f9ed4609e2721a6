// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::search_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/search", [](const SignedIn& who) { return office_get(who, "/search?q=anna"); }},
        {"GET /{business}/office/search/found",
         [](const SignedIn& who) { return office_get(who, "/search/found?q=4.12."); }},
    };
}

}  // namespace office::search_test
