// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace series_panel::test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/my/series/new",
         [](const SignedIn& who) {
             return panel_get(who,
                              "/series/new?booking=" + who("own_booking") + "&table=yes&unit=week&every=1&times=2");
         }},
        {"POST /{business}/my/series/new",
         [](const SignedIn& who) {
             return panel_post(who, "/series/new",
                               {{"booking", who("own_booking")},
                                {"table", "yes"},
                                {"unit", "week"},
                                {"every", "1"},
                                {"times", "2"},
                                {"row_2", who("repeat_start") + "." + who("provider")}});
         }},
        {"GET /{business}/my/series/{id}",
         [](const SignedIn& who) { return panel_get(who, "/series/" + who("own_series")); }},
        {"GET /{business}/my/series/{id}/calendar.ics",
         [](const SignedIn& who) { return panel_get(who, "/series/" + who("own_series") + "/calendar.ics"); }},
        {"POST /{business}/my/series/{id}/cancellation",
         [](const SignedIn& who) {
             return panel_post(who, "/series/" + who("own_series") + "/cancellation",
                               {{"from", who("own_series_booking")}, {"reach", "following"}});
         }},
    };
}

}  // namespace series_panel::test
