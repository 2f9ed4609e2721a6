#include "office/groups/groups.h"

#include "bookings/session.h"
#include "notify/message.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

using namespace std::chrono_literals;

class OfficeGroups : public OfficeTest {
protected:
    OfficeGroups() {
        as_owner();
        world.change(world.salon.cut, [](catalog::Service& service) {
            service.capacity = 3;
            service.times = catalog::Times::sessions;
        });
    }

    bookings::Session add(std::string_view when, int capacity = 3) {
        bookings::SessionDraft draft{
            .service_id = world.salon.cut, .provider_id = world.salon.mira, .starts_at = world.at(when)};
        draft.capacity = capacity;
        return world.db()
            .write([&](db::Tx& tx) { return bookings::add_session(tx, world.context(), business(), draft, {}); })
            .value();
    }
    std::string path_of(const bookings::Session& session, std::string_view rest = {}) {
        return office(fmt::format("/groups/{}{}", base::to_text(session.id), rest));
    }
    bookings::Booking book(const customers::Details& who, std::string_view when) {
        return world.book(who, world.salon.cut, std::nullopt, when).value().booking;
    }
    bookings::Session stored(const bookings::Session& session) {
        return world.db().read(
            [&](db::Session& s) { return bookings::find_session(s, business(), session.id).value(); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeGroups, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeGroups, AreMadeForManyWeeksAfterATableOfWhatIsFree) {
    add("wed+1 10:00");
    const auto target = office("/groups/new");
    auto form = with(form_of(*get(new_group, target).body, target), "day",
                     base::to_text(world.salon.zone.day(world.at("wed 10:00"))));
    form = with(with(with(form, "time", "10:00"), "weeks", "3"), "provider", base::to_text(world.salon.mira));
    const auto table = post(add_groups, target, form);
    EXPECT_EQ(table.status, 200);
    EXPECT_TRUE(shows(table, "2 of 3 are free"));
    EXPECT_TRUE(shows(table, ", taken"));
    EXPECT_EQ(post(add_groups, target, with(form_of(*table.body, target), "make", "yes")).status, 303);
    const auto all = world.db().read([&](db::Session& s) {
        return bookings::list_sessions(s, business(), world.salon.cut, {world.clock.now(), Instant::max()}, 100);
    });
    EXPECT_EQ(all.size(), 3u);
    EXPECT_TRUE(shows(get(groups, office("/groups")), "0 of 3 booked"));
    EXPECT_TRUE(shows(post(add_groups, target, with(form, "weeks", "105")), "104"));
    EXPECT_EQ(post(add_groups, target, with(form, "day", "2026-02-30")).status, 422);
}

TEST_P(OfficeGroups, CheckInEachOfThemAndTouchNobodyElse) {
    const auto session = add("tue 10:00");
    const auto anna = book(world.anna, "tue 10:00"), ben = book(world.ben, "tue 10:00");
    const auto id = base::to_text(session.id);
    EXPECT_TRUE(shows(get(group, path_of(session), id), "2 of 3 booked"));
    world.db()
        .write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, business(), ben.customer_id));
            changes.important_note = "Allergic to <nickel>";
            return customers::update(tx, {world.clock, world.registry}, business(), "NO", ben.customer_id, changes, {},
                                     {});
        })
        .value();
    EXPECT_TRUE(shows(get(group, path_of(session), id), "Important: Allergic to &lt;nickel&gt;"));
    EXPECT_FALSE(shows(get(group, path_of(session), id), "value=\"completed\"")) << "not days before";
    world.clock.set(session.time.begin - 10min);
    as_owner();
    const auto page = get(group, path_of(session), id);
    EXPECT_TRUE(shows(page, "value=\"completed\""));
    const auto target = path_of(session, "/check-in");
    const auto form = form_of(*page.body, target);
    const auto check = [&](const bookings::Booking& booking, std::string_view status) {
        return post(check_in, target,
                    with(with(form, "booking", base::to_text(booking.id)), "status", std::string(status)), id);
    };
    EXPECT_EQ(check(anna, "completed").status, 303);
    EXPECT_EQ(world.status_of(anna.id), bookings::Status::completed);
    EXPECT_EQ(world.status_of(ben.id), bookings::Status::approved);
    EXPECT_EQ(check(ben, "no_show").status, 409) << "it has not begun";
    EXPECT_EQ(check(ben, "cancelled").status, 404) << "that is no checking in";
    world.clock.set(session.time.begin + 5min);
    EXPECT_EQ(check(ben, "no_show").status, 303);
    EXPECT_EQ(world.status_of(ben.id), bookings::Status::no_show);
}

TEST_P(OfficeGroups, HaveNeverFewerPlacesThanAreTakenAndSayWhy) {
    const auto session = add("tue 10:00");
    book(world.anna, "tue 10:00");
    book(world.ben, "tue 10:00");
    const auto id = base::to_text(session.id);
    const auto target = path_of(session, "/places");
    const auto form = form_of(*get(group, path_of(session), id).body, target);
    const auto refused = post(change_group, target, with(form, "capacity", "1"), id);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "2 places are taken already"));
    EXPECT_EQ(post(change_group, target, with(form, "capacity", "8"), id).status, 303);
    EXPECT_EQ(stored(session).seats.capacity, 8);
    EXPECT_TRUE(shows(post(change_group, target, with(form, "capacity", "9"), id), "Somebody else has changed"));
}

TEST_P(OfficeGroups, AreWrittenToOnceAndNameWhoHasNoAddress) {
    const auto session = add("tue 10:00");
    const auto id = base::to_text(session.id);
    const auto target = path_of(session, "/message");
    EXPECT_FALSE(shows(get(group, path_of(session), id), "Write to all")) << "nobody is in it yet";
    EXPECT_TRUE(shows(get(group_message, target, id), "Nobody who has a place has an e-mail address."));
    book(world.anna, "tue 10:00");
    world.db().write([&](db::Tx& tx) {
        customers::Changes person;
        person.name = "Ida";
        person.language = "nb";
        auto wish = world.wish(world.anna, world.salon.cut, std::nullopt, "tue 10:00");
        wish.customer = customers::create(tx, context(), business(), "NO", person, {}).value();
        wish.details = {"Ida", "", {}, "", "nb"};
        bookings::book(tx, world.context(), business(), wish, bookings::Rules::staff).value();
    });
    EXPECT_TRUE(shows(get(group, path_of(session), id), "Write to all"));
    const auto page = get(group_message, target, id);
    EXPECT_TRUE(shows(page, world.anna.email.text));
    EXPECT_TRUE(shows(page, "Who has no address"));
    EXPECT_TRUE(shows(page, "Ida"));
    EXPECT_TRUE(shows(page, "Send it to 1 person"));
    const auto form = with(form_of(*page.body, target), "subject", "Mats");
    const auto refused = post(write_to_group, target, form, id);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "value=\"Mats\"")) << "what was typed stays";
    const auto typed = with(form, "text", "Bring your own.");
    EXPECT_EQ(post(write_to_group, target, typed, id).status, 303);
    EXPECT_EQ(post(write_to_group, target, typed, id).status, 303) << "sent again by the same form";
    const auto messages = world.db().read([&](db::Session& s) { return notify::list_messages(s, business(), {}); });
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].subject, "Mats");
}

TEST_P(OfficeGroups, HaveAListOnPaperWithABoxForEachWhoComes) {
    const auto session = add("tue 10:00");
    const auto id = base::to_text(session.id);
    EXPECT_TRUE(shows(get(group_list, path_of(session, "/list"), id), "Nobody has a place in it yet."));
    book(world.anna, "tue 10:00");
    const auto gone = book(world.ben, "tue 10:00");
    world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), business(), gone.id, {}, bookings::Rules::staff);
    });
    const auto page = get(group_list, path_of(session, "/list"), id);
    EXPECT_TRUE(shows(page, world.anna.name));
    EXPECT_FALSE(shows(page, world.ben.name)) << "who gave their place up";
    EXPECT_TRUE(shows(page, "tb-paper-box"));
}

TEST_P(OfficeGroups, AreNotPlannedOrMovedByTheClockOfAnotherZone) {
    const auto target = office("/groups/new");
    auto form = with(form_of(*get(new_group, target).body, target), "day",
                     base::to_text(world.salon.zone.day(world.at("wed 10:00"))));
    form = with(with(form, "time", "10:00"), "provider", base::to_text(world.salon.mira));
    const auto table = post(add_groups, target, form);
    const auto session = add("tue 10:00");
    const auto id = base::to_text(session.id), move = path_of(session, "/time");
    const auto moving = with(form_of(*get(group, path_of(session), id).body, move), "time", "14:00");
    change_zone("Europe/London");
    const auto refused = post(add_groups, target, with(form_of(*table.body, target), "make", "yes"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "by the clock in London"));
    EXPECT_TRUE(shows(refused, "value=\"10:00\""));
    const auto stays = post(move_group, move, moving, id);
    EXPECT_EQ(stays.status, 409);
    EXPECT_TRUE(shows(stays, "value=\"14:00\""));
    EXPECT_EQ(stored(session).time, session.time);
    EXPECT_EQ(post(move_group, move, form_of(*stays.body, move), id).status, 303);
    EXPECT_EQ(stored(session).time.begin, world.at("tue 14:00", Zone::find("Europe/London").value()));
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(OfficeGroups, AreMovedAndCancelledWithAllWhoAreInThem) {
    const auto session = add("tue 10:00");
    const auto anna = book(world.anna, "tue 10:00");
    const auto id = base::to_text(session.id);
    auto target = path_of(session, "/time");
    const auto form = form_of(*get(group, path_of(session), id).body, target);
    const auto day = base::to_text(world.salon.zone.day(world.at("thu 10:00")));
    EXPECT_EQ(post(move_group, target, with(with(form, "day", day), "time", "14:00"), id).status, 303);
    EXPECT_EQ(stored(session).time.begin, world.at("thu 14:00"));
    target = path_of(session, "/cancellation");
    EXPECT_EQ(post(end_group, target, form_of(*get(group, path_of(session), id).body, target), id).status, 303);
    EXPECT_EQ(world.status_of(anna.id), bookings::Status::cancelled);
    EXPECT_TRUE(stored(session).cancelled_at);
}

}  // namespace
}  // namespace office::test
