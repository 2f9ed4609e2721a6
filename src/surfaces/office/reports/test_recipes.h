// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::reports_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/reports",
         [](const SignedIn& who) { return office_get(who, "/reports?period=this-year"); }},
        {"GET /{business}/office/reports/table.csv",
         [](const SignedIn& who) { return office_get(who, "/reports/table.csv?table=people"); }},
    };
}

}  // namespace office::reports_test
