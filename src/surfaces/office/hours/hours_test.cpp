#include "catalog/add_ons.h"
#include "office/frame/test_office.h"
#include "office/hours/plan.h"

namespace office::test {
namespace {

using namespace std::chrono_literals;

class OfficeHours : public OfficeTest {
protected:
    std::string id = base::to_text(world.salon.mira);
    std::string path = office("/hours/people/" + id);

    OfficeHours() { as_owner(); }

    staff::Week week_of(ProviderId provider) {
        return world.db().read([&](db::Session& s) { return staff::find_week(s, business(), provider); });
    }
    Pairs week_form() { return with(form_of(*get(weekly_hours, path, id).body, path), "do", "save"); }
    http::Response save(const Pairs& form) { return post(save_weekly_hours, path, form, id); }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeHours, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeHours, TheOverviewShowsEachPersonsWeekWithItsExceptions) {
    const auto day = world.salon.zone.day(world.at("wed 10:00"));
    world.db().write([&](db::Tx& tx) {
        return staff::add_days_off(tx, business(), world.salon.jonas, {day, day}, "ill");
    });
    const auto page = get(hours, office("/hours"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Week of Monday 30 November 2026"));
    EXPECT_TRUE(shows(page, path));
    EXPECT_TRUE(shows(page, "09:00\u201317:00"));
    EXPECT_TRUE(shows(page, ">day off<"));
    EXPECT_TRUE(shows(page, "Not told yet."));
    EXPECT_FALSE(shows(get(hours, office("/hours?week=2026-12-09")), ">day off<"));
    EXPECT_EQ(get(hours, office("/hours?week=9999-12-31")).status, 200);
}

TEST_P(OfficeHours, OpeningHoursAreTypedADayALine) {
    const auto opening = office("/hours/opening");
    const auto form = form_of(*get(opening_hours, opening).body, opening);
    const auto saved = post(save_opening_hours, opening, with(with(form, "hours_1", "9-12, 13-17"), "hours_6", "22-2"));
    EXPECT_EQ(saved.status, 303);
    EXPECT_TRUE(shows(get(hours, office("/hours")), "09:00-12:00, 13:00-17:00"));
    EXPECT_TRUE(shows(get(opening_hours, opening), "22:00-02:00"));

    const auto wrong = post(save_opening_hours, opening, with(form, "hours_2", "17-9"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "17-9 ends before it begins. If it ends on the next day, write 17-9+1."));
    EXPECT_TRUE(shows(wrong, "value=\"17-9\""));
}

TEST_P(OfficeHours, WhoWorksWheneverItIsOpenFollowsTheOpeningHours) {
    const auto opening = office("/hours/opening");
    world.db().write([&](db::Tx& tx) {
        std::vector<staff::OpeningHours> open;
        for (int day = 1; day <= 5; ++day) open.push_back({day, {9h, 17h}});
        const staff::Context context{world.clock, world.registry};
        staff::set_opening_hours(tx, context, business(), {}, open, {}).value();
        staff::change_weekly_hours(tx, context, business(), world.salon.jonas, staff::starting_week(open, {}), {})
            .value();
    });
    const auto mira = week_of(world.salon.mira);
    const auto page = get(opening_hours, opening);
    EXPECT_TRUE(shows(page, "Jonas"));
    const auto form = form_of(*page.body, opening);
    EXPECT_EQ(post(save_opening_hours, opening, with(form, "hours_6", "10-14")).status, 303);
    EXPECT_EQ(week_of(world.salon.jonas).hours.back(), (availability::WeeklyHours{6, {10h, 14h}}));
    EXPECT_EQ(week_of(world.salon.mira), mira) << "who has hours of their own keeps them";

    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.jonas, "sat 10:00"));
    const auto again = form_of(*get(opening_hours, opening).body, opening);
    EXPECT_EQ(post(save_opening_hours, opening, with(again, "hours_6", "")).status, 409);
    EXPECT_EQ(week_of(world.salon.jonas).hours.back(), (availability::WeeklyHours{6, {10h, 14h}}));
    EXPECT_EQ(post(save_opening_hours, opening, without(with(again, "hours_6", ""), "people_follow")).status, 303);
    EXPECT_EQ(week_of(world.salon.jonas).hours.back(), (availability::WeeklyHours{6, {10h, 14h}})) << "as was asked";
}

TEST_P(OfficeHours, AWeekIsChangedWithBreaksAndToldInTheLog) {
    auto form = week_form();
    EXPECT_NE(std::ranges::find(form, std::pair<std::string, std::string>("p0_hours_1", "09:00-17:00")), form.end());
    EXPECT_NE(std::ranges::find(form, std::pair<std::string, std::string>("p0_breaks_1", "12:00-12:30")), form.end());
    const auto before = week_of(world.salon.mira);
    EXPECT_EQ(save(form).status, 303);
    EXPECT_EQ(week_of(world.salon.mira), before) << "what is saved as it was drawn stays as it is";

    form = with(with(form, "p0_hours_6", "10-14"), "p0_breaks_6", "12-12:15");
    EXPECT_EQ(save(form).status, 303);
    EXPECT_EQ(week_of(world.salon.mira).hours.back(), (availability::WeeklyHours{6, {10h, 14h}}));
    EXPECT_EQ(activities_of(world.salon.mira.value), std::vector<std::string>{"hours.changed"});
    EXPECT_EQ(save(form).status, 409) << "drawn from the week before";
    EXPECT_TRUE(shows(save(form), "Somebody else has changed these hours meanwhile."));
}

TEST_P(OfficeHours, SaysWhatIsWrongBesideItsLine) {
    const auto page = save(with(with(week_form(), "p0_hours_1", "9-12, 11-15"), "p0_breaks_2", "18-19"));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "09:00-12:00 and 11:00-15:00 are at the same time."));
    const auto outside = save(with(week_form(), "p0_breaks_2", "18-19"));
    EXPECT_EQ(outside.status, 422);
    EXPECT_TRUE(shows(outside, "The break 18:00-19:00 lies outside the hours of that day."));
    EXPECT_TRUE(shows(outside, "Something in the hours has to be corrected first.") ||
                shows(outside, "id=\"tb-preview\""));
    EXPECT_TRUE(activities_of(world.salon.mira.value).empty());
}

TEST_P(OfficeHours, NamesTheAppointmentsThatWouldLieOutsideBeforeItSaves) {
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking.id;
    const auto form = with(week_form(), "p0_hours_2", "13-17");
    const auto asked = save(with(form, "p0_breaks_2", ""));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "1 coming appointment lies outside these hours:"));
    EXPECT_TRUE(shows(asked, office("/bookings/" + base::to_text(booked))));
    EXPECT_TRUE(shows(asked, "Save anyway"));
    EXPECT_TRUE(activities_of(world.salon.mira.value).empty());
    EXPECT_EQ(save(with(form_of(*asked.body, path), "do", "anyway")).status, 303);
    EXPECT_EQ(activities_of(world.salon.mira.value), std::vector<std::string>{"hours.changed"});
    EXPECT_EQ(world.status_of(booked), bookings::Status::approved) << "it stays";
}

TEST_P(OfficeHours, ADayIsCopiedInTheFormAndAWeekToOthers) {
    auto form = with(with(with(week_form(), "p0_hours_1", "8-10"), "p0_breaks_1", ""), "do", "copy");
    const auto copied = save(with(with(form, "copy_from", "1"), "copy_to_7", "yes"));
    EXPECT_EQ(copied.status, 200);
    EXPECT_TRUE(shows(copied, "The day is copied. Save to keep it."));
    EXPECT_TRUE(activities_of(world.salon.mira.value).empty());
    form = with(with(form_of(*copied.body, path), "do", "save"), "also_" + base::to_text(world.salon.jonas), "yes");
    EXPECT_EQ(save(form).status, 303);
    EXPECT_EQ(week_of(world.salon.jonas), week_of(world.salon.mira));
    EXPECT_EQ(week_of(world.salon.jonas).hours.back(), (availability::WeeklyHours{7, {8h, 10h}}));
}

TEST_P(OfficeHours, OtherWeeksAndPlacesAreMoreHours) {
    const auto more = save(with(week_form(), "do", "plan"));
    EXPECT_EQ(more.status, 200);
    EXPECT_TRUE(shows(more, "Hours 2"));
    auto form = with(form_of(*more.body, path), "do", "save");
    form = with(with(with(form, "p1_hours_6", "10-14"), "p1_every", "2"), "p1_monday", "2026-12-09");
    EXPECT_EQ(save(with(form, "p1_to", "2027-06-30")).status, 303);
    const auto saturday = week_of(world.salon.mira).hours.back();
    EXPECT_EQ(saturday.every_weeks, 2);
    EXPECT_EQ(base::to_text(saturday.monday), "2026-12-07");
    EXPECT_EQ(base::to_text(saturday.valid_to.value()), "2027-06-30");
    EXPECT_TRUE(shows(get(weekly_hours, path, id), "value=\"2027-06-30\""));
    EXPECT_EQ(save(with(week_form(), "p1_to", "someday")).status, 422);
}

TEST_P(OfficeHours, ThePreviewTellsWhatCouldBeBookedAndChangesNothing) {
    const auto preview =
        post(preview_hours, path + "/preview", with(with(week_form(), "p0_hours_1", "9-10"), "p0_breaks_1", ""), id);
    EXPECT_EQ(preview.status, 200);
    EXPECT_TRUE(shows(preview, "2 times, 09:00 to 09:15"));
    const auto longer = with(with(with(week_form(), "p0_hours_1", "9-11"), "p0_breaks_1", ""), "service",
                             base::to_text(world.salon.colour));
    EXPECT_TRUE(shows(post(preview_hours, path + "/preview", longer, id), ">Colour<"));
    const auto shown = post(save_weekly_hours, path, with(longer, "do", "show"), id);
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(shows(shown, "value=\"9-11\"")) << "without scripts the form stays as it was typed";
    EXPECT_TRUE(shows(shown, base::to_text(world.salon.colour) + "\" selected"));
    EXPECT_TRUE(activities_of(world.salon.mira.value).empty());
}

TEST_P(OfficeHours, TimeOffIsAddedAskedAboutAndRemoved) {
    world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value();
    const auto list = office("/hours/time-off");
    auto form = form_of(*get(time_off, list).body, list);
    form = with(with(with(form, "who", id), "first", "2026-12-01"), "hours", "10:30-12");
    const auto asked = post(add_time_off, list, with(form, "reason", "Dentist"));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "1 coming appointment lies outside"));
    EXPECT_EQ(post(add_time_off, list, form_of(*asked.body, list)).status, 303);
    const auto page = get(time_off, list);
    EXPECT_TRUE(shows(page, "Tuesday 1 December, 10:30-12:00"));
    EXPECT_TRUE(shows(page, "Dentist"));
    EXPECT_TRUE(shows(get(hours, office("/hours")), "hours off"));

    const auto holiday = with(with(with(form, "who", "all"), "first", "2026-12-24"), "hours", "");
    EXPECT_EQ(post(add_time_off, list, with(with(holiday, "last", "2026-12-26"), "yearly", "yes")).status, 303);
    EXPECT_TRUE(shows(get(time_off, list), "every year"));
    EXPECT_EQ(post(add_time_off, list, with(holiday, "last", "2026-12-23")).status, 422);
    EXPECT_EQ(post(add_time_off, list, with(holiday, "first", "")).status, 422);
    EXPECT_EQ(post(add_time_off, list, with(holiday, "who", "nobody")).status, 422);
    EXPECT_EQ(post(add_time_off, list, with(holiday, "hours", "9-10, 11-12")).status, 422);

    const auto all = world.db().read([&](db::Session& s) { return staff::list_time_off(s, business(), {}); });
    ASSERT_EQ(all.size(), 2u);
    for (const auto& each : all) {
        const auto removal = list + "/" + base::to_text(each.id) + "/removal";
        const auto remove = form_of(*get(time_off, list).body, removal);
        EXPECT_EQ(post(remove_time_off, removal, remove, base::to_text(each.id)).status, 303);
        EXPECT_EQ(post(remove_time_off, removal, remove, base::to_text(each.id)).status, 404);
    }
    EXPECT_TRUE(shows(get(time_off, list), "Nobody is off."));
}

TEST_P(OfficeHours, OneDayHasHoursOfItsOwn) {
    const auto list = office("/hours/time-off"), special = office("/hours/special-days");
    auto form = form_of(*get(time_off, list).body, special);
    form = with(with(with(form, "who", id), "day", "2026-12-05"), "hours", "10-14");
    EXPECT_EQ(post(save_special_day, special, form).status, 303);
    EXPECT_TRUE(shows(get(time_off, list), "Days with hours of their own"));
    EXPECT_TRUE(shows(get(hours, office("/hours")), "this day only"));
    EXPECT_EQ(post(save_special_day, special, with(form, "hours", "")).status, 303);
    EXPECT_FALSE(shows(get(time_off, list), "Days with hours of their own"));
    EXPECT_EQ(post(save_special_day, special, with(form, "hours", "soon")).status, 422);
}

TEST_P(OfficeHours, OneDayOfEverybodyIsAskedAboutAndChangedAtOnce) {
    world.book(world.anna, world.salon.cut, world.salon.jonas, "tue 15:00").value();
    const auto list = office("/hours/time-off"), special = office("/hours/special-days");
    auto form = form_of(*get(time_off, list).body, special);
    form = with(with(with(form, "who", "all"), "day", "2026-12-01"), "hours", "10-14");
    const auto asked = post(save_special_day, special, form);
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "1 coming appointment lies outside"));
    EXPECT_EQ(post(save_special_day, special, with(form, "anyway", "yes")).status, 303);
    const auto schedules = world.db().read([&](db::Session& s) { return staff::list_schedules(s, business(), Day{}); });
    for (const auto provider : {world.salon.mira, world.salon.jonas})
        EXPECT_EQ(schedules.at(provider).special_days.size(), 1u);
}

TEST_P(OfficeHours, TheCountrysHolidaysAreOfferedByNameAndAddedWhereTicked) {
    const auto path_of = office("/hours/holidays");
    const auto page = get(holidays, path_of + "?year=2027");
    EXPECT_TRUE(shows(page, "Grunnlovsdagen"));
    auto form = form_of(*page.body, path_of);
    EXPECT_EQ(std::ranges::count(form, std::string("yes"), &std::pair<std::string, std::string>::second), 0);
    EXPECT_EQ(post(add_holidays, path_of, form).status, 422) << "none is ticked";
    const auto first = world.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00").value().booking;
    EXPECT_EQ(base::to_text(world.salon.zone.day(first.time.begin)), "2026-12-04");
    form = with(with(with(form, "on_0", "yes"), "name_0", "New Year"), "on_7", "yes");
    EXPECT_EQ(post(add_holidays, path_of, form).status, 303);
    const auto all = world.db().read([&](db::Session& s) { return staff::list_time_off(s, business(), {}); });
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].reason, "New Year");
    EXPECT_EQ(base::to_text(all[1].days.first), "2027-05-16");
    EXPECT_FALSE(all[1].provider);
    EXPECT_TRUE(shows(get(holidays, path_of + "?year=2027"), "closed already"));
}

TEST_P(OfficeHours, ExplainsWhyATimeIsNotOffered) {
    const auto ask = [&](std::string_view time) {
        return get(why_offered, office(fmt::format("/hours/why?service={}&provider={}&day=2026-12-01&time={}",
                                                   base::to_text(world.salon.cut), id, time)));
    };
    EXPECT_TRUE(shows(ask("10:00"), "10:00 on Tuesday 1 December 2026 is offered."));
    const auto pause = ask("11:45");
    EXPECT_TRUE(shows(pause, "11:45 on Tuesday 1 December 2026 is not offered."));
    EXPECT_TRUE(shows(pause, "Mira has a break, 12:00\u201312:30."));
    EXPECT_TRUE(shows(pause, path));
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking.id;
    EXPECT_TRUE(shows(ask("10:30"), office("/bookings/" + base::to_text(booked))));
    EXPECT_EQ(ask("soon").status, 422);
    EXPECT_EQ(get(why_offered, office("/hours/why")).status, 200);
}

TEST_P(OfficeHours, ExplainsATimeWithAddOns) {
    const auto add = [&](std::vector<ServiceId> services) {
        catalog::AddOn draft{.id = {}, .name = {"Drink", {}}, .services = std::move(services)};
        draft.duration = 60min;
        return world.db().write([&](db::Tx& tx) {
            return catalog::create_add_on(tx, {world.clock, environment.registry}, business(), draft, {}).value();
        });
    };
    const auto drink = add({world.salon.cut}), other = add({});
    const auto ask = [&](std::string_view more) {
        return get(why_offered, office(fmt::format("/hours/why?service={}&provider={}&day=2026-12-01&time=10:45{}",
                                                   base::to_text(world.salon.cut), id, more)));
    };
    EXPECT_TRUE(shows(ask(""), "10:45 on Tuesday 1 December 2026 is offered."));
    const auto longer = ask("&add_on=" + base::to_text(drink));
    EXPECT_TRUE(shows(longer, "is not offered."));
    EXPECT_TRUE(shows(longer, "Mira has a break, 12:00\u201312:30."));
    EXPECT_TRUE(shows(longer, fmt::format("value=\"{}\" checked", base::to_text(drink))));
    EXPECT_TRUE(shows(ask("&add_on=" + base::to_text(other)), "is not offered with these add-ons."));
    EXPECT_EQ(ask("&add_on=" + base::to_text(world.salon.cut)).status, 404);
}

TEST_P(OfficeHours, AnswerForNoOtherDayThanTheOneThatWasTyped) {
    const auto ask = [&](const std::string& day) {
        return get(why_offered, office(fmt::format("/hours/why?service={}&provider={}&time=10:00&day={}",
                                                   base::to_text(world.salon.cut), id, day)));
    };
    for (const auto* day : {"2026-13-45", "tomorrow", "9999-01-01", "1999-01-01", ""}) {
        const auto refused = ask(day);
        EXPECT_EQ(refused.status, 422) << day;
        EXPECT_FALSE(shows(refused, "is offered.")) << day;
        EXPECT_FALSE(shows(refused, "is not offered.")) << day;
    }
    EXPECT_TRUE(shows(ask("2026-13-45"), "2026-13-45 is no day."));
    EXPECT_TRUE(shows(ask("9999-01-01"), "is too far away."));
    EXPECT_TRUE(shows(ask("2026-12-01"), "is offered."));
}

TEST_P(OfficeHours, AreShownToWhoMayNotChangeThem) {
    world.db().write([&](db::Tx& tx) {
        const auto hash = environment.hasher.hash(kPassword).value();
        CHECK(accounts::staff::set_login(tx, context(), business(), StaffId{world.salon.jonas.value},
                                         *base::parse_email("jonas@example.com"), hash, {}));
        const staff::Context as{world.clock, world.registry};
        const auto day = world.salon.zone.day(world.at("wed 10:00"));
        staff::add_time_off(tx, as, business(),
                            {.provider = world.salon.jonas, .days = {day, day}, .reason = "Dentist"}, {})
            .value();
        staff::add_time_off(tx, as, business(), {.provider = world.salon.mira, .days = {day, day}, .reason = "Secret"},
                            {})
            .value();
    });
    EXPECT_EQ(get(own_hours, office("/own-hours")).status, 303) << "an owner changes them";
    ASSERT_EQ(sign_in_as("jonas@example.com").status, 303);
    const auto page = get(own_hours, office("/own-hours"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "09:00\u201312:00") || shows(page, "09:00\u201317:00"));
    EXPECT_TRUE(shows(page, ">day off<"));
    EXPECT_TRUE(shows(page, "Dentist"));
    EXPECT_FALSE(shows(page, "Secret"));
    EXPECT_FALSE(shows(page, "form-control"));
    EXPECT_FALSE(shows(get(own_hours, office("/own-hours?week=2026-12-09")), ">day off<"));
    EXPECT_NE(page.body->find("/office/own-hours\""), std::string::npos) << "in the menu";
    EXPECT_EQ(page.body->find("/office/hours\""), std::string::npos);
}

TEST(Plans, AWeekIsTheSameAfterItWasDrawnAndRead) {
    const auto monday = base::parse_day("2026-12-07").value();
    const staff::Week week{{{1, {9h, 12h}},
                            {1, {13h, 17h}},
                            {2, {22h, 26h, LocationId{7}}},
                            {3, {9h, 17h, {}}, 2, monday},
                            {3, {10h, 18h, {}}, 2, monday + std::chrono::days{7}}},
                           {{1, {14h, 15h}}, {2, {24h, 25h}}, {3, {12h, 13h}, 2, monday}}};
    const auto plans = plans_of(week);
    EXPECT_EQ(plans.size(), 4u);
    auto read = read_plans(plans);
    EXPECT_TRUE(read.errors.empty());
    for (auto* list : {&read.week.hours, &read.week.breaks}) std::ranges::sort(*list);
    auto sorted = week;
    for (auto* list : {&sorted.hours, &sorted.breaks}) std::ranges::sort(*list);
    EXPECT_EQ(read.week, sorted);
}

}  // namespace
}  // namespace office::test
