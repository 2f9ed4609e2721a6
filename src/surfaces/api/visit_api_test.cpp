// Several services in one request: all of them or none.
#include "api/test_api.h"
#include "db/db.h"

namespace api {
namespace {

class VisitApi : public ApiTest {
protected:
    json part(ServiceId service, std::string_view start, std::string_view provider = "any") {
        return {{"service", base::to_text(service)}, {"provider", provider}, {"start", start}};
    }
    json visit(std::vector<json> parts) {
        return {{"parts", std::move(parts)},
                {"customer", {{"name", "Anna"}, {"surname", "Berg"}, {"email", "anna@example.com"}}}};
    }
    Answer book(const json& body, Headers headers = {}) {
        return post(create_visit, "studio-lind", "visits", body.dump(), std::move(headers));
    }
    Answer times(std::string_view query) { return get(visit_slots, "studio-lind", query); }
};

INSTANTIATE_TEST_SUITE_P(Engines, VisitApi, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(VisitApi, BooksAllPartsAsBookingsOfOneVisit) {
    auto ida = part(world.salon.colour, "2026-12-01T09:45:00+01:00", mira);
    ida["attendee"] = "Ida Berg";
    const auto made = book(visit({part(world.salon.cut, "2026-12-01T09:00:00+01:00", mira), ida}));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto& all = made.body.at("bookings");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].at("status"), "approved");
    EXPECT_EQ(all[1].at("status"), "pending");
    EXPECT_EQ(all[0].at("attendee"), nullptr);
    EXPECT_EQ(all[1].at("attendee"), "Ida Berg");
    EXPECT_EQ(all[1].at("service"), base::to_text(world.salon.colour));
    EXPECT_TRUE(header(made.raw, "Location").ends_with("/bookings/" + all[0].at("id").get<std::string>()));

    const auto shown = show(all[1].at("id").get<std::string>(), all[1].at("manage_token").get<std::string>());
    EXPECT_EQ(shown.body.at("visit"), made.body.at("visit"));
    EXPECT_EQ(shown.body.at("attendee"), "Ida Berg");
    EXPECT_EQ(shown.body.at("series"), nullptr);
    EXPECT_EQ(shown.body.at("event"), nullptr);
    const auto alone = booked("2026-12-02T10:00:00+01:00");
    EXPECT_EQ(show(alone.at("id").get<std::string>(), alone.at("manage_token").get<std::string>()).body.at("visit"),
              nullptr);
}

TEST_P(VisitApi, BooksNothingWhereOnePartIsTaken) {
    booked("2026-12-01T11:00:00+01:00");
    const auto made = book(visit({part(world.salon.cut, "2026-12-01T09:00:00+01:00", mira),
                                  part(world.salon.cut, "2026-12-01T11:00:00+01:00", mira)}));
    EXPECT_EQ(made.status, 409);
    EXPECT_EQ(made.body.at("code"), "booking.time_taken");
    EXPECT_EQ(made.body.at("part"), 1);
    EXPECT_EQ(made.body.at("nearest").size(), 6u);
    EXPECT_EQ(bookings(), 1);
}

TEST_P(VisitApi, BlamesThePartThatIsWrong) {
    const auto good = part(world.salon.cut, "2026-12-01T09:00:00+01:00");
    const auto wrong = [&](const json& second) { return errors_of(book(visit({good, second})).body); };
    EXPECT_EQ(wrong(part(world.salon.cut, "2026-12-01T09:07:00+01:00", mira)),
              (Errors{"parts.1.start booking.not_a_start"}));
    EXPECT_EQ(wrong(part(world.salon.cut, "2020-12-01T09:00:00+01:00")), (Errors{"parts.1.start booking.too_soon"}));
    EXPECT_EQ(wrong(part(world.neighbour.trim, "2026-12-01T10:00:00+01:00")),
              (Errors{"parts.1.service service.not_offered"}));
    EXPECT_EQ(
        wrong({{"service", cut}, {"colour", "red"}}),
        (Errors{"parts.1.provider field.required", "parts.1.start field.required", "parts.1.colour field.unknown"}));
    EXPECT_EQ(errors_of(book(visit({})).body), (Errors{"parts field.required"}));
    EXPECT_EQ(errors_of(book(visit(std::vector<json>(9, good))).body), (Errors{"parts field.too_many"}));
    EXPECT_EQ(bookings(), 0);
}

TEST_P(VisitApi, BooksOnceForOneKey) {
    const auto body =
        visit({part(world.salon.cut, "2026-12-01T09:00:00+01:00"), part(world.salon.cut, "2026-12-01T10:00:00+01:00")});
    const Headers key{{"idempotency-key", "one"}};
    const auto first = book(body, key), second = book(body, key);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(header(second.raw, "Idempotent-Replay"), "true");
    EXPECT_EQ(header(second.raw, "Location"), header(first.raw, "Location"));
    EXPECT_EQ(bookings(), 2);
}

TEST_P(VisitApi, TellsWhenTheServicesCanBeHadInOneGo) {
    const auto both = fmt::format("services={},{}", cut, base::to_text(world.salon.colour));
    const auto found = times(both + "&providers=any," + mira + "&from=2026-12-01&to=2026-12-01");
    ASSERT_EQ(found.status, 200) << found.body;
    const auto& first = found.body.at("visits").at(0);
    EXPECT_EQ(first.at("start"), "2026-12-01T09:00:00+01:00");
    EXPECT_EQ(first.at("parts").at(1).at("provider"), mira);
    EXPECT_EQ(first.at("parts").at(1).at("start"), first.at("parts").at(0).at("end"));
    EXPECT_EQ(first.at("end"), first.at("parts").at(1).at("end"));
    EXPECT_EQ(header(found.raw, "Access-Control-Allow-Origin"), "*");

    std::vector<json> parts;
    for (const auto& each : first.at("parts")) {
        parts.push_back(each);
        parts.back().erase("end");
    }
    EXPECT_EQ(book(visit(parts)).status, 201);
    const auto later = times(both + "&providers=any," + mira + "&from=2026-12-01&to=2026-12-01");
    EXPECT_NE(later.body.at("visits").at(0), first);
}

TEST_P(VisitApi, NamesWhatIsWrongWithAQuestion) {
    const std::string days = "&from=2026-12-01&to=2026-12-01";
    EXPECT_EQ(errors_of(times("from=2026-12-01&to=2026-12-31").body),
              (Errors{"services field.required", "to range.too_long"}));
    EXPECT_EQ(errors_of(times("services=" + cut + ",x" + days).body), (Errors{"services field.invalid"}));
    EXPECT_EQ(errors_of(times("services=" + cut + ",&in_order=1" + days).body),
              (Errors{"services field.invalid", "in_order field.invalid"}));
    EXPECT_EQ(errors_of(times("services=" + cut + "&providers=any,any" + days).body),
              (Errors{"providers field.invalid"}));
    EXPECT_EQ(times("services=" + base::to_text(world.neighbour.trim) + days).body.at("code"), "service.not_offered");
    EXPECT_EQ(times("services=" + cut + "&providers=" + base::to_text(world.neighbour.eva) + days).status, 404);
}

}  // namespace
}  // namespace api
