// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::panel_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/settings/customer-panel",
         [](const SignedIn& who) { return office_get(who, "/settings/customer-panel"); }},
        {"POST /{business}/office/settings/customer-panel",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-panel",
                                {{"panel", "yes"}, {"reschedule", "always"}, {"cancel", "always"}});
         }},
        {"POST /{business}/office/settings/customer-panel/preview",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-panel/preview",
                                {{"reschedule", "always"}, {"cancel", "always"}});
         }},
    };
}

}  // namespace office::panel_test
