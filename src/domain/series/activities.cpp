// What happens to series.
#include "bookings/edit.h"
#include "bookings/many.h"
#include "db/db.h"
#include "personal/merge.h"
#include "series/record.h"

#include <nlohmann/json.hpp>

namespace series {
namespace {

using nlohmann::json;

std::string say_moment(const activity::Reader& reader, const json& value) {
    return value.is_number_integer() ? reader.moment(Instant{Seconds{value.get<std::int64_t>()}})
                                     : activity::plain_value(reader, value);
}

}  // namespace

void record(db::Tx& tx, const Context& context, SeriesId series, const std::vector<bookings::Booking>& those,
            std::string_view type, activity::Actor actor, bookings::Telling telling) {
    const auto& first = those.front();
    auto ids = json::array();
    for (const auto& each : those) ids.push_back(each.id.value);
    json data{{"series_id", series.value},
              {"booking_id", first.id.value},
              {"bookings", std::move(ids)},
              {"status", bookings::to_text(first.status)},
              {"after", {{"starts_at", first.time.begin.time_since_epoch().count()}, {"dates", those.size()}}}};
    if (telling != bookings::Telling::at_once) data["telling"] = bookings::to_text(telling);
    activity::record(tx, context.registry, first.business_id, context.clock.now(),
                     {type, first.id.value, actor, data.dump()});
}

std::vector<activity::Type> activity_types() {
    const std::vector<activity::Field> fields{{"starts_at", N_("From"), say_moment}, {"dates", N_("Appointments")}};
    return {
        {.name = "series.made", .words = N_("A series was booked"), .fields = fields},
        {.name = "series.extended", .words = N_("The series was extended"), .fields = fields},
        {.name = "series.moved", .words = N_("Appointments of the series were moved"), .fields = fields},
        {.name = "series.cancelled", .words = N_("Appointments of the series were cancelled"), .fields = fields},
        {.name = "series.offer_changed",
         .words = N_("Series by customers were changed"),
         .fields = {{"most", N_("Appointments of a series that customers may book")}}},
    };
}

void subscribe(activity::Registry& registry) {
    registry.add(activity_types());
    registry.add(bookings::Forgetting{store::let_go_of_booking});
    registry.add(bookings::CountedTogether{store::count_with_others});
    add_personal(registry);
    registry.add(personal::rows_move("series", {"series"}));
}

}  // namespace series
