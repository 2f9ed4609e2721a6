// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::demo_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /demo", [](const SignedIn&) { return get("/demo"); }},
        {"POST /demo",
         [](const SignedIn& who) {
             return form_post("/demo", {{"token", who("setup_token")}});
         }},
    };
}

}  // namespace office::demo_test
