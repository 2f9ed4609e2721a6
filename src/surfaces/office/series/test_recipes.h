// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::series_test {

using namespace support::walk;

inline std::string asked(const SignedIn& who) {
    return fmt::format("?from={}&reach=following", who("office_series_booking"));
}

inline Recipes recipes() {
    return {
        {"GET /{business}/office/series/new",
         [](const SignedIn& who) {
             return office_get(
                 who, fmt::format("/series/new?service={}&start={}&customer={}&table=yes&unit=week&every=1"
                                  "&times=3",
                                  who("service"), base::percent_encoded(who("start")), who("office_customer")));
         }},
        {"POST /{business}/office/series/new",
         [](const SignedIn& who) {
             return office_post(who, "/series/new",
                                {{"service", who("service")},
                                 {"provider", who("provider")},
                                 {"start", who("start")},
                                 {"customer", who("office_customer")},
                                 {"table", "yes"},
                                 {"unit", "week"},
                                 {"every", "1"},
                                 {"times", "2"},
                                 {"row_1", who("start") + "." + who("provider")},
                                 {"row_2", who("start_later") + "." + who("provider")}});
         }},
        {"POST /{business}/office/services/{id}/series",
         [](const SignedIn& who) {
             return office_post(who, "/services/" + who("service") + "/series", {{"series_max", "24"}});
         }},
        {"GET /{business}/office/customers/{id}/series",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/series"); }},
        {"GET /{business}/office/series/{id}",
         [](const SignedIn& who) { return office_get(who, "/series/" + who("office_series")); }},
        {"GET /{business}/office/series/{id}/move",
         [](const SignedIn& who) { return office_get(who, "/series/" + who("office_series") + "/move" + asked(who)); }},
        {"POST /{business}/office/series/{id}/move",
         [](const SignedIn& who) {
             return office_post(who, "/series/" + who("office_series") + "/move",
                                {{"from", who("office_series_booking")},
                                 {"reach", "following"},
                                 {"day", who("series_day")},
                                 {"time", "09:15"},
                                 {"table", "yes"},
                                 {"version_1", "1"},
                                 {"row_1", who("series_moved_1") + "." + who("provider")},
                                 {"version_2", "1"},
                                 {"row_2", who("series_moved_2") + "." + who("provider")}});
         }},
        {"GET /{business}/office/series/{id}/cancellation",
         [](const SignedIn& who) {
             return office_get(who, "/series/" + who("office_series") + "/cancellation" + asked(who));
         }},
        {"POST /{business}/office/series/{id}/cancellation",
         [](const SignedIn& who) {
             return office_post(who, "/series/" + who("office_series") + "/cancellation",
                                {{"from", who("office_series_booking")}, {"reach", "all"}});
         }},
    };
}

}  // namespace office::series_test
