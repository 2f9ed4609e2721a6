// Days, months, moments (RFC 3339) and names of time zones.
#include "fuzz/fuzz.h"

void fuzz(std::string_view bytes) {
    static const auto oslo = *Zone::find("Europe/Oslo"), apia = *Zone::find("Pacific/Apia");
    if (const auto day = base::parse_day(bytes)) CHECK(base::to_text(*day) == bytes);
    if (const auto month = base::parse_month(bytes)) CHECK(base::to_text(*month).starts_with(bytes));
    if (const auto instant = base::parse_instant(bytes)) {
        CHECK(base::parse_instant(base::to_text(*instant)) == instant);
        for (const auto& zone : {oslo, apia}) {
            const auto day = zone.span(zone.day(*instant));
            CHECK(day.begin <= *instant && *instant < day.end);
        }
    }
    if (const auto zone = Zone::find(bytes)) CHECK(Zone::find(zone->name()) == zone);
}
