#include "bookings/booking_calendar.h"

#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>

namespace bookings {
namespace {

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

CalendarEntry entry() {
    CalendarEntry out;
    out.id = BookingId{1234567890123};
    out.host = "book.example.org";
    out.title = "Klipp; kort, hos Studio Lind";
    out.place = "Torggata 12, Oslo";
    out.description = "Med Mira.\nSe, flytt eller avbestill: https://book.example.org/studio-lind/bookings/abcdefgh";
    out.url = "https://book.example.org/studio-lind/bookings/abcdefgh";
    out.organizer = "mailto:hei@studio-lind.example";
    out.organizer_name = "Studio \"Lind\", Oslo";
    out.zone = Zone::find("Europe/Oslo").value();
    out.time.begin = base::parse_instant("2027-03-29T09:00:00+02:00").value();  // the day after the clocks change
    out.time.end = out.time.begin + std::chrono::minutes{45};
    out.changed_at = base::parse_instant("2026-11-30T08:00:00Z").value();
    out.sequence = 3;
    return out;
}

Component parsed(const std::string& text) { return {icalparser_parse_string(text.c_str()), icalcomponent_free}; }

icalcomponent* event_of(const Component& calendar) {
    return icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
}

// The instant of a DTSTART or DTEND as a program that trusts only the file reads it.
std::int64_t instant_of(const Component& calendar, icalproperty_kind kind) {
    auto* property = icalcomponent_get_first_property(event_of(calendar), kind);
    const auto* tzid = icalproperty_get_parameter_as_string(property, "TZID");
    auto* zone = tzid ? icalcomponent_get_timezone(calendar.get(), tzid) : icaltimezone_get_utc_timezone();
    if (!zone) return 0;
    return icaltime_as_timet_with_zone(icalvalue_get_datetime(icalproperty_get_value(property)), zone);
}

TEST(CalendarFile, ComesBackAsItWentIn) {
    const auto in = entry();

    const auto calendar = parsed(calendar_file(in));

    ASSERT_TRUE(calendar);
    EXPECT_EQ(icalcomponent_get_method(calendar.get()), ICAL_METHOD_PUBLISH);
    auto* event = event_of(calendar);
    ASSERT_TRUE(event);
    EXPECT_EQ(icalcomponent_get_uid(event), base::to_text(in.id) + "@book.example.org");
    EXPECT_EQ(icalcomponent_get_sequence(event), 3);
    EXPECT_EQ(icalcomponent_get_status(event), ICAL_STATUS_CONFIRMED);
    EXPECT_EQ(icalcomponent_get_summary(event), in.title);
    EXPECT_EQ(icalcomponent_get_location(event), in.place);
    EXPECT_EQ(icalcomponent_get_description(event), in.description);
    auto* organizer = icalcomponent_get_first_property(event, ICAL_ORGANIZER_PROPERTY);
    EXPECT_STREQ(icalproperty_get_organizer(organizer), "mailto:hei@studio-lind.example");
    EXPECT_EQ(icalrestriction_check(calendar.get()), 1) << icalcomponent_as_ical_string(calendar.get());
}

TEST(CalendarFile, CarriesTheZoneThatItsTimesNeed) {
    for (const auto* zone :
         {"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"})
        for (const auto* start :
             {"2027-03-28T11:00:00Z", "2027-07-01T12:00:00Z", "2026-10-25T12:00:00Z", "2027-01-05T03:30:00Z"}) {
            auto in = entry();
            in.zone = Zone::find(zone).value();
            in.time.begin = base::parse_instant(start).value();
            in.time.end = in.time.begin + std::chrono::hours{1};

            const auto text = calendar_file(in);
            const auto calendar = parsed(text);

            EXPECT_EQ(instant_of(calendar, ICAL_DTSTART_PROPERTY), in.time.begin.time_since_epoch().count())
                << zone << start << text;
            EXPECT_EQ(instant_of(calendar, ICAL_DTEND_PROPERTY), in.time.end.time_since_epoch().count())
                << zone << start;
            EXPECT_NE(text.find(std::string("TZID:") + zone), text.npos) << text;
        }
}

TEST(CalendarFile, SaysTheSecondRunOfARepeatedHourInUtc) {
    auto in = entry();
    in.time.begin = base::parse_instant("2026-10-25T02:30:00+01:00").value();
    in.time.end = in.time.begin + std::chrono::minutes{45};

    const auto text = calendar_file(in);

    EXPECT_NE(text.find("DTSTART:20261025T013000Z"), text.npos) << text;
    EXPECT_EQ(instant_of(parsed(text), ICAL_DTSTART_PROPERTY), in.time.begin.time_since_epoch().count());
}

TEST(CalendarFile, FoldsItsLinesAndEndsThemAsTheStandardSays) {
    auto in = entry();
    in.description = std::string(70, 'a') + "øøøøøøøøøøøøøøøø" + std::string(200, 'b');

    const auto text = calendar_file(in);

    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        ASSERT_NE(end, text.npos);
        EXPECT_LE(end - at, 75u) << text.substr(at, end - at);
        EXPECT_EQ(text.substr(at, end - at).find('\n'), text.npos);
        at = end + 2;
    }
    EXPECT_EQ(icalcomponent_get_description(event_of(parsed(text))), in.description);
}

TEST(CalendarFile, TellsWhetherItIsCertainOrCancelled) {
    auto in = entry();
    in.status = Status::pending;
    EXPECT_EQ(icalcomponent_get_status(event_of(parsed(calendar_file(in)))), ICAL_STATUS_TENTATIVE);
    in.status = Status::cancelled;
    EXPECT_EQ(icalcomponent_get_status(event_of(parsed(calendar_file(in)))), ICAL_STATUS_CANCELLED);
}

TEST(CalendarLinks, CarryTheTimeAndEscapeTheRest) {
    const auto google = google_calendar_url(entry());
    EXPECT_NE(google.find("dates=20270329T070000Z/20270329T074500Z"), google.npos) << google;
    EXPECT_NE(google.find("text=Klipp%3B%20kort%2C%20hos%20Studio%20Lind"), google.npos) << google;
    EXPECT_NE(outlook_calendar_url(entry()).find("startdt=2027-03-29T07%3A00%3A00Z"), std::string::npos);
}

}  // namespace
}  // namespace bookings
