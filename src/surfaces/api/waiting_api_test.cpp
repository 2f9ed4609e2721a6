// The waiting list as programs ask for it.
#include "api/waiting_api.h"

#include "api/test_api.h"
#include "db/db.h"
#include "waiting/waiting.h"

namespace api {
namespace {

class WaitingApi : public ApiTest {
protected:
    WaitingApi() { waiting::subscribe(world.registry, world.clock); }

    json ask_for(std::string_view email = "anna@example.com") {
        return {{"service", cut},
                {"provider", mira},
                {"first_day", "2026-12-01"},
                {"last_day", "2026-12-04"},
                {"weekdays", {2, 4}},
                {"parts", {"morning"}},
                {"from", "09:30"},
                {"until", "11:00"},
                {"customer", {{"name", "Anna"}, {"surname", "Berg"}, {"email", email}}}};
    }
    Answer join(const json& body, Headers headers = {}) {
        return post(join_waiting, "studio-lind", "waiting", body.dump(), std::move(headers));
    }
    // What there is, with a link as a mail has it.
    std::pair<waiting::Entry, std::string> linked() {
        return world.db().write([&](db::Tx& tx) {
            auto entry = waiting::list_open(tx, world.salon.id, std::nullopt, 1).at(0);
            auto token = waiting::make_link(tx, world.clock, world.salon.id, entry.id);
            return std::pair(std::move(entry), std::move(token));
        });
    }
    static Headers bearer(const std::string& token) { return {{"authorization", "Bearer " + token}}; }
    Answer look(const std::string& token, std::string_view slug = "studio-lind") {
        return get(show_waiting, slug, "", bearer(token));
    }
    Answer send(Handler handler, const std::string& path, const std::string& token, Headers more = {}) {
        more.emplace_back("authorization", "Bearer " + token);
        return post(handler, "studio-lind", path, "{}", std::move(more));
    }
    waiting::Offer offered(const waiting::Entry& entry) {
        return world.db().write([&](db::Tx& tx) {
            return waiting::offer(tx, environment.context(), world.salon.id, entry.id, world.at("tue 10:00"),
                                  world.salon.mira, {activity::ActorKind::staff, 1})
                .value();
        });
    }
    int waiting_now() {
        return world.db().read([&](db::Session& session) { return waiting::count_open(session, world.salon.id); });
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, WaitingApi, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(WaitingApi, PutsACustomerOnTheListAndShowsItToWhoHasTheLink) {
    const auto joined = join(ask_for());
    ASSERT_EQ(joined.status, 202) << joined.body;
    EXPECT_EQ(joined.body, (json{{"state", "waiting"}}));
    const auto [entry, token] = linked();
    const auto told = look(token);
    ASSERT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(told.body.at("id"), base::to_text(entry.id));
    EXPECT_EQ(told.body.at("state"), "waiting");
    EXPECT_EQ(told.body.at("weekdays"), (json{2, 4}));
    EXPECT_EQ(told.body.at("parts"), (json{"morning"}));
    EXPECT_EQ(told.body.at("from"), "09:30");
    EXPECT_EQ(told.body.at("until"), "11:00");
    EXPECT_EQ(told.body.at("offer"), nullptr);
    EXPECT_EQ(header(told.raw, "Cache-Control"), "no-store");
}

TEST_P(WaitingApi, TakesTheWholeDayAndTheWholeWeekWhereNothingIsSaid) {
    auto body = ask_for();
    for (const auto* name : {"weekdays", "parts", "from", "until", "provider"}) body.erase(name);
    ASSERT_EQ(join(body).status, 202);
    const auto told = look(linked().second).body;
    EXPECT_EQ(told.at("weekdays").size(), 7u);
    EXPECT_EQ(told.at("parts"), (json{"morning", "afternoon", "evening"}));
    EXPECT_EQ(told.at("from"), "00:00");
    EXPECT_EQ(told.at("until"), "24:00");
    EXPECT_EQ(told.at("provider"), nullptr);
}

TEST_P(WaitingApi, TellsNobodyWhoWaits) {
    const auto first = join(ask_for());
    const auto again = join(ask_for());
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(waiting_now(), 1);
    EXPECT_EQ(look("").status, 401);
    EXPECT_EQ(look("guessed").status, 401);
    EXPECT_EQ(look("guessed").body.at("code"), "request.token_needed");
    EXPECT_EQ(look(linked().second, "salong-nord").status, 401);
}

TEST_P(WaitingApi, BlamesWhatIsWrong) {
    const auto wrong = [&](const std::function<void(json&)>& change) {
        auto body = ask_for();
        change(body);
        return errors_of(join(body).body);
    };
    EXPECT_EQ(wrong([](json& body) { body["weekdays"] = {0}; }), (Errors{"weekdays field.invalid"}));
    EXPECT_EQ(wrong([](json& body) { body["weekdays"] = {"monday"}; }), (Errors{"weekdays field.type"}));
    EXPECT_EQ(wrong([](json& body) { body["weekdays"] = {18446744073709551615u}; }),
              (Errors{"weekdays field.invalid"}));
    EXPECT_EQ(wrong([](json& body) { body["parts"] = {"night"}; }), (Errors{"parts field.invalid"}));
    EXPECT_EQ(wrong([](json& body) { body["from"] = "9"; }), (Errors{"from field.invalid"}));
    EXPECT_EQ(wrong([](json& body) { body["until"] = "25:00"; }), (Errors{"until field.invalid"}));
    EXPECT_EQ(wrong([](json& body) { body["last_day"] = "2026-11-01"; }), (Errors{"last_day waiting.day_over"}));
    EXPECT_EQ(wrong([](json& body) { body.erase("first_day"); }), (Errors{"first_day field.required"}));
    EXPECT_EQ(wrong([](json& body) { body["why"] = "so"; }), (Errors{"why field.unknown"}));
    EXPECT_EQ(wrong([&](json& body) { body["service"] = base::to_text(world.neighbour.trim); }),
              (Errors{"service service.not_offered"}));
    EXPECT_EQ(waiting_now(), 0);
}

TEST_P(WaitingApi, LeavesTheListAndTwiceIsNoError) {
    join(ask_for());
    const auto [entry, token] = linked();
    const auto left = send(leave_waiting, "waiting/leaving", token);
    ASSERT_EQ(left.status, 200) << left.body;
    EXPECT_EQ(left.body.at("state"), "left");
    EXPECT_EQ(send(leave_waiting, "waiting/leaving", token).body, left.body);
    EXPECT_EQ(send(leave_waiting, "waiting/leaving", "guessed").status, 401);
    EXPECT_EQ(waiting_now(), 0);
}

TEST_P(WaitingApi, BooksWhatIsOfferedOnce) {
    join(ask_for());
    const auto [entry, token] = linked();
    const auto offer = offered(entry);
    EXPECT_EQ(look(token).body.at("offer").at("start"), "2026-12-01T10:00:00+01:00");
    const auto path = fmt::format("waiting/offers/{}/acceptance", base::to_text(offer.id));
    EXPECT_EQ(send(accept_offer, path, "guessed").status, 401);
    const Headers key{{"idempotency-key", "one"}};
    const auto made = send(accept_offer, path, token, key);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.body.at("start"), "2026-12-01T10:00:00+01:00");
    EXPECT_EQ(send(accept_offer, path, token, key).body, made.body);
    EXPECT_EQ(send(accept_offer, path, token).body.at("code"), "waiting.offer_accepted");
    EXPECT_EQ(look(token).body.at("state"), "booked");
    EXPECT_EQ(show(made.body.at("id").get<std::string>(), made.body.at("manage_token").get<std::string>()).status, 200);
    EXPECT_EQ(bookings(), 1);
}

TEST_P(WaitingApi, PassesOnWhatIsOffered) {
    join(ask_for());
    const auto [entry, token] = linked();
    const auto offer = offered(entry);
    const auto path = fmt::format("waiting/offers/{}/refusal", base::to_text(offer.id));
    const auto declined = send(decline_offer, path, token);
    ASSERT_EQ(declined.status, 200) << declined.body;
    EXPECT_EQ(declined.body.at("state"), "waiting");
    EXPECT_EQ(declined.body.at("offer"), nullptr);
    EXPECT_EQ(
        send(accept_offer, fmt::format("waiting/offers/{}/acceptance", base::to_text(offer.id)), token).body.at("code"),
        "waiting.offer_over");
    EXPECT_EQ(send(decline_offer, "waiting/offers/nonsense/refusal", token).status, 404);
    EXPECT_EQ(bookings(), 0);
}

TEST_P(WaitingApi, SaysWhereThereIsNone) {
    join(ask_for());
    const auto token = linked().second;
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, world.salon.id, waiting::kModule.name, false); });
    EXPECT_EQ(join(ask_for()).body.at("code"), "waiting.off");
    EXPECT_EQ(look(token).status, 401);
}

}  // namespace
}  // namespace api
