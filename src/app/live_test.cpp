// Live updates of the back office through real sockets: who hears what, and that a listener holds neither a worker nor
// a connection to the database.
#include "accounts/staff_manage.h"
#include "app/test_house.h"

namespace app::test {
namespace {

using namespace std::chrono_literals;
using businesses::Role;

class LiveUpdates : public testing::TestWithParam<db::Engine> {
protected:
    Site site{GetParam()};
    const accounts::Context context{site.world.clock, site.registry};

    BusinessId salon() const { return site.world.salon.id; }
    template <class F>
    auto write(F&& body) {
        return site.world.fresh->write(std::forward<F>(body));
    }
    StaffId hire(std::string_view name, Role role) {
        return write([&](db::Tx& tx) {
            return accounts::staff::add(tx, context, salon(), name, fmt::format("{}@example.com", name), role, {})
                .value();
        });
    }
    std::string session_of(StaffId id) {
        return write([&](db::Tx& tx) {
            return accounts::staff::sign_in_without_password(tx, context, salon(), id, {}).value().session_token;
        });
    }
    // Of the provider with that number, who gets an address to sign in with.
    std::string session_of(ProviderId id) {
        write([&](db::Tx& tx) {
            tx.execute("update staff_members set email = :email where business_id = :business and id = :id",
                       fmt::format("{}@example.com", base::to_text(id)), salon(), id);
        });
        return session_of(StaffId{id.value});
    }
    bookings::Booking book(ProviderId provider, std::string_view when) {
        auto& world = site.world;
        return write([&](db::Tx& tx) {
            const bookings::Context with{world.clock, site.registry, world.snapshots};
            return bookings::book(tx, with, salon(), world.wish(world.anna, world.salon.cut, provider, when),
                                  bookings::Rules::customer)
                .value()
                .booking;
        });
    }

    // A browser that listens.
    struct Listener {
        http::test::Client client;
        http::test::Answer begun;
        Listener(std::uint16_t port, const Ask& ask) : client(port) {
            client.send(ask.bytes());
            begun = client.receive().value_or(http::test::Answer{});
        }
        // What comes, up to the first piece with `text` in it; empty: the stream ended before.
        std::string until(std::string_view text) {
            std::string out;
            while (out.find(text) == std::string::npos) {
                const auto byte = client.sip_byte();
                if (!byte) return {};
                out += *byte;
            }
            return out;
        }
    };
    Ask ask(const std::string& session, std::string_view slug = {}) const {
        const auto of = slug.empty() ? site.world.salon.slug : std::string(slug);
        return support::walk::get(fmt::format("/{}/office/live", of)).with("Cookie", "tb_staff=" + session);
    }
    std::unique_ptr<Listener> listen(const std::string& session) {
        auto out = std::make_unique<Listener>(site.server.port(), ask(session));
        EXPECT_EQ(out->begun.status, 200);
        out->until(": open\n\n");
        // The thread has seen what was there before.
        std::this_thread::sleep_for(100ms);
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, LiveUpdates, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(LiveUpdates, TellWhoseDayChangedAndNothingOfTheCustomer) {
    const auto listener = listen(session_of(hire("Olga", Role::owner)));
    EXPECT_EQ(listener->begun.header("Content-Type"), "text/event-stream");
    EXPECT_EQ(listener->begun.header("X-Accel-Buffering"), "no");
    EXPECT_EQ(listener->begun.header("Cache-Control"), "no-store");
    const auto began = std::chrono::steady_clock::now();
    book(site.world.salon.mira, "tue 10:00");
    const auto told = listener->until("}\n\n");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    EXPECT_NE(told.find(fmt::format(R"(event: calendar
data: {{"provider":"{}","day":"2026-12-01","version":1}})",
                                    base::to_text(site.world.salon.mira))),
              std::string::npos)
        << told;
    EXPECT_EQ(told.find("Anna"), std::string::npos);
}

TEST_P(LiveUpdates, TellProvidersOfTheirOwnCalendarOnly) {
    const auto mira = listen(session_of(site.world.salon.mira));
    const auto everybody = listen(session_of(hire("Rita", Role::receptionist)));
    book(site.world.salon.jonas, "tue 10:00");
    const auto jonas_id = base::to_text(site.world.salon.jonas), mira_id = base::to_text(site.world.salon.mira);
    EXPECT_NE(everybody->until("}\n\n").find(jonas_id), std::string::npos);
    book(site.world.salon.mira, "tue 10:00");
    const auto told = mira->until("}\n\n");
    EXPECT_EQ(told.find(jonas_id), std::string::npos);
    EXPECT_NE(told.find(mira_id), std::string::npos);
}

TEST_P(LiveUpdates, EndBeforeTheNextWordForWhoSignedOutMeanwhile) {
    const auto id = hire("Rita", Role::receptionist);
    const auto session = session_of(id);
    const auto listener = listen(session);
    write([&](db::Tx& tx) { accounts::staff::end_sessions(tx, salon(), id); });
    book(site.world.salon.mira, "tue 10:00");
    EXPECT_EQ(listener->until("event"), "");
}

TEST_P(LiveUpdates, EndForWhoNoLongerWorksHere) {
    const auto id = hire("Rita", Role::receptionist);
    const auto listener = listen(session_of(id));
    write([&](db::Tx& tx) { tx.execute("update staff_members set active = 0 where id = :id", id); });
    book(site.world.salon.mira, "tue 10:00");
    EXPECT_EQ(listener->until("event"), "");
}

TEST_P(LiveUpdates, AreForStaffOfTheBusinessAlone) {
    const auto session = session_of(hire("Olga", Role::owner));
    EXPECT_EQ(site.ask(support::walk::get(fmt::format("/{}/office/live", site.world.salon.slug))).status, 303);
    EXPECT_EQ(site.ask(ask(session, site.world.neighbour.slug)).status, 303);
}

TEST_P(LiveUpdates, EndTheOldestWhereOnePersonOpensMany) {
    const auto session = session_of(hire("Olga", Role::owner));
    std::vector<std::unique_ptr<Listener>> all;
    for (int i = 0; i < pages::Live::kOfOnePerson + 1; ++i) all.push_back(listen(session));
    EXPECT_EQ(all.front()->until("event"), "");
    book(site.world.salon.mira, "tue 10:00");
    EXPECT_NE(all.back()->until("}\n\n"), "");
    EXPECT_EQ(site.app.environment().live.count(), static_cast<std::size_t>(pages::Live::kOfOnePerson));
}

// More listeners than workers, and than connections to the database.
TEST_P(LiveUpdates, LeaveWorkersAndDatabaseToThoseWhoAsk) {
    std::vector<std::unique_ptr<Listener>> all;
    for (int person = 0; person < 5; ++person) {
        const auto session = session_of(hire(fmt::format("Person{}", person), Role::receptionist));
        for (int i = 0; i < pages::Live::kOfOnePerson; ++i) all.push_back(listen(session));
    }
    ASSERT_GT(all.size(), 20u);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(site.ask(support::walk::get(fmt::format("/{}", site.world.salon.slug))).status, 200);
    book(site.world.salon.mira, "tue 10:00");
    for (const auto& each : all) EXPECT_NE(each->until("}\n\n"), "");
}

TEST_P(LiveUpdates, SayThatAnythingMayHaveChangedWhereSettingsDid) {
    const auto listener = listen(session_of(hire("Olga", Role::owner)));
    write([&](db::Tx& tx) { businesses::touch(tx, salon()); });
    EXPECT_NE(listener->until("}\n\n").find(R"({"provider":null,"day":null,)"), std::string::npos);
}

TEST_P(LiveUpdates, AreFreedSoonAfterTheBrowserWent) {
    db::Database& database = site.database;
    pages::Live live(database, 1s);
    const auto gone = live.open({salon(), 1, Zone::utc(), [](db::Session&) { return pages::Live::Audience{}; }});
    const auto refused =
        live.open({salon(), 2, Zone::utc(), [](db::Session&) { return std::optional<pages::Live::Audience>(); }});
    gone->close();
    for (int i = 0; i < 500 && refused->is_open(); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_FALSE(refused->is_open()) << "asked again at each beat";
    EXPECT_EQ(live.count(), 0u);
}

}  // namespace
}  // namespace app::test
