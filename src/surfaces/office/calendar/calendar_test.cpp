#include "office/frame/test_office.h"

#include <nlohmann/json.hpp>

namespace office::test {
namespace {

using bookings::Booking;
using nlohmann::json;

class OfficeCalendar : public OfficeTest {
protected:
    OfficeCalendar() { as_owner(); }

    Booking made(std::string_view when, std::optional<ProviderId> provider = {}) {
        return world.book(world.anna, world.salon.cut, provider.value_or(world.salon.mira), when).value().booking;
    }
    // A place in the same appointment.
    Booking joined(const Booking& with, const customers::Details& who) {
        auto wish = world.wish(who, world.salon.cut, world.salon.mira, "tue 10:00");
        wish.appointment = with.appointment_id;
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::book(tx, world.context(), business(), wish, bookings::Rules::staff);
            })
            .value()
            .booking;
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& reading) { return *bookings::find(reading, business(), id); });
    }
    json data(const std::string& query) {
        const auto answer = get(calendar_data, office("/calendar/data?" + query));
        EXPECT_EQ(answer.status, 200);
        return answer.body ? json::parse(*answer.body) : json();
    }
    std::string token() {
        const auto page = get(calendar, office("/calendar?view=day&day=2026-12-01"));
        const auto at = page.body->find("data-token=\"") + std::string_view("data-token=\"").size();
        return page.body->substr(at, page.body->find('"', at) - at);
    }
    http::Response send(const Booking& booking, const Handler& handler, std::string_view what, Pairs form) {
        form.emplace_back("token", token());
        const auto id = base::to_text(booking.id);
        return post(handler, office(fmt::format("/calendar/bookings/{}/{}", id, what)), std::move(form), id);
    }
    http::Response move(const Booking& booking, const std::string& at, Pairs more = {}) {
        more.emplace_back("at", at);
        more.emplace_back("version", std::to_string(booking.version));
        return send(booking, calendar_move, "move", std::move(more));
    }
    static std::string code(const http::Response& answer) { return json::parse(*answer.body).value("code", ""); }
    static std::string ask(const http::Response& answer) { return json::parse(*answer.body).value("ask", ""); }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeCalendar, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeCalendar, TellsADayByItsProvidersInWallClockTimes) {
    const auto cut = made("tue 10:00");
    const auto day = data("view=day&day=2026-12-01");
    ASSERT_EQ(day["columns"].size(), 2u);
    EXPECT_EQ(day["columns"][0]["load"], "1 booked, 6 hr 45 min free");
    ASSERT_EQ(day["events"].size(), 1u);
    const auto& event = day["events"][0];
    EXPECT_EQ(event["id"], base::to_text(cut.id));
    EXPECT_EQ(event["at"], "2026-12-01T10:00");
    EXPECT_EQ(event["for"], 45);
    EXPECT_EQ(event["v"], cut.version);
    EXPECT_EQ(day["services"][event["of"].get<std::size_t>()]["name"], "Haircut");
    const auto kinds = [&](std::string_view kind) {
        return std::ranges::count_if(day["shades"], [&](const json& shade) { return shade["kind"] == kind; });
    };
    EXPECT_EQ(kinds("closed"), 4);
    EXPECT_EQ(kinds("pause"), 2);
}

TEST_P(OfficeCalendar, HidesWhatWasGivenUpUnlessItIsAskedFor) {
    const auto cut = made("tue 10:00");
    (void)world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), business(), cut.id, {activity::ActorKind::staff, owner.value},
                                bookings::Rules::staff);
    });
    EXPECT_EQ(data("view=day&day=2026-12-01")["events"].size(), 0u);
    EXPECT_EQ(data("view=day&day=2026-12-01&status=cancelled")["events"].size(), 1u);
}

TEST_P(OfficeCalendar, ShowsAProviderNothingButTheirOwn) {
    made("tue 10:00");
    hire("Jo Other", "jo@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("jo@example.com").status, 303);
    const auto week = data("view=week&day=2026-12-01&provider=" + base::to_text(world.salon.mira));
    EXPECT_EQ(week["events"].size(), 0u);
    for (const auto& column : week["columns"]) EXPECT_EQ(column["name"], "Jo Other");
}

TEST_P(OfficeCalendar, RemembersHowThePersonLookedAtIt) {
    const auto chosen = get(calendar, office("/calendar?view=week&day=2026-12-01&colour=status&dense=yes"));
    const auto kept = cookie(chosen, "tb_calendar");
    ASSERT_FALSE(kept.empty());
    auto later = request(http::Method::get, office("/calendar?day=2026-12-08"));
    later.headers = {{"accept-language", "en"}, {"cookie", "tb_staff=" + session + "; tb_calendar=" + kept}};
    const auto again = Handler(calendar)(later, environment);
    EXPECT_TRUE(shows(again, "data-view=\"week\""));
    EXPECT_TRUE(shows(again, "data-colour=\"status\""));
    EXPECT_TRUE(shows(again, "data-first=\"2026-12-07\""));

    hire("Ola Other", "ola@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("ola@example.com").status, 303);
    later.headers = {{"accept-language", "en"}, {"cookie", "tb_staff=" + session + "; tb_calendar=" + kept}};
    EXPECT_TRUE(shows(Handler(calendar)(later, environment), "data-view=\"day\"")) << "another person's choice";
}

TEST_P(OfficeCalendar, MovesWhereItIsDroppedAndTakesThatBack) {
    const auto cut = made("tue 10:00");
    const auto moved =
        move(cut, "2026-12-01T14:00", {{"provider", base::to_text(world.salon.jonas)}, {"length", "60"}});
    ASSERT_EQ(moved.status, 200) << *moved.body;
    const auto there = stored(cut.id);
    EXPECT_EQ(there.time.begin, world.at("tue 14:00"));
    EXPECT_EQ(there.time.end, world.at("tue 15:00"));
    EXPECT_EQ(there.provider_id, world.salon.jonas);

    const auto undone = send(there, calendar_undo, "undo", {{"version", std::to_string(there.version)}});
    ASSERT_EQ(undone.status, 200) << *undone.body;
    EXPECT_EQ(stored(cut.id).time, cut.time);
    EXPECT_EQ(stored(cut.id).provider_id, world.salon.mira);
}

TEST_P(OfficeCalendar, RefusesADropByTheClockOfAnotherZone) {
    const auto cut = made("tue 10:00");
    EXPECT_EQ(data("view=day&day=2026-12-01").at("zone"), "Europe/Oslo");
    change_zone("Europe/London");
    const auto refused = move(cut, "2026-12-01T14:00", {{"shown_in", "Europe/Oslo"}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(code(refused), "booking.zone_changed");
    EXPECT_EQ(json::parse(*refused.body).at("zone"), "Europe/London");
    EXPECT_EQ(stored(cut.id).time, cut.time);
    EXPECT_EQ(move(cut, "2026-12-01T14:00", {{"shown_in", "Europe/London"}}).status, 200);
    EXPECT_EQ(stored(cut.id).time.begin, world.at("tue 14:00", Zone::find("Europe/London").value()));
}

TEST_P(OfficeCalendar, RefusesADropOfWhatAnotherChangedMeanwhile) {
    const auto cut = made("tue 10:00");
    ASSERT_EQ(move(cut, "2026-12-01T14:00").status, 200);
    const auto late = move(cut, "2026-12-01T15:00");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(code(late), "booking.changed_meanwhile");
    EXPECT_EQ(stored(cut.id).time.begin, world.at("tue 14:00"));
}

TEST_P(OfficeCalendar, AsksBeforeItMovesOutsideTheHoursOrOverAnother) {
    const auto cut = made("tue 10:00");
    made("tue 14:00");
    const auto night = move(cut, "2026-12-01T20:00");
    EXPECT_EQ(night.status, 409);
    EXPECT_EQ(ask(night), "outside_hours");
    EXPECT_EQ(move(cut, "2026-12-01T20:00", {{"outside_hours", "yes"}}).status, 200);
    const auto over = move(stored(cut.id), "2026-12-01T14:15");
    EXPECT_EQ(over.status, 409);
    EXPECT_EQ(ask(over), "overbooking");
    EXPECT_EQ(move(stored(cut.id), "2026-12-01T14:15", {{"overbooking", "She insists"}}).status, 200);
}

TEST_P(OfficeCalendar, AsksWhichOfTwoTimesIsMeantAndRefusesOneThatTheClocksSkip) {
    const auto cut = made("tue 10:00");
    const auto skipped = move(cut, "2027-03-28T02:30", {{"outside_hours", "yes"}});
    EXPECT_EQ(skipped.status, 409);
    EXPECT_EQ(code(skipped), "time.skipped");
    const auto twice = move(cut, "2027-10-31T02:30", {{"outside_hours", "yes"}});
    EXPECT_EQ(code(twice), "time.twice");
    EXPECT_EQ(ask(twice), "which");
    ASSERT_EQ(move(cut, "2027-10-31T02:30", {{"outside_hours", "yes"}, {"which", "second"}}).status, 200);
    EXPECT_EQ(base::to_text(stored(cut.id).time.begin), "2027-10-31T01:30:00Z");
}

TEST_P(OfficeCalendar, SaysWhereItMayNotBeDropped) {
    const auto cut = made("tue 10:00");
    made("tue 14:00");
    const auto id = base::to_text(cut.id);
    const auto answer =
        get(calendar_refusals,
            office(fmt::format("/calendar/bookings/{}/refusals?from=2026-12-01&to=2026-12-01&provider={}", id,
                               base::to_text(world.salon.mira))),
            id);
    ASSERT_EQ(answer.status, 200);
    const auto refused = json::parse(*answer.body)["refused"];
    const auto at = [&](std::string_view when) -> std::string {
        for (const auto& each : refused)
            if (each["at"].get<std::string>() <= when && when < each["to"].get<std::string>()) return each["ask"];
        return "";
    };
    EXPECT_EQ(at("2026-12-01T08:00"), "outside_hours");
    EXPECT_EQ(at("2026-12-01T10:00"), "");
    EXPECT_EQ(at("2026-12-01T14:15"), "overbooking");
}

TEST_P(OfficeCalendar, MovesAllWhoShareAnAppointmentAndTakesThatBack) {
    world.change(world.salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    const auto anna = made("tue 10:00"), ben = joined(anna, world.ben);
    const auto shown = [&] { return data("view=day&day=2026-12-01")["events"][0]; };
    const auto seen = [&] {
        std::string out;
        for (const auto& each : shown()["people"])
            out += fmt::format("{}{}-{}", out.empty() ? "" : " ", each["id"].get<std::string>(), each["v"].get<int>());
        return out;
    };
    EXPECT_EQ(shown()["seats"], (json{2, 3}));
    const auto all = [&](const std::string& at, const std::string& saw) {
        return move(anna, at, {{"whole", "yes"}, {"seen", saw}, {"length", "60"}});
    };
    EXPECT_EQ(code(all("2026-12-01T14:00", "")), "booking.changed_meanwhile") << "who shares it was not seen";
    EXPECT_EQ(code(all("2026-12-01T14:00", base::to_text(anna.id) + "-1")), "booking.changed_meanwhile");
    EXPECT_EQ(ask(all("2026-12-01T20:00", seen())), "outside_hours");
    const auto moved = all("2026-12-01T10:15", seen());
    ASSERT_EQ(moved.status, 200) << *moved.body;
    for (const auto id : {anna.id, ben.id}) {
        EXPECT_EQ(stored(id).time.begin, world.at("tue 10:15"));
        EXPECT_EQ(stored(id).time.end, world.at("tue 11:15"));
        EXPECT_EQ(stored(id).appointment_id, anna.appointment_id);
    }
    const auto there = json::parse(*moved.body);
    EXPECT_EQ(there["seen"], seen());
    const auto undone = send(anna, calendar_undo, "undo",
                             {{"version", std::to_string(there["version"].get<int>())},
                              {"whole", "yes"},
                              {"seen", there["seen"].get<std::string>()}});
    ASSERT_EQ(undone.status, 200) << *undone.body;
    for (const auto id : {anna.id, ben.id}) EXPECT_EQ(stored(id).time, anna.time);
}

TEST_P(OfficeCalendar, SaysWhereAllWhoShareAnAppointmentMayNotBeDropped) {
    world.change(world.salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    const auto anna = made("tue 10:00");
    joined(anna, world.ben);
    const auto id = base::to_text(anna.id);
    const auto count = [&](const std::string& whole) {
        const auto answer =
            get(calendar_refusals,
                office(fmt::format("/calendar/bookings/{}/refusals?from=2026-12-01&to=2026-12-01&provider={}{}", id,
                                   base::to_text(world.salon.mira), whole)),
                id);
        EXPECT_EQ(answer.status, 200);
        return std::ranges::count_if(json::parse(*answer.body)["refused"],
                                     [](const json& each) { return each["ask"] == "overbooking"; });
    };
    EXPECT_EQ(count(""), 1) << "the other one stays there";
    EXPECT_EQ(count("&whole=yes"), 0);
}

TEST_P(OfficeCalendar, ApprovesInPlaceAndComesBack) {
    const auto pending = world.book(world.anna, world.salon.colour, world.salon.mira, "tue 10:00").value().booking;
    const auto page = get(calendar, office("/calendar?view=day&day=2026-12-01"));
    EXPECT_TRUE(shows(page, "Awaiting approval"));
    const auto back = office("/calendar?view=day&day=2026-12-01");
    const auto id = base::to_text(pending.id), path = office("/bookings/" + id + "/status");
    const auto send = [&](const std::string& to) {
        return post(set_appointment_status, path, {{"token", token()}, {"status", "approved"}, {"back", to}}, id);
    };
    const auto answer = send(back);
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header(answer, "Location"), back + "&done=status");
    EXPECT_EQ(world.status_of(pending.id), bookings::Status::approved);
    const auto elsewhere = send("https://example.org/");
    EXPECT_FALSE(header(elsewhere, "Location").starts_with("https://example.org")) << "nobody is sent elsewhere";
}

TEST_P(OfficeCalendar, SaysAnAppointmentInFewBytes) {
    // 1,000 of them in a week of 20 providers are not to be more than 150 KB.
    constexpr std::size_t kMost = 140;
    for (const auto* when : {"tue 09:00", "tue 10:00", "wed 09:00", "thu 09:00", "thu 10:00", "fri 13:00"}) made(when);
    const auto events = data("view=week&day=2026-12-01")["events"];
    ASSERT_EQ(events.size(), 6u);
    EXPECT_LE(events.dump().size() / events.size(), kMost);
}

}  // namespace
}  // namespace office::test
