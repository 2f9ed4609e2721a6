// A customer's series in the panel: repeated on chosen weekdays, told as one, given to a calendar as a whole.
#include "series_panel/series_panel.h"

#include "portal/test_house.h"
#include "series/series.h"

namespace portal::test {
namespace {

class SeriesPanel : public Portal {
protected:
    SeriesPanel() {
        series::subscribe(world.registry);
        series_panel::register_pages(world.registry);
        world.db().write([&](db::Tx& tx) {
            return series::set_most_by_customers(tx, world.context(), salon(), world.salon.cut, 12, {}).value();
        });
    }
    http::Response plan(const bookings::Booking& booking, const std::string& rest = "") {
        return browser.get(series_panel::plan,
                           "/studio-lind/my/series/new?booking=" + base::to_text(booking.id) + rest);
    }
    http::Response home() { return browser.get(appointments, "/studio-lind/my"); }
    Pairs of(SeriesId id) const { return {{"id", base::to_text(id)}}; }
    // The appointment again and again, as the form is sent with every date as it was shown.
    SeriesId repeat(const bookings::Booking& booking, const std::string& rule) {
        const auto page = plan(booking, "&table=yes" + rule);
        Pairs form{{"booking", base::to_text(booking.id)}, {"table", "yes"}};
        for (const auto& pair : http::parse_form(rule.substr(1)).value().pairs()) form.push_back(pair);
        const auto text = main_of(page);
        for (auto at = text.find("name=\"row_"); at != text.npos; at = text.find("name=\"row_", at + 1)) {
            const auto name = "row_" + after(text, "name=\"row_", at);
            const auto value = after(text, "value=\"", at);
            if (std::ranges::find(form, name, &std::pair<std::string, std::string>::first) == form.end())
                form.emplace_back(name, value);
        }
        const auto made = browser.submit(series_panel::book, page, form);
        EXPECT_EQ(made.status, 303) << short_main(made);
        const auto to = header(made, "Location");
        const auto begin = to.find("/series/") + 8;
        return base::parse_id<SeriesId>(to.substr(begin, to.find('?') - begin)).value_or(SeriesId{});
    }
    std::vector<std::string> days(SeriesId id) {
        std::vector<std::string> out;
        world.db().read([&](db::Session& session) {
            for (const auto& part : series::list_parts(session, salon(), id))
                out.push_back(base::to_text(world.salon.zone.day(part.booking.time.begin)));
        });
        return out;
    }

    Login login = enter();
};
INSTANTIATE_TEST_SUITE_P(Engines, SeriesPanel, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(SeriesPanel, RepeatsOnTheWeekdaysThatAreTicked) {
    const auto booking = book(world.anna, "tue 10:00");
    const auto page = plan(booking);
    EXPECT_TRUE(shows(page, "name=\"weekdays_2\" value=\"yes\" checked"));
    EXPECT_TRUE(shows(page, "name=\"weekdays_8\" value=\"yes\">"));
    const auto series = repeat(booking, "&unit=week&every=1&times=4&weekdays_2=yes&weekdays_8=yes");
    EXPECT_EQ(days(series), (std::vector<std::string>{"2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10"}));
}

TEST_P(SeriesPanel, KeepsTheWeekdayOfTheAppointmentAmongThem) {
    const auto booking = book(world.anna, "tue 10:00");
    const auto series = repeat(booking, "&unit=week&every=1&times=3&weekdays_8=yes");
    EXPECT_EQ(days(series), (std::vector<std::string>{"2026-12-01", "2026-12-03", "2026-12-08"}));
}

TEST_P(SeriesPanel, StandsInTheListAsOne) {
    const auto booking = book(world.anna, "tue 10:00");
    const auto alone = book(world.anna, "wed 13:00");
    const auto series = repeat(booking, "&unit=week&every=1&times=4");
    const auto page = home();
    EXPECT_EQ(count(main_of(page), "class=\"tb-row tb-row-wrap\""), 2);
    EXPECT_TRUE(shows(page, "and 3 more dates"));
    EXPECT_TRUE(shows(page, "/my/series/" + base::to_text(series)));
    world.db().read([&](db::Session& session) {
        for (const auto& part : series::list_parts(session, salon(), series))
            EXPECT_TRUE(shows(page, "/my/appointments/" + base::to_text(part.booking.id)));
    });
    EXPECT_TRUE(shows(page, "/my/appointments/" + base::to_text(alone.id)));
}

TEST_P(SeriesPanel, GivesTheCalendarAllDatesInOneFile) {
    const auto series = repeat(book(world.anna, "tue 10:00"), "&unit=week&every=1&times=3");
    const auto path = "/studio-lind/my/series/" + base::to_text(series);
    EXPECT_TRUE(shows(browser.get(series_panel::show, path, of(series)), path + "/calendar.ics"));
    const auto file = browser.get(series_panel::calendar, path + "/calendar.ics", of(series));
    EXPECT_EQ(file.status, 200);
    EXPECT_TRUE(file.type.starts_with("text/calendar"));
    EXPECT_EQ(count(*file.body, "BEGIN:VEVENT"), 3);
    EXPECT_EQ(browser.get(series_panel::calendar, path, {{"id", "nonsense"}}).status, 404);
}

}  // namespace
}  // namespace portal::test
