// What the verbs of series share. Internal to series.
#pragma once

#include "activity/telling.h"
#include "series/series_store.h"

namespace series {

// The activity is that of the first of these bookings, and says of which series it is and how many there are.
void record(db::Tx& tx, const Context& context, SeriesId series, const std::vector<bookings::Booking>& those,
            std::string_view type, activity::Actor actor, bookings::Telling telling);
std::vector<activity::Type> activity_types();
void add_personal(activity::Registry& registry);

}  // namespace series
