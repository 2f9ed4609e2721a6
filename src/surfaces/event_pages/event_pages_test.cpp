// Events as visitors meet them: what is announced, how it is found, and where to wait when a date is sold out.
#include "event_pages/event_pages.h"

#include "booking_page/booking_public.h"
#include "events/event.h"
#include "pages/test_handler.h"
#include "support/world.h"
#include "waiting/waiting.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace event_pages {
namespace {

using namespace std::chrono_literals;
using catalog::WhoMayBook;
using pages::test::Handler;

const html::Pages& all_pages() {
    static const html::Pages kept;
    return kept;
}

class EventPages : public testing::TestWithParam<db::Engine> {
protected:
    EventPages() {
        events::subscribe(world.registry);
        waiting::subscribe(world.registry, world.clock);
        register_pages(world.registry);
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, environment.context()); });
    }
    events::Event announced(const std::string& name, const std::vector<std::string>& starts, int capacity = 4,
                            WhoMayBook who = WhoMayBook::everybody) {
        events::Draft draft;
        draft.name.fallback = name;
        draft.leader = world.salon.mira;
        draft.duration = 60min;
        draft.price_amount = 45000;
        draft.capacity = capacity;
        draft.who_may_book = who;
        std::vector<Instant> at;
        for (const auto& each : starts) at.push_back(world.at(each));
        return write([&](db::Tx& tx, const bookings::Context& c) {
            const auto made = events::create(tx, c, world.salon.id, draft, at, {}, {}).value();
            return events::publish(tx, c, world.salon.id, made.id, {}).value();
        });
    }
    void book(const events::Event& event, std::size_t date = 0) {
        write([&](db::Tx& tx, const bookings::Context& c) {
            bookings::Wish wish;
            wish.details = world.ben;
            wish.actor = {activity::ActorKind::visitor, 0};
            const auto dates = events::coming_dates(tx, world.salon.id, event.service_id, world.clock.now());
            return events::book(tx, c, world.salon.id, {event.id, dates.at(date).id, wish}, events::Rules::customer)
                .value();
        });
    }
    std::string get(const Handler& handler, const std::string& path, const std::string& event = {}) {
        http::Request request;
        request.target = path;
        if (path != "/sitemap.xml") request.params = {{"business", "studio-lind"}, {"event", event}};
        request.headers = {{"accept-language", "en"}};
        request.origin = "https://book.example.org";
        request.id = "request-1";
        const auto response = handler(request, environment);
        return response.body ? *response.body : std::string();
    }
    std::string page_of(const events::Event& event) {
        const auto id = base::to_text(event.id);
        return get(show, "/studio-lind/events/" + id, id);
    }
    static bool shows(const std::string& page, std::string_view text) { return page.find(text) != std::string::npos; }

    support::World world{GetParam()};
    http::FormTokens tokens{"form secret"};
    pages::Environment environment{world.db(),
                                   world.clock,
                                   world.registry,
                                   all_pages(),
                                   tokens,
                                   accounts::Hasher::cheap(),
                                   accounts::Hasher::cheap().pool(),
                                   "secret",
                                   bookings::Snapshots(),
                                   bookings::FreeTimes()};
};
INSTANTIATE_TEST_SUITE_P(Engines, EventPages, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(EventPages, LeadToTheWaitingListWhereADateIsSoldOut) {
    const auto event = announced("Braiding", {"wed 14:00", "thu 14:00"}, 1);
    EXPECT_FALSE(shows(page_of(event), "Join the waiting list"));
    book(event);
    const auto page = page_of(event);
    EXPECT_TRUE(shows(page, "Sold out"));
    EXPECT_TRUE(shows(page, "/studio-lind/waiting?service=" + base::to_text(event.service_id) + "&amp;day=2026-12-02"));
    EXPECT_FALSE(shows(page, "&amp;day=2026-12-03")) << "that date has a place left";
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, world.salon.id, waiting::kModule.name, false); });
    EXPECT_FALSE(shows(page_of(event), "Join the waiting list"));
}

TEST_P(EventPages, TellSearchEnginesOfEachDate) {
    const auto event = announced("Braiding", {"wed 14:00", "thu 14:00"}, 1);
    book(event);
    const auto page = page_of(event);
    constexpr std::string_view kBegin = "<script type=\"application/ld+json\">";
    const auto begin = page.find(kBegin);
    ASSERT_NE(begin, page.npos);
    const auto end = page.find("</script>", begin);
    const auto data = nlohmann::json::parse(page.substr(begin + kBegin.size(), end - begin - kBegin.size()));
    ASSERT_EQ(data.size(), 2u);
    EXPECT_EQ(data[0].at("@type"), "Event");
    EXPECT_EQ(data[0].at("startDate"), "2026-12-02T14:00:00+01:00");
    EXPECT_EQ(data[0].at("offers").at("availability"), "https://schema.org/SoldOut");
    EXPECT_EQ(data[1].at("offers").at("price"), "450.00");
    EXPECT_TRUE(shows(
        page, "<link rel=\"canonical\" href=\"https://book.example.org/studio-lind/events/" + base::to_text(event.id)));
}

TEST_P(EventPages, StandInTheSiteMapButForPrivateOnes) {
    const auto listed = announced("Braiding", {"wed 14:00"}),
               hidden = announced("For friends", {"thu 14:00"}, 4, WhoMayBook::link);
    world.db().write([&](db::Tx& tx) {
        tx.execute("update businesses set listed = 1 where id = :business", world.salon.id);
        businesses::touch(tx, world.salon.id);
    });
    const auto map = get(booking_page::sitemap, "/sitemap.xml");
    EXPECT_TRUE(shows(map, "<loc>https://book.example.org/studio-lind/events</loc>"));
    EXPECT_TRUE(shows(map, "/studio-lind/events/" + base::to_text(listed.id) + "</loc>"));
    EXPECT_FALSE(shows(map, base::to_text(hidden.id)));
    const auto set_module = [&](bool on) {
        world.db().write([&](db::Tx& tx) { businesses::set_module(tx, world.salon.id, events::kModule.name, on); });
    };
    set_module(false);
    EXPECT_FALSE(shows(get(booking_page::sitemap, "/sitemap.xml"), "/events")) << "no address that is not there";
    set_module(true);
    write([&](db::Tx& tx, const bookings::Context& c) {
        return events::withdraw(tx, c, world.salon.id, listed.id, {}).value();
    });
    EXPECT_FALSE(shows(get(booking_page::sitemap, "/sitemap.xml"), "/events"));
}

TEST_P(EventPages, SayThatNothingIsAnnounced) {
    EXPECT_TRUE(shows(get(list, "/studio-lind/events"), "No event is announced at the moment."));
    announced("Braiding", {"wed 14:00"});
    EXPECT_TRUE(shows(get(list, "/studio-lind/events"), "Braiding"));
}

}  // namespace
}  // namespace event_pages
