// The queue as staff see it: who waits, what they were offered and why, added to and offered by hand.
#include "waiting_list/waiting_pages.h"

#include "office/frame/test_office.h"
#include "waiting/waiting.h"

namespace office::test {
namespace {

class OfficeWaiting : public OfficeTest {
protected:
    CustomerId anna;

    OfficeWaiting() {
        waiting::subscribe(world.registry, world.clock);
        waiting_list::register_pages(world.registry);
        anna = world.db().write(
            [&](db::Tx& tx) { return customers::join(tx, business(), world.clock, world.anna).customer.id; });
        as_owner();
    }
    std::string path(const std::string& rest = {}) const { return office("/waiting" + rest); }
    Pairs new_form() {
        const auto page = get(waiting_list::new_entry, path("/new?customer=" + base::to_text(anna)));
        return with(form_of(*page.body, path("/new")), "service", base::to_text(world.salon.cut));
    }
    http::Response add(Pairs form) { return post(waiting_list::add_entry, path("/new"), std::move(form)); }
    std::vector<waiting::Entry> all() {
        return world.db().read(
            [&](db::Session& reading) { return waiting::list_open(reading, business(), std::nullopt, 100); });
    }
};

TEST_P(OfficeWaiting, ShowsTheQueueAndAddsToIt) {
    EXPECT_TRUE(shows(get(waiting_list::queue, path()), "Nobody waits at the moment."));
    EXPECT_TRUE(shows(get(waiting_list::new_entry, path("/new?q=an")), base::to_text(anna)));
    EXPECT_TRUE(shows(get(waiting_list::new_entry, path("/new?q=nobody")), "Nobody is found."));
    const auto added = add(with(new_form(), "provider", base::to_text(world.salon.mira)));
    ASSERT_EQ(added.status, 303);
    const auto id = base::to_text(all().at(0).id);
    EXPECT_EQ(header(added, "Location"), path("/" + id + "?done=added"));
    const auto queue = get(waiting_list::queue, path());
    EXPECT_TRUE(shows(queue, path("/" + id)));
    EXPECT_TRUE(shows(queue, "1 waits"));
    EXPECT_EQ(activities_of(anna.value), (std::vector<std::string>{"waiting.joined"}));

    EXPECT_TRUE(shows(add(with(new_form(), "provider", base::to_text(world.salon.mira))), "You wait for exactly this"));
    EXPECT_EQ(add(with(new_form(), "last_day", "2026-11-01")).status, 422);
    EXPECT_EQ(add(with(new_form(), "first_day", "soon")).status, 422);
    EXPECT_EQ(add(with(new_form(), "customer", "nobody")).status, 404);
    EXPECT_EQ(all().size(), 1u);
}

TEST_P(OfficeWaiting, OffersByHandAndTakesOff) {
    ASSERT_EQ(add(new_form()).status, 303);
    const auto id = base::to_text(all().at(0).id);
    const auto page = get(waiting_list::entry, path("/" + id), id);
    EXPECT_TRUE(shows(page, "(suits them)"));
    EXPECT_TRUE(shows(page, "No free time that suits them has come up yet."));
    const auto time = base::to_text(world.at("tue 10:00")) + "." + base::to_text(world.salon.mira);
    const auto form = with(form_of(*page.body, path("/" + id + "/offer")), "time", time);
    EXPECT_EQ(post(waiting_list::offer_time, path("/" + id + "/offer"), with(form, "time", "never"), id).status, 422);
    EXPECT_EQ(post(waiting_list::offer_time, path("/" + id + "/offer"), form, id).status, 303);
    const auto offered = get(waiting_list::entry, path("/" + id), id);
    EXPECT_TRUE(shows(offered, "Nobody else can book it until"));
    EXPECT_TRUE(shows(offered, "Not answered yet"));
    EXPECT_EQ(post(waiting_list::offer_time, path("/" + id + "/offer"), form, id).status, 409);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);

    const auto removal = form_of(*offered.body, path("/" + id + "/removal"));
    EXPECT_EQ(post(waiting_list::remove, path("/" + id + "/removal"), removal, id).status, 303);
    EXPECT_TRUE(all().empty());
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    EXPECT_EQ(get(waiting_list::entry, path("/nonsense"), "nonsense").status, 404);
}

TEST_P(OfficeWaiting, HasItsSettings) {
    const auto at = office("/settings/waiting-list");
    const auto form = form_of(*get(waiting_list::settings, at).body, at);
    EXPECT_EQ(post(waiting_list::save_settings, at, with(form, "offer_minutes", "30")).status, 303);
    EXPECT_EQ(stored().customer.offer_minutes, 30);
    EXPECT_TRUE(shows(post(waiting_list::save_settings, at, with(form, "offer_minutes", "3")), "5"));
    EXPECT_TRUE(shows(post(waiting_list::save_settings, at, with(form, "offers_until_hour", "8")), "later than"));
    EXPECT_EQ(stored().customer.offers_until_hour, 21);
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeWaiting, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
