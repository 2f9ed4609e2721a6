// Services, times and bookings as programs ask for them.
#include "api/booking_api.h"

#include "api/booking_api_docs.h"
#include "api/test_api.h"
#include "catalog/add_ons.h"
#include "catalog/extra_field_editing.h"
#include "catalog/offer.h"
#include "series/series.h"
#include "staff/places.h"
#include "support/seed.h"

#include <random>

namespace api {

namespace {

class BookingApi : public ApiTest {};

TEST_P(BookingApi, TakesAddOnsAndAnswersAndTellsWhatThereIs) {
    const activity::Context context{world.clock, world.registry};
    const auto [drink, allergies, which] = world.db().write([&](db::Tx& tx) {
        const auto id = world.salon.id;
        const auto add_on = catalog::create_add_on(tx, context, id,
                                                   {.id = {},
                                                    .name = {"Kur", {{"en", "Treatment"}}},
                                                    .duration = Minutes{20},
                                                    .price = {25000, ""},
                                                    .services = {world.salon.cut}},
                                                   {})
                                .value();
        catalog::ExtraField field;
        field.kind = catalog::ExtraField::Kind::yes_no;
        field.label.fallback = "Allergi";
        const auto first = catalog::create_extra_field(tx, context, id, field, {}).value();
        field.kind = catalog::ExtraField::Kind::text;
        field.label.fallback = "Hvilken";
        field.required = true;
        field.condition = catalog::ExtraField::Condition{first, "yes"};
        return std::tuple(base::to_text(add_on), base::to_text(first),
                          base::to_text(catalog::create_extra_field(tx, context, id, field, {}).value()));
    });
    const auto offered = get(api::services, "studio-lind", "").body.at("services").at(0);
    EXPECT_EQ(offered.at("add_ons").at(0).at("id"), drink);
    EXPECT_EQ(offered.at("add_ons").at(0).at("duration_minutes"), 20);
    EXPECT_EQ(offered.at("fields").at(1).at("shown_if"), (json{{"field", allergies}, {"value", "yes"}}));

    const auto day = "provider=" + base::to_text(world.salon.mira) + "&from=2026-12-01&to=2026-12-01";
    const auto last = [&](const std::string& more) {
        return slots(world.salon.cut, day + more).body.at("slots").back().at("start").get<std::string>();
    };
    EXPECT_EQ(last(""), "2026-12-01T16:15:00+01:00");
    EXPECT_EQ(last("&add_ons=" + drink), "2026-12-01T15:45:00+01:00");
    EXPECT_EQ(slots(world.salon.cut, day + "&add_ons=" + allergies).status, 404);

    auto body = wish();
    body["add_ons"] = {drink};
    body["answers"] = {{{"field", allergies}, {"values", {"yes"}}}};
    const auto refused = create(body);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(errors_of(refused.body), std::vector<std::string>{"answers." + which + " field.required"});
    body["answers"].push_back({{"field", which}, {"values", {"nuts"}}});
    const auto made = create(body);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.body.at("end"), "2026-12-01T11:05:00+01:00");
    const auto shown = show(made.body.at("id").get<std::string>(), made.body.at("manage_token").get<std::string>());
    EXPECT_EQ(shown.body.at("price").at("amount"), 94000);
    EXPECT_EQ(shown.body.at("add_ons").at(0).at("id"), drink);

    body["start"] = "2026-12-02T10:00:00+01:00";
    body["add_ons"] = {allergies};
    EXPECT_EQ(errors_of(create(body).body), std::vector<std::string>{"add_ons add_on.not_offered"});
    body["add_ons"] = "all";
    body["answers"] = {"yes"};
    EXPECT_EQ(errors_of(create(body).body), (std::vector<std::string>{"add_ons field.type", "answers.0 field.type"}));
}

INSTANTIATE_TEST_SUITE_P(Engines, BookingApi, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(BookingApi, ListsTheListedBusinesses) {
    http::Request request;
    const auto answer = list(request);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.at("businesses").size(), 3u);
    EXPECT_EQ(answer.body.at("businesses").at(2), json::parse(R"({"slug":"studio-lind","name":"Studio Lind",
        "time_zone":"Europe/Oslo","currency":"NOK","languages":["nb","en"]})"));
    EXPECT_EQ(header(answer.raw, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(header(answer.raw, "Cache-Control"), "no-cache");
    request.query = *http::parse_form("page=2");
    EXPECT_EQ(errors_of(list(request).body), (std::vector<std::string>{"page field.unknown"}));
    request.query = *http::parse_form("after=studio-lind");
    EXPECT_EQ(list(request).body, json::parse(R"({"businesses":[]})"));
}

TEST_P(BookingApi, ListsServicesInTheLanguageAskedFor) {
    const auto with = [](const std::string& provider) {
        return json{{"id", provider}, {"duration_minutes", 45}, {"price", {{"amount", 69000}, {"currency", "NOK"}}}};
    };
    const auto norwegian = get(api::services, "studio-lind", "");
    EXPECT_EQ(norwegian.status, 200);
    EXPECT_EQ(norwegian.body.at("services").at(0), (json{{"id", cut},
                                                         {"name", "Klipp"},
                                                         {"description", ""},
                                                         {"category", nullptr},
                                                         {"picture", nullptr},
                                                         {"online", false},
                                                         {"duration_minutes", 45},
                                                         {"price", {{"amount", 69000}, {"currency", "NOK"}}},
                                                         {"price_kind", "fixed"},
                                                         {"sign_in_needed", false},
                                                         {"places", 1},
                                                         {"times", "hours"},
                                                         {"providers", json::array({with(mira), with(jonas)})},
                                                         {"locations", json::array()},
                                                         {"add_ons", json::array()},
                                                         {"fields", json::array()}}));
    const auto english = get(api::services, "studio-lind", "", {{"accept-language", "en-GB"}});
    EXPECT_EQ(english.body.at("services").at(1).at("name"), "Colour");
    EXPECT_EQ(header(english.raw, "Content-Language"), "en");
}

TEST_P(BookingApi, DoesNotKnowServicesOfStaffAndOfSecretLinks) {
    for (const auto who : {catalog::WhoMayBook::staff, catalog::WhoMayBook::link}) {
        world.change(world.salon.cut, [&](catalog::Service& service) { service.who_may_book = who; });
        EXPECT_EQ(get(api::services, "studio-lind", "").body.at("services").size(), 1u);
        EXPECT_EQ(get(api::providers, "studio-lind", "service=" + cut).status, 404);
        EXPECT_EQ(
            get(api::slots, "studio-lind", "service=" + cut + "&provider=any&from=2026-12-01&to=2026-12-01").status,
            404);
        const auto refused = post(api::create, "studio-lind", "bookings", wish().dump());
        EXPECT_EQ(errors_of(refused.body), (std::vector<std::string>{"service service.not_offered"}));
    }
}

TEST_P(BookingApi, ListsProvidersOfAServiceOrOfAll) {
    const auto all = get(api::providers, "studio-lind", "");
    EXPECT_EQ(all.body.at("providers").size(), 2u);
    EXPECT_EQ(all.body.at("providers").at(0), (json{{"id", mira},
                                                    {"name", "Mira"},
                                                    {"title", ""},
                                                    {"about", ""},
                                                    {"picture", nullptr},
                                                    {"locations", json::array()}}));
    EXPECT_EQ(get(api::providers, "studio-lind", "service=" + cut).body, all.body);
    EXPECT_EQ(get(api::providers, "studio-lind", "service=0").status, 422);
    EXPECT_EQ(get(api::providers, "studio-lind", "service=" + base::to_text(world.clinic.scan)).status, 404);
}

TEST_P(BookingApi, TellsOfTheOfferAsTheBookingPageShowsIt) {
    const activity::Context context{world.clock, world.registry};
    const auto category = world.db().write([&](db::Tx& tx) {
        catalog::create_category(tx, context, world.salon.id, {"Ingen", {}}, {}).value();
        return catalog::create_category(tx, context, world.salon.id, {"Hår", {{"en", "Hair"}}}, {}).value();
    });
    world.change(world.salon.cut, [&](catalog::Service& service) {
        service.category_id = category;
        service.description = {"Vask og klipp", {{"en", "Wash and cut"}}};
    });
    const auto picture = world.db().write([&](db::Tx& tx) {
        gallery::set(tx, context, world.salon.id, {.provider_id = world.salon.jonas}, {{160, 160, "image/webp", "j"}},
                     {})
            .value();
        return gallery::set(tx, context, world.salon.id, {.service_id = world.salon.cut},
                            {{320, 240, "image/webp", "small"}, {640, 480, "image/webp", "large"}}, {})
            .value();
    });
    const auto answer = get(api::services, "studio-lind", "", {{"accept-language", "en"}}).body;
    EXPECT_EQ(answer.at("categories"), json::array({{{"id", base::to_text(category)}, {"name", "Hair"}}}))
        << "those without services are left out";
    const auto& service = answer.at("services").at(0);
    EXPECT_EQ(service.at("category"), base::to_text(category));
    EXPECT_EQ(service.at("description"), "Wash and cut");
    ASSERT_EQ(service.at("picture").size(), 2u);
    EXPECT_EQ(service.at("picture").at(1).at("width"), 640);
    const auto url = service.at("picture").at(0).at("url").get<std::string>();
    EXPECT_TRUE(url.starts_with("https://")) << url;
    EXPECT_NE(url.find("/studio-lind/pictures/" + base::to_text(picture)), url.npos) << url;
    const auto people = get(api::providers, "studio-lind", "").body.at("providers");
    EXPECT_EQ(people.at(0).at("picture"), nullptr);
    EXPECT_EQ(people.at(1).at("picture").size(), 1u);
}

TEST_P(BookingApi, TellsOfLocationsAndWhoWorksThere) {
    const activity::Context context{world.clock, world.registry};
    EXPECT_EQ(get(api::locations, "studio-lind", "").body.at("locations"), json::array());
    const auto [harbour, hill] = world.db().write([&](db::Tx& tx) {
        const staff::Location first{{}, "Havna", "Kaia 2", 0, "22 33 44 55", "https://maps.example/h", "Second floor"};
        const auto a = staff::create_location(tx, context, world.salon.id, "NO", first, {}).value();
        const auto b = staff::create_location(tx, context, world.salon.id, "NO", {{}, "Bakken", ""}, {}).value();
        const std::vector<availability::WeeklyHours> week{{1, {Minutes{540}, Minutes{1020}, a}}};
        staff::change_weekly_hours(tx, context, world.salon.id, world.salon.mira, {week, {}}, {}).value();
        staff::set_opening_hours(tx, context, world.salon.id, {}, {{6, {Minutes{600}, Minutes{1560}}}}, {}).value();
        staff::set_opening_hours(tx, context, world.salon.id, a, {{1, {Minutes{540}, Minutes{1020}}}}, {}).value();
        return std::pair(a, b);
    });
    const auto answer = get(api::locations, "studio-lind", "").body;
    EXPECT_EQ(answer.at("time_zone"), "Europe/Oslo");
    EXPECT_EQ(answer.at("opening_hours"), json::array({{{"weekday", 6}, {"from", "10:00"}, {"to", "26:00"}}}));
    EXPECT_EQ(answer.at("locations").at(0),
              (json{{"id", base::to_text(harbour)},
                    {"name", "Havna"},
                    {"address", "Kaia 2"},
                    {"phone", "+4722334455"},
                    {"map_url", "https://maps.example/h"},
                    {"directions", "Second floor"},
                    {"opening_hours", json::array({{{"weekday", 1}, {"from", "09:00"}, {"to", "17:00"}}})}}));
    EXPECT_EQ(answer.at("locations").at(1).at("opening_hours"), json::array());
    const auto people = get(api::providers, "studio-lind", "").body.at("providers");
    EXPECT_EQ(people.at(0).at("locations"), json::array({base::to_text(harbour)}));
    EXPECT_EQ(people.at(1).at("locations"), json::array({base::to_text(harbour), base::to_text(hill)}))
        << "hours that name no location are at every one";
    EXPECT_EQ(get(api::locations, "studio-lind", "page=2").status, 422);
    EXPECT_EQ(get(api::locations, "nowhere", "").status, 404);
}

TEST_P(BookingApi, GivesTheNextFreeTimeOfEachServiceWithEachProvider) {
    const auto next = [&](const std::string& query) { return get(api::next_slots, "studio-lind", query); };
    const auto of = [&](const json& slots, ServiceId service, const std::string& provider) {
        for (const auto& slot : slots)
            if (slot.at("service") == base::to_text(service) && slot.at("provider") == provider)
                return slot.at("start").get<std::string>();
        return std::string();
    };
    auto all = next("");
    ASSERT_EQ(all.status, 200) << all.body;
    EXPECT_EQ(all.body.at("time_zone"), "Europe/Oslo");
    EXPECT_EQ(all.body.at("slots").size(), 4u);
    EXPECT_EQ(header(all.raw, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(of(all.body.at("slots"), world.salon.cut, mira), "2026-11-30T09:00:00+01:00");
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "mon 09:15"));
    all = next("");
    EXPECT_EQ(of(all.body.at("slots"), world.salon.cut, mira), "2026-11-30T10:00:00+01:00");
    EXPECT_EQ(of(all.body.at("slots"), world.salon.cut, jonas), "2026-11-30T09:00:00+01:00");
    EXPECT_EQ(next("service=" + cut).body.at("slots").size(), 2u);
    EXPECT_EQ(next("service=" + base::to_text(world.clinic.scan)).status, 404);
    EXPECT_EQ(next("service=x").status, 422);
    EXPECT_EQ(next("from=2026-12-01").status, 422);
    world.change(world.salon.cut, [](catalog::Service& service) { service.who_may_book = catalog::WhoMayBook::staff; });
    EXPECT_EQ(next("service=" + cut).status, 404);
    EXPECT_EQ(next("").body.at("slots").size(), 2u);
}

TEST_P(BookingApi, GivesTheFreeTimesOfADay) {
    const auto answer = slots(world.salon.cut, "provider=" + mira + "&from=2026-12-01&to=2026-12-01");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body.size(), 2u);
    EXPECT_EQ(answer.body.at("time_zone"), "Europe/Oslo");
    const auto& list = answer.body.at("slots");
    EXPECT_EQ(list.front(), (json{{"start", "2026-12-01T09:00:00+01:00"}, {"provider", mira}}));
    EXPECT_EQ(list.back(), (json{{"start", "2026-12-01T16:15:00+01:00"}, {"provider", mira}}));
    EXPECT_EQ(list.size(), 10u + 16u);
    EXPECT_EQ(header(answer.raw, "Access-Control-Allow-Origin"), "*");
}

TEST_P(BookingApi, GivesAndBooksTheTimesOfALocation) {
    const auto [harbour, hill] = world.db().write([&](db::Tx& tx) {
        const auto salon = world.salon.id;
        const auto a = staff::add_location(tx, salon, {{}, "Harbour", "Quay 1", 1});
        const auto b = staff::add_location(tx, salon, {{}, "Hill", "Top 2", 2});
        const auto morning = std::chrono::hours{9}, noon = std::chrono::hours{12}, evening = std::chrono::hours{17};
        staff::set_weekly_hours(tx, salon, world.salon.mira, {{2, {morning, noon, a}}, {2, {noon, evening, b}}}, {})
            .value();
        return std::pair(base::to_text(a), base::to_text(b));
    });
    const auto services = get(api::services, "studio-lind", "").body.at("services");
    EXPECT_EQ(services.at(0).at("locations"), (json{{{"id", harbour}, {"name", "Harbour"}, {"address", "Quay 1"}},
                                                    {{"id", hill}, {"name", "Hill"}, {"address", "Top 2"}}}));
    const auto day = "provider=" + mira + "&from=2026-12-01&to=2026-12-01";
    const auto there = slots(world.salon.cut, day + "&location=" + hill).body.at("slots");
    EXPECT_EQ(there.front().at("start"), "2026-12-01T12:00:00+01:00");
    EXPECT_EQ(slots(world.salon.cut, day).body.at("slots").front().at("start"), "2026-12-01T09:00:00+01:00");
    EXPECT_EQ(slots(world.salon.cut, day + "&location=" + mira).status, 404);
    EXPECT_EQ(slots(world.salon.cut, day + "&location=0").status, 422);

    auto body = wish();  // at 10:00
    body["location"] = hill;
    EXPECT_EQ(create(body).status, 422);
    body["location"] = harbour;
    const auto made = create(body);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.body.at("location"), harbour);
}

TEST_P(BookingApi, GivesOneEntryForEachStartOfAny) {
    const auto answer = slots(world.salon.cut, "provider=any&from=2026-12-01&to=2026-12-02");
    std::set<std::string> starts;
    for (const auto& slot : answer.body.at("slots")) EXPECT_TRUE(starts.insert(slot.at("start")).second);
    EXPECT_EQ(starts.size(), 2u * 26u);
}

TEST_P(BookingApi, WritesTheOffsetOfEachMoment) {
    world.clock.set(*base::parse_instant("2027-03-20T08:00:00Z"));
    const auto list = slots(world.salon.cut, "provider=any&from=2027-03-26&to=2027-03-29").body.at("slots");
    EXPECT_EQ(list.front().at("start"), "2027-03-26T09:00:00+01:00");
    EXPECT_EQ(list.back().at("start"), "2027-03-29T16:15:00+02:00");
    EXPECT_EQ(list.at(26).at("start"), "2027-03-29T09:00:00+02:00");
    EXPECT_EQ(booked("2027-03-29T07:00:00Z").at("start"), "2027-03-29T09:00:00+02:00");
}

TEST_P(BookingApi, AnswersInTheZoneAskedFor) {
    const auto answer = slots(world.salon.cut, "provider=any&from=2026-12-01&to=2026-12-01&time_zone=Asia/Kolkata");
    EXPECT_EQ(answer.body.at("time_zone"), "Asia/Kolkata");
    EXPECT_EQ(answer.body.at("slots").at(0).at("start"), "2026-12-01T13:30:00+05:30");
    EXPECT_EQ(errors_of(slots(world.salon.cut, "provider=any&from=2026-12-01&to=2026-12-01&time_zone=Moon/Sea").body),
              (std::vector<std::string>{"time_zone zone.invalid"}));
}

TEST_P(BookingApi, ShowsABookingInTheNextAnswer) {
    const auto question = "provider=" + mira + "&from=2026-12-01&to=2026-12-01";
    const auto before = slots(world.salon.cut, question).body.at("slots").size();
    const auto made = booked();
    EXPECT_EQ(slots(world.salon.cut, question).body.at("slots").size(), before - 5);
    EXPECT_EQ(cancel(made).status, 200);
    EXPECT_EQ(slots(world.salon.cut, question).body.at("slots").size(), before);
}

TEST_P(BookingApi, NamesWhatIsWrongWithAQuestion) {
    const auto wrong = [&](std::string_view query) { return errors_of(get(api::slots, "studio-lind", query).body); };
    EXPECT_EQ(wrong(""), (Errors{"service field.required", "provider field.required", "from field.required",
                                 "to field.required"}));
    const auto rest = "service=" + cut + "&provider=any&";
    EXPECT_EQ(wrong(rest + "from=2027-02-29&to=tomorrow"), (Errors{"from day.invalid", "to day.invalid"}));
    EXPECT_EQ(wrong(rest + "from=2026-12-02&to=2026-12-01"), (Errors{"to range.reversed"}));
    EXPECT_EQ(wrong(rest + "from=2026-12-01&to=2027-02-01"), (Errors{"to range.too_long"}));
    EXPECT_EQ(wrong(rest + "from=0001-01-01&to=9999-12-31"), (Errors{"to range.too_long"}));
    EXPECT_EQ(get(api::slots, "studio-lind", rest + "from=2026-12-01&to=2027-01-31").status, 200);
    EXPECT_EQ(wrong(rest + "from=2026-12-01&to=2026-12-01&colour=red&to=2026-12-02"),
              (Errors{"colour field.unknown", "to field.duplicate"}));
    EXPECT_EQ(wrong("service=1&provider=nobody&from=2026-12-01&to=2026-12-01"),
              (Errors{"service field.invalid", "provider field.invalid"}));
}

TEST_P(BookingApi, FindsNothingOfAnotherBusiness) {
    const std::string days = "&from=2026-12-01&to=2026-12-01";
    EXPECT_EQ(slots(world.clinic.scan, "provider=any" + days).status, 404);
    EXPECT_EQ(slots(world.salon.cut, "provider=" + base::to_text(world.neighbour.eva) + days).status, 404);
    EXPECT_EQ(slots(world.salon.cut, "provider=" + base::id_text(7) + days).body.at("code"), "provider.not_offered");
    EXPECT_EQ(slots(world.salon.cut, "provider=any" + days, "nowhere").body.at("code"), "business.unknown");
    EXPECT_EQ(get(api::services, "nowhere", "").status, 404);
}

TEST_P(BookingApi, AnswersFarDaysWithNothing) {
    for (const auto* const days : {"&from=0001-01-01&to=0001-01-02", "&from=9999-12-30&to=9999-12-31"})
        EXPECT_EQ(slots(world.salon.cut, fmt::format("provider=any{}", days)).body.at("slots"), json::array());
}

TEST_P(BookingApi, BooksATime) {
    auto body = wish();
    body["customer"]["phone"] = "412 34 567";
    body["customer"]["language"] = "en";
    body["note"] = "First\nvisit";
    const auto made = create(body);
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = made.body.at("id").get<std::string>(), token = made.body.at("manage_token").get<std::string>();
    EXPECT_EQ(made.body, (json{{"id", id},
                               {"status", "approved"},
                               {"start", "2026-12-01T10:00:00+01:00"},
                               {"end", "2026-12-01T10:45:00+01:00"},
                               {"provider", mira},
                               {"location", nullptr},
                               {"manage_token", token},
                               {"manage_url", "https://book.example.org/studio-lind/bookings/" + token}}));
    EXPECT_EQ(header(made.raw, "Location"), "https://book.example.org/api/v1/studio-lind/bookings/" + id);
    EXPECT_EQ(header(made.raw, "Cache-Control"), "no-store");
    EXPECT_EQ(header(made.raw, "Access-Control-Allow-Origin"), "");
    const auto stored = world.db().read(
        [&](db::Session& session) { return find(session, world.salon.id, *base::parse_id<BookingId>(id)); });
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->phone, "+4741234567");
    EXPECT_EQ(stored->language, "en");
    EXPECT_EQ(stored->note, "First\nvisit");
    EXPECT_EQ(world.activities_of(stored->id), (std::vector<std::string>{"booking.made"}));
}

TEST_P(BookingApi, BooksAnyProviderAndSaysWho) {
    auto body = wish();
    body["provider"] = "any";
    const auto first = create(body), second = create(body), third = create(body);
    EXPECT_EQ((std::set<std::string>{first.body.at("provider"), second.body.at("provider")}),
              (std::set<std::string>{mira, jonas}));
    EXPECT_EQ(third.status, 409);
}

TEST_P(BookingApi, OffersTheNearestTimesForATakenOne) {
    booked();
    const auto second = create(wish());
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.raw.type, "application/problem+json");
    EXPECT_EQ(second.body.at("code"), "booking.time_taken");
    EXPECT_EQ(second.body.at("nearest").size(), 6u);
    EXPECT_EQ(second.body.at("nearest").at(0), (json{{"start", "2026-12-01T09:00:00+01:00"}, {"provider", mira}}));
    EXPECT_EQ(bookings(), 1);
}

TEST_P(BookingApi, BlamesTheStartForATimeThatIsNeverOffered) {
    EXPECT_EQ(errors_of(create(wish("2026-11-29T10:00:00+01:00")).body), (Errors{"start booking.too_soon"}));
    EXPECT_EQ(errors_of(create(wish("0001-01-01T00:00:00Z")).body), (Errors{"start booking.too_soon"}));
    EXPECT_EQ(errors_of(create(wish("2028-01-03T10:00:00+01:00")).body), (Errors{"start booking.too_far"}));
    EXPECT_EQ(errors_of(create(wish("9999-12-31T23:59:59Z")).body), (Errors{"start booking.too_far"}));
    EXPECT_EQ(errors_of(create(wish("9999-12-31T23:59:59-12:00")).body), (Errors{"start time.invalid"}));
    EXPECT_EQ(errors_of(create(wish("2026-12-01T10:07:00+01:00")).body), (Errors{"start booking.not_a_start"}));
    EXPECT_EQ(errors_of(create(wish("2026-12-01T03:00:00+01:00")).body), (Errors{"start booking.not_a_start"}));
    EXPECT_EQ(errors_of(create(wish("2026-12-05T10:00:00+01:00")).body), (Errors{"start booking.not_a_start"}));
    for (const auto* const start :
         {"2026-12-01T10:00:00", "2026-12-01", "2026-02-30T10:00:00Z", "2026-12-01T25:00:00Z", "1e9", "now"})
        EXPECT_EQ(errors_of(create(wish(start)).body), (Errors{"start time.invalid"})) << start;
    EXPECT_EQ(bookings(), 0);
}

TEST_P(BookingApi, NamesEveryWrongMember) {
    const auto wrong = [&](const json& body) {
        const auto answer = create(body);
        EXPECT_EQ(answer.status, 422) << answer.body;
        return errors_of(answer.body);
    };
    EXPECT_EQ(wrong(json::object()), (Errors{"service field.required", "provider field.required",
                                             "start field.required", "customer field.required"}));
    EXPECT_EQ(wrong(json::array()), (Errors{" field.type"}));
    auto body = wish();
    body["service"] = 7;
    body["provider"] = nullptr;
    body["start"] = 1e300;
    body["note"] = std::string(1001, 'x');
    body["extra"] = true;
    body["customer"] = {
        {"name", std::string(101, 'x')}, {"surname", "  "}, {"email", "anna"}, {"phone", "12"}, {"age", 7}};
    EXPECT_EQ(wrong(body), (Errors{"service field.type", "provider field.required", "start field.type",
                                   "customer.name field.too_long", "customer.surname field.required",
                                   "customer.email field.email", "customer.phone field.phone",
                                   "customer.age field.unknown", "note field.too_long", "extra field.unknown"}));
    body = wish();
    body["customer"] = "Anna";
    EXPECT_EQ(wrong(body), (Errors{"customer field.type"}));
    body = wish();
    body["customer"]["name"] = "An\nna";
    body["service"] = "zzz";
    EXPECT_EQ(wrong(body), (Errors{"service field.invalid", "customer.name field.not_clean"}));
    body = wish();
    body["service"] = base::to_text(world.clinic.scan);
    EXPECT_EQ(wrong(body), (Errors{"service service.not_offered"}));
    body = wish();
    body["provider"] = base::to_text(world.neighbour.eva);
    EXPECT_EQ(wrong(body), (Errors{"provider provider.not_offered"}));
    EXPECT_EQ(bookings(), 0);
}

TEST_P(BookingApi, AsksForWhatTheBusinessWantsAndForNothingElse) {
    settings([](auto& s) {
        s.surname_field = businesses::FieldRule::optional;
        s.phone_field = businesses::FieldRule::required;
        s.note_field = businesses::FieldRule::hidden;
    });
    auto body = wish();
    body["customer"].erase("surname");
    body["customer"].erase("phone");
    body["note"] = "First visit";
    EXPECT_EQ(errors_of(create(body).body),
              (std::vector<std::string>{"customer.phone field.required", "note field.unknown"}));
    body["customer"]["phone"] = "+4741234567";
    body.erase("note");
    EXPECT_EQ(create(body).status, 201);
}

TEST_P(BookingApi, HoldsTheRulesOfWhoMayBook) {
    settings([](auto& s) { s.open_bookings_max = 1; });
    EXPECT_EQ(create(wish()).status, 201);
    auto next = wish();
    next["start"] = "2026-12-02T10:00:00+01:00";
    auto answer = create(next);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.body.at("code"), "booking.too_many_open");
    settings([](auto& s) {
        s.open_bookings_max = 10;
        s.name_check = businesses::NameCheck::refuse;
    });
    next["customer"]["name"] = "Mallory";
    answer = create(next);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body.at("code"), "booking.name_differs");
    settings([](auto& s) { s.logins = businesses::Logins::required; });
    answer = create(next);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.body.at("code"), "booking.sign_in_needed");
    EXPECT_EQ(bookings(), 1);
}

TEST_P(BookingApi, ObeysWhatLinksMayDo) {
    const auto made = create(wish()).body;
    const auto id = made.at("id").get<std::string>(), token = made.at("manage_token").get<std::string>();
    settings([](auto& s) { s.mail_cancel = false; });
    const auto shown = show(id, token).body;
    EXPECT_EQ(shown.at("can_cancel").at("reason"), "booking.not_by_link");
    EXPECT_EQ(shown.at("can_reschedule").at("allowed"), true);
}

TEST_P(BookingApi, SaysWhatAFieldErrorMeans) {
    auto body = wish();
    body["customer"]["email"] = "anna";
    const auto problem = create(body).body;
    EXPECT_EQ(problem.at("type"), "urn:timebok:fields.invalid");
    EXPECT_EQ(problem.at("status"), 422);
    EXPECT_NE(problem.at("errors").at(0).at("detail").get<std::string>().find("e-mail"), std::string::npos);
}

TEST_P(BookingApi, RefusesBodiesThatAreNotJson) {
    const auto sent = [&](std::string body) { return post(api::create, "studio-lind", "bookings", std::move(body)); };
    for (const auto* const body :
         {"{", "nul", "{\"note\":\"\\ud800\"}", "{\"note\":\"\xff\"}", "{\"a\":1e999}", "{} {}"}) {
        EXPECT_EQ(sent(body).status, 400) << body;
        EXPECT_EQ(sent(body).body.at("code"), "json.invalid") << body;
    }
    EXPECT_EQ(sent(std::string(1000, '[')).body.at("code"), "json.too_deep");
    EXPECT_EQ(sent('"' + std::string(70'000, 'x') + '"').status, 413);
    EXPECT_EQ(errors_of(sent(R"({"note":"a","note":"b"})").body), (std::vector<std::string>{"note field.duplicate"}));
    EXPECT_EQ(sent("").status, 415);
    auto typed = post(api::create, "studio-lind", "bookings", wish().dump(), {{"content-type", "text/plain"}});
    EXPECT_EQ(typed.status, 415);
    EXPECT_EQ(typed.body.at("code"), "request.not_json");
}

TEST_P(BookingApi, NeverFailsOverGarbage) {
    const support::Seed seed(20261130);
    std::mt19937 random(seed.value);
    const auto good = wish().dump();
    const json values[] = {nullptr,
                           true,
                           -1,
                           1e308,
                           18446744073709551615u,
                           "",
                           "any",
                           "\u0000",
                           json::array(),
                           json::object(),
                           std::string(300, 'x'),
                           "😀"};
    for (int round = 0; round < 400; ++round) {
        std::string body = good;
        if (round % 2 == 0) {
            for (auto n = 1 + random() % 4; n > 0; --n)
                body[random() % body.size()] = static_cast<char>(random() % 256);
        } else {
            auto changed = wish();
            auto& object = random() % 2 ? changed : changed["customer"];
            auto member = object.begin();
            std::advance(member, static_cast<std::ptrdiff_t>(random() % object.size()));
            *member = values[random() % std::size(values)];
            body = changed.dump();
        }
        const auto answer = post(api::create, "studio-lind", "bookings", body);
        EXPECT_TRUE(answer.status == 201 || (answer.status >= 400 && answer.status < 500)) << body;
    }
    EXPECT_LE(bookings(), 40);
}

TEST_P(BookingApi, DoesARequestWithOneKeyOnce) {
    const auto first = create(wish(), {{"idempotency-key", "key-1"}});
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(header(first.raw, "Idempotent-Replay"), "");
    const auto second = create(wish(), {{"idempotency-key", "key-1"}});
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(header(second.raw, "Idempotent-Replay"), "true");
    EXPECT_EQ(header(second.raw, "Location"), header(first.raw, "Location"));
    EXPECT_EQ(bookings(), 1);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(BookingApi, ChoosesALanguageThatTheBusinessWrites) {
    const std::vector<std::pair<json, std::string>> cases{{"en", "en"},    {"en-GB", "en"}, {"EN_us", "en"},
                                                          {"nb-NO", "nb"}, {"tlh", "nb"},   {"", "nb"},
                                                          {"zz!!", "nb"},  {nullptr, "nb"}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto body = wish();
        body["provider"] = "any";
        body["start"] =
            slots(world.salon.cut, "provider=any&from=2026-12-01&to=2026-12-10").body.at("slots").at(0).at("start");
        body["customer"]["email"] = fmt::format("anna{}@example.com", i);
        body["customer"]["language"] = cases[i].first;
        const auto made = create(body);
        ASSERT_EQ(made.status, 201) << made.body << cases[i].first;
        const auto stored = world.db().read([&](db::Session& session) {
            return find(session, world.salon.id, *base::parse_id<BookingId>(made.body.at("id").get<std::string>()));
        });
        EXPECT_EQ(stored->language, cases[i].second) << cases[i].first;
    }
    auto body = wish();
    body["customer"]["language"] = 7;
    EXPECT_EQ(create(body).status, 422);
}

TEST_P(BookingApi, KeepsTheKeysOfTwoClientsApart) {
    const auto ours = create(wish(), {{"idempotency-key", "1"}});
    ASSERT_EQ(ours.status, 201);
    from = "203.0.113.77";
    const auto same = create(wish(), {{"idempotency-key", "1"}});
    EXPECT_EQ(same.status, 409) << "not the other client's booking, and its token least of all";
    EXPECT_FALSE(same.body.contains("manage_token"));
    EXPECT_EQ(create(wish("2026-12-01T11:00:00+01:00"), {{"idempotency-key", "1"}}).status, 201) << "nor in its way";
    EXPECT_EQ(bookings(), 2);
}

TEST_P(BookingApi, RefusesOneKeyForTwoRequests) {
    EXPECT_EQ(create(wish(), {{"idempotency-key", "key-1"}}).status, 201);
    const auto other = create(wish("2026-12-01T11:00:00+01:00"), {{"idempotency-key", "key-1"}});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(errors_of(other.body), (std::vector<std::string>{"Idempotency-Key idempotency.mismatch"}));
    EXPECT_EQ(bookings(), 1);
}

TEST_P(BookingApi, RemembersNoRefusal) {
    const auto made = booked();
    EXPECT_EQ(create(wish(), {{"idempotency-key", "key-1"}}).status, 409);
    EXPECT_EQ(cancel(made).status, 200);
    EXPECT_EQ(create(wish(), {{"idempotency-key", "key-1"}}).status, 201);
}

TEST_P(BookingApi, TakesKeysOfVisibleAscii) {
    for (const auto& key : {std::string(), std::string("a b"), std::string("æ"), std::string(201, 'k')})
        EXPECT_EQ(errors_of(create(wish(), {{"idempotency-key", key}}).body),
                  (std::vector<std::string>{"Idempotency-Key idempotency.key_invalid"}));
    EXPECT_EQ(create(wish(), {{"idempotency-key", std::string(200, 'k')}}).status, 201);
}

TEST_P(BookingApi, MovesAndCancelsOnceForOneKey) {
    const auto made = booked();
    const json move{{"start", "2026-12-02T10:00:00+01:00"}};
    const auto first = reschedule(made, move, {{"idempotency-key", "m"}});
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(reschedule(made, {{"start", "2026-12-03T10:00:00+01:00"}}).status, 200);
    const auto again = reschedule(made, move, {{"idempotency-key", "m"}});
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again.raw, "Idempotent-Replay"), "true");
    EXPECT_EQ(show(made.at("id").get<std::string>(), made.at("manage_token").get<std::string>()).body.at("start"),
              "2026-12-03T10:00:00+01:00");
    EXPECT_EQ(cancel(made, "{}", {{"idempotency-key", "m"}}).status, 422);
    EXPECT_EQ(cancel(made, "{}", {{"idempotency-key", "c"}}).body, cancel(made, "{}", {{"idempotency-key", "c"}}).body);
}

TEST_P(BookingApi, ShowsABookingToWhoeverHasItsToken) {
    const auto made = booked("2026-12-03T10:00:00+01:00");
    const auto id = made.at("id").get<std::string>(), token = made.at("manage_token").get<std::string>();
    const auto shown = show(id, token);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.body, (json{{"id", id},
                                {"status", "approved"},
                                {"start", "2026-12-03T10:00:00+01:00"},
                                {"end", "2026-12-03T10:45:00+01:00"},
                                {"provider", mira},
                                {"location", nullptr},
                                {"service", cut},
                                {"add_ons", json::array()},
                                {"attendee", nullptr},
                                {"visit", nullptr},
                                {"series", nullptr},
                                {"event", nullptr},
                                {"price", {{"amount", 69000}, {"currency", "NOK"}}},
                                {"can_reschedule", {{"allowed", true}, {"until", "2026-12-02T10:00:00+01:00"}}},
                                {"can_cancel", {{"allowed", true}, {"until", "2026-12-02T10:00:00+01:00"}}}}));
    EXPECT_EQ(header(shown.raw, "Cache-Control"), "no-store");
}

TEST_P(BookingApi, SaysWhichSeriesABookingIsOf) {
    series::subscribe(world.registry);
    const auto first = booked("2026-12-03T10:00:00+01:00");
    const auto id = first.at("id").get<std::string>(), token = first.at("manage_token").get<std::string>();
    EXPECT_EQ(show(id, token).body.at("series"), nullptr);
    const auto made = world.db().write([&](db::Tx& tx) {
        const auto booking = *bookings::find(tx, world.salon.id, *base::parse_id<BookingId>(id));
        const auto next = booking.time.begin + std::chrono::days{7};
        return series::add(tx, environment.context(), world.salon.id,
                           {.wish = {.service_id = booking.service_id,
                                     .provider_id = booking.provider_id,
                                     .starts_at = {},
                                     .note = {},
                                     .visitor_zone = {},
                                     .customer = booking.customer_id,
                                     .actor = {}},
                            .rule = {.times = 2},
                            .first = world.salon.zone.day(booking.time.begin),
                            .time_of_day = std::chrono::hours{10},
                            .chosen = {{2, next}},
                            .existing = booking.id},
                           Rules::staff)
            .value();
    });
    EXPECT_EQ(show(id, token).body.at("series"), base::to_text(made.series.id));
}

TEST_P(BookingApi, ShowsNothingToAnyoneElse) {
    const auto made = booked(), other = booked("2026-12-01T11:00:00+01:00");
    const auto id = made.at("id").get<std::string>(), token = made.at("manage_token").get<std::string>();
    for (const auto& wrong : {std::string(), std::string("x"), base::new_token()}) {
        const auto answer = show(id, wrong);
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.body.at("code"), "request.token_needed");
        EXPECT_EQ(header(answer.raw, "WWW-Authenticate"), "Bearer");
    }
    EXPECT_EQ(show(other.at("id").get<std::string>(), token).status, 404);
    EXPECT_EQ(show("nonsense", token).status, 404);
    EXPECT_EQ(show(id, token, "salong-nord").status, 401);
    auto stolen = other;
    stolen["manage_token"] = token;
    EXPECT_EQ(cancel(stolen).status, 404);
    EXPECT_EQ(reschedule(stolen, {{"start", "2026-12-02T10:00:00+01:00"}}).status, 404);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 2u);
}

TEST_P(BookingApi, MovesABooking) {
    const auto made = booked("2026-12-03T10:00:00+01:00");
    const auto moved = reschedule(made, {{"start", "2026-12-03T10:15:00+01:00"}});
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_EQ(moved.body.at("start"), "2026-12-03T10:15:00+01:00");
    EXPECT_EQ(moved.body.at("provider"), mira);
    const auto given = reschedule(made, {{"start", "2026-12-04T10:00:00+01:00"}, {"provider", jonas}});
    EXPECT_EQ(given.body.at("provider"), jonas);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 0u);
    EXPECT_EQ(reschedule(made, {{"start", "2026-12-07T10:00:00+01:00"}, {"provider", "any"}}).status, 200);
}

TEST_P(BookingApi, SaysWhyABookingCannotBeMoved) {
    const auto made = booked("2026-12-03T10:00:00+01:00");
    booked("2026-12-03T13:00:00+01:00");
    const auto taken = reschedule(made, {{"start", "2026-12-03T13:00:00+01:00"}});
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.body.at("code"), "booking.time_taken");
    EXPECT_EQ(taken.body.at("nearest").size(), 6u);
    EXPECT_EQ(errors_of(reschedule(made, json::object()).body), (Errors{"start field.required"}));
    EXPECT_EQ(errors_of(reschedule(made, {{"start", "2026-12-03T13:01:00+01:00"}, {"reason", "x"}}).body),
              (Errors{"reason field.unknown"}));
    EXPECT_EQ(errors_of(reschedule(made, {{"start", "2026-12-03T13:01:00+01:00"}}).body),
              (Errors{"start booking.not_a_start"}));
    EXPECT_EQ(errors_of(reschedule(made, {{"start", "2020-01-01T00:00:00Z"}}).body),
              (Errors{"start booking.too_soon"}));
    EXPECT_EQ(errors_of(reschedule(
                            made, {{"start", "2026-12-04T10:00:00Z"}, {"provider", base::to_text(world.neighbour.eva)}})
                            .body),
              (Errors{"provider provider.not_offered"}));
    EXPECT_EQ(errors_of(reschedule(made, {{"start", "2026-12-04T10:00:00Z"}, {"provider", "?"}}).body),
              (Errors{"provider field.invalid"}));
}

TEST_P(BookingApi, HoldsTheBusinessesRules) {
    const auto made = booked("2026-12-03T10:00:00+01:00");
    world.clock.set(*base::parse_instant("2026-12-02T09:00:01Z"));
    const auto moved = reschedule(made, {{"start", "2026-12-08T10:00:00+01:00"}});
    EXPECT_EQ(moved.status, 409);
    EXPECT_EQ(moved.body.at("code"), "booking.reschedule_too_late");
    EXPECT_EQ(cancel(made).body.at("code"), "booking.cancel_too_late");
    const auto shown = show(made.at("id").get<std::string>(), made.at("manage_token").get<std::string>());
    EXPECT_EQ(
        shown.body.at("can_cancel"),
        (json{{"allowed", false}, {"reason", "booking.cancel_too_late"}, {"until", "2026-12-02T10:00:00+01:00"}}));
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(BookingApi, CancelsOnceHoweverOftenItIsAsked) {
    const auto made = booked("2026-12-03T10:00:00+01:00");
    EXPECT_EQ(cancel(made, R"({"reason":"x"})").status, 422);
    EXPECT_EQ(cancel(made, "[").status, 400);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
    const auto first = cancel(made);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body.at("status"), "cancelled");
    EXPECT_EQ(first.body.at("can_cancel"), (json{{"allowed", false}, {"reason", "booking.already_cancelled"}}));
    EXPECT_EQ(cancel(made, "{}").body, first.body);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 0u);
    EXPECT_EQ(world.activities_of(*base::parse_id<BookingId>(made.at("id").get<std::string>())).back(),
              "booking.cancelled");
    EXPECT_EQ(reschedule(made, {{"start", "2026-12-08T10:00:00+01:00"}}).body.at("code"), "booking.already_cancelled");
}

void expect_references_resolve(const json& document, const json& value) {
    if (value.is_object() && value.contains("$ref")) {
        const auto target = value.at("$ref").get<std::string>();
        EXPECT_TRUE(target.starts_with("#/") && document.contains(json::json_pointer(target.substr(1)))) << target;
    }
    if (value.is_structured())
        for (const auto& each : value) expect_references_resolve(document, each);
}

TEST(BookingApiDocs, MakeADocumentWhoseReferencesResolve) {
    namespace docs = api::docs;
    const http::DocumentedRoute routes[] = {
        {http::Method::get, "/api/v1/businesses", &docs::businesses},
        {http::Method::get, "/api/v1/{business}/services", &docs::services},
        {http::Method::get, "/api/v1/{business}/providers", &docs::providers},
        {http::Method::get, "/api/v1/{business}/slots", &docs::slots},
        {http::Method::post, "/api/v1/{business}/bookings", &docs::create},
        {http::Method::get, "/api/v1/{business}/visits/slots", &docs::visit_slots},
        {http::Method::post, "/api/v1/{business}/visits", &docs::create_visit},
        {http::Method::get, "/api/v1/{business}/events", &docs::list_events},
        {http::Method::get, "/api/v1/{business}/events/{event}", &docs::show_event},
        {http::Method::post, "/api/v1/{business}/events/{event}/tickets", &docs::book_tickets},
        {http::Method::post, "/api/v1/{business}/waiting", &docs::join_waiting},
        {http::Method::get, "/api/v1/{business}/waiting", &docs::show_waiting},
        {http::Method::post, "/api/v1/{business}/waiting/leaving", &docs::leave_waiting},
        {http::Method::post, "/api/v1/{business}/waiting/offers/{offer}/acceptance", &docs::accept_offer},
        {http::Method::post, "/api/v1/{business}/waiting/offers/{offer}/refusal", &docs::decline_offer},
        {http::Method::get, "/api/v1/{business}/bookings/{id}", &docs::show},
        {http::Method::post, "/api/v1/{business}/bookings/{id}/reschedule", &docs::reschedule},
        {http::Method::post, "/api/v1/{business}/bookings/{id}/cancellation", &docs::cancel}};
    const auto document = json::parse(http::openapi(docs::info, routes));
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    EXPECT_EQ(document.at("paths").size(), 17u);
    expect_references_resolve(document, document);
    const auto succeeds = [](const json& responses) {
        return responses.contains("200") || responses.contains("201") || responses.contains("202");
    };
    std::size_t with_token = 0;
    for (const auto& [path, methods] : document.at("paths").items())
        for (const auto& [method, operation] : methods.items()) {
            EXPECT_TRUE(operation.at("responses").contains("429")) << path;
            EXPECT_TRUE(succeeds(operation.at("responses"))) << path;
            // What needs a token says so.
            EXPECT_EQ(operation.contains("security"), operation.at("responses").contains("401")) << path;
            with_token += operation.contains("security");
            if (method != "post" || path.ends_with("/reschedule")) continue;
            EXPECT_TRUE(operation.at("requestBody").at("content").at("application/json").contains("example")) << path;
        }
    EXPECT_EQ(with_token, 7u);
    const auto& made = document.at("components").at("schemas").at("MadeBooking").at("required");
    EXPECT_EQ(made, json::parse(R"(["id","status","start","end","provider","location","manage_token","manage_url"])"));
}

}  // namespace
}  // namespace api
