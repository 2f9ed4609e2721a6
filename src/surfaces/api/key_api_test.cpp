// What programs with a key of the business read and change.
#include "api/key_api.h"
#include "api/customer_api.h"

#include "api/test_api.h"
#include "customers/custom_fields.h"
#include "customers/labels.h"
#include "db/db.h"

namespace api {
namespace {

using namespace std::chrono_literals;
using api_keys::Access;

class KeyApi : public ApiTest {
protected:
    KeyApi() {
        api_keys::subscribe(world.registry);
        register_areas(world.registry);
        key = make_key({{"customers", Access::write}, {"bookings", Access::read}, {"activity", Access::read}});
    }

    api_keys::Key make_key(std::set<api_keys::Grant> grants) {
        return world.db().write([&](db::Tx& tx) {
            const auto owner =
                *tx.value<StaffId>("select min(id) from staff_members where business_id = :business", world.salon.id);
            const auto made = api_keys::make(tx, {world.clock, world.registry}, world.salon.id,
                                             {"Till", std::move(grants), {}}, owner)
                                  .value();
            return api_keys::find_usable(tx, world.salon.id, made.key, world.clock.now()).value();
        });
    }

    // As behind the guard, which looks at the key.
    Answer by_key(http::Response (*handler)(const KeyVisit&), http::Request request) {
        request.origin = "https://book.example.org";
        const auto business =
            world.db().read([&](db::Session& session) { return environment.snapshots.find(session, "studio-lind"); });
        auto answer = handler({request, environment, *business, key});
        EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
        return read(std::move(answer));
    }
    Answer look(http::Response (*handler)(const KeyVisit&), std::string_view query, std::string_view customer = "") {
        http::Request request;
        request.params = {{"business", "studio-lind"}, {"customer", std::string(customer)}};
        request.query = *http::parse_form(query);
        return by_key(handler, std::move(request));
    }
    Answer send(http::Response (*handler)(const KeyVisit&), const std::string& body, std::string_view customer = "",
                Headers headers = {}) {
        http::Request request;
        request.method = http::Method::post;
        request.params = {{"business", "studio-lind"}, {"customer", std::string(customer)}};
        request.headers = std::move(headers);
        request.headers.emplace_back("content-type", "application/json");
        request.body = body;
        return by_key(handler, std::move(request));
    }
    json added(const json& body) {
        auto answer = send(create_customer, body.dump());
        EXPECT_EQ(answer.status, 201) << answer.body;
        return answer.body;
    }
    Answer change(const json& customer, const json& body, std::optional<std::string> tag = {}) {
        Headers headers;
        if (tag)
            headers.emplace_back("if-match", *tag);
        else
            headers.emplace_back("if-match", fmt::format("\"{}\"", customer.at("version").get<int>()));
        return send(update_customer, body.dump(), customer.at("id").get<std::string>(), std::move(headers));
    }
    // The surnames on all pages of a list.
    std::vector<std::string> walk(const std::string& query) {
        std::vector<std::string> out;
        std::string after;
        do {
            const auto page = look(list_customers, query + after);
            EXPECT_EQ(page.status, 200) << page.body;
            if (page.status != 200) break;
            for (const auto& each : page.body.at("customers")) out.push_back(each.at("surname").get<std::string>());
            after = page.body.contains("next") ? "&after=" + page.body["next"].get<std::string>() : "";
        } while (!after.empty());
        return out;
    }

    api_keys::Key key;
};
INSTANTIATE_TEST_SUITE_P(Engines, KeyApi, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(KeyApi, ACustomerIsAddedAndReadBackWithAllOfItsFields) {
    const json body{{"name", "Kari"},
                    {"surname", "Nordmann"},
                    {"email", "Kari@Example.org"},
                    {"phone", "412 34 567"},
                    {"customer_number", "4711"},
                    {"language", "nb"},
                    {"date_of_birth", "1990-05-17"},
                    {"gender", "female"},
                    {"remind_by_email", true},
                    {"note", "First line\nsecond line"},
                    {"important_note", "Nuts"}};
    const auto answer = send(create_customer, body.dump());
    ASSERT_EQ(answer.status, 201) << answer.body;
    const auto id = answer.body.at("id").get<std::string>();
    EXPECT_EQ(header(answer.raw, "Location"), "https://book.example.org/api/v1/studio-lind/customers/" + id);
    EXPECT_EQ(header(answer.raw, "ETag"), "\"1\"");
    const auto shown = look(show_customer, "", id);
    EXPECT_EQ(shown.body, answer.body);
    EXPECT_EQ(shown.body.at("phone"), "+4741234567");
    for (const auto& [name, value] : body.items())
        if (name != "phone") EXPECT_EQ(shown.body.at(name), value) << name;
    EXPECT_FALSE(shown.body.at("erased"));
    const auto recorded = world.db().read(
        [&](db::Session& session) { return activity::list(session, world.salon.id, base::id_value(id).value()); });
    ASSERT_EQ(recorded.size(), 2u);
    EXPECT_EQ(recorded[0].type, "customer.created");
    EXPECT_EQ(recorded[1].type, "account.created");
    for (const auto& each : recorded) {
        EXPECT_EQ(each.actor, "api_key");
        EXPECT_EQ(each.actor_id, key.id.value);
    }
}

TEST_P(KeyApi, AChangeTouchesOnlyWhatItNamesAndNullEmptiesIt) {
    const auto customer = added({{"name", "Kari"}, {"surname", "Nordmann"}, {"phone", "+4741234567"}, {"note", "Old"}});
    const auto changed = change(customer, {{"surname", "Berg"}, {"note", nullptr}});
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.body.at("name"), "Kari");
    EXPECT_EQ(changed.body.at("surname"), "Berg");
    EXPECT_EQ(changed.body.at("phone"), "+4741234567");
    EXPECT_TRUE(changed.body.at("note").is_null());
    EXPECT_EQ(header(changed.raw, "ETag"), "\"2\"");
}

TEST_P(KeyApi, TheLoginFollowsTheAddressUnconfirmed) {
    const auto customer = added({{"name", "Kari"}, {"email", "kari@example.org"}});
    const CustomerId id{base::id_value(customer.at("id").get<std::string>()).value()};
    const auto account = [&] {
        return world.db().read(
            [&](db::Session& session) { return accounts::find_by_customer(session, world.salon.id, id).value(); });
    };
    EXPECT_EQ(account().email, "kari@example.org");
    ASSERT_EQ(change(customer, {{"email", "berg@example.org"}}).status, 200);
    EXPECT_EQ(account().email, "berg@example.org");
    EXPECT_FALSE(account().email_confirmed);
    settings([](auto& settings) { settings.logins = businesses::Logins::off; });
    const auto other = added({{"name", "Ola"}, {"email", "ola@example.org"}});
    EXPECT_FALSE(world.db().read([&](db::Session& session) {
        return accounts::find_by_customer(session, world.salon.id,
                                          CustomerId{base::id_value(other.at("id").get<std::string>()).value()});
    })) << "where nobody signs in";
}

TEST_P(KeyApi, WhatSomebodyElseChangedMeanwhileIsNeverOverwritten) {
    const auto customer = added({{"name", "Kari"}});
    ASSERT_EQ(change(customer, {{"surname", "Berg"}}).status, 200);
    const auto late = change(customer, {{"surname", "Lund"}});
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.body.at("code"), "customer.changed_meanwhile");
    EXPECT_EQ(change(customer, {{"surname", "Lund"}}, "").status, 428);
    for (const auto* wrong : {"1", "\"x\"", "W/\"2\"", "*", "\"\""})
        EXPECT_EQ(change(customer, {{"surname", "Lund"}}, wrong).status, 412) << wrong;
    EXPECT_EQ(look(show_customer, "", customer.at("id").get<std::string>()).body.at("surname"), "Berg");
}

TEST_P(KeyApi, WhatIsWrongIsSaidByItsMember) {
    const auto wrong = send(create_customer, json{{"name", ""},
                                                  {"email", "nobody"},
                                                  {"phone", "12"},
                                                  {"date_of_birth", "2026-13-01"},
                                                  {"remind_by_email", "yes"},
                                                  {"colour", "red"}}
                                                 .dump());
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(errors_of(wrong.body),
              (Errors{"date_of_birth day.invalid", "remind_by_email field.type", "colour field.unknown"}));
    const auto by_domain = send(create_customer, json{{"name", ""}, {"email", "nobody"}, {"phone", "12"}}.dump());
    EXPECT_EQ(by_domain.status, 422);
    EXPECT_EQ(by_domain.body.at("code"), "fields.invalid");
    EXPECT_EQ(errors_of(by_domain.body), (Errors{"name field.required", "email field.email", "phone field.phone"}));
    added({{"name", "Kari"}, {"email", "kari@example.org"}, {"customer_number", "4711"}});
    const auto twice = send(create_customer, json{{"name", "Ola"}, {"email", "kari@example.org"}}.dump());
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(twice.body.at("code"), "customer.email_taken");
    EXPECT_EQ(send(create_customer, json{{"name", "Ola"}, {"customer_number", "4711"}}.dump()).body.at("code"),
              "customer.number_taken");
    EXPECT_EQ(look(show_customer, "", "nonsense").status, 404);
    EXPECT_EQ(look(show_customer, "", base::id_text(1)).status, 404);
}

TEST_P(KeyApi, TheSameRequestAddsOneCustomer) {
    const Headers once{{"idempotency-key", "abc"}};
    const auto body = json{{"name", "Kari"}}.dump();
    const auto first = send(create_customer, body, "", once), second = send(create_customer, body, "", once);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(header(second.raw, "Idempotent-Replay"), "true");
    EXPECT_EQ(header(second.raw, "ETag"), "\"1\"");
    EXPECT_EQ(send(create_customer, json{{"name", "Ola"}}.dump(), "", once).status, 422);
}

TEST_P(KeyApi, AListIsWalkedPageByPageInItsOrder) {
    for (const auto* name : {"Dahl", "Aas", "Berg", "Eide", "Carlsen"}) added({{"name", "Kari"}, {"surname", name}});
    using Names = std::vector<std::string>;
    EXPECT_EQ(walk("search=kari&limit=2"), (Names{"Berg", "Carlsen", "Dahl", "Eide", "Aas"})) << "aa is å in Norwegian";
    EXPECT_EQ(walk("search=kari&limit=2&order=created"), (Names{"Dahl", "Aas", "Berg", "Eide", "Carlsen"}));
    EXPECT_EQ(walk("search=kari&limit=2&order=created&descending=yes"),
              (Names{"Carlsen", "Eide", "Berg", "Aas", "Dahl"}));
    EXPECT_EQ(walk("search=dah&limit=1"), Names{"Dahl"});
}

TEST_P(KeyApi, ACursorGoesOnWithItsOwnListAlone) {
    for (const auto* name : {"Dahl", "Aas", "Berg"}) added({{"name", "Kari"}, {"surname", name}});
    const auto next = look(list_customers, "search=kari&limit=1").body.at("next").get<std::string>();
    const auto code = [&](const std::string& query) {
        const auto answer = look(list_customers, query);
        return answer.status == 200 ? Errors{"fine"} : errors_of(answer.body);
    };
    EXPECT_EQ(code("search=kari&limit=1&after=" + next), Errors{"fine"});
    EXPECT_EQ(code("search=kari&limit=2&after=" + next), Errors{"fine"});
    EXPECT_EQ(code("search=berg&after=" + next), Errors{"after field.invalid"});
    EXPECT_EQ(code("search=kari&order=created&after=" + next), Errors{"after field.invalid"});
    EXPECT_EQ(code("search=kari&after=" + next + "0"), Errors{"after field.invalid"});
    EXPECT_EQ(code("search=kari&after=" + next.substr(0, 13)), Errors{"after field.invalid"});
    EXPECT_EQ(code("limit=0"), Errors{"limit field.invalid"});
    EXPECT_EQ(code("limit=201"), Errors{"limit field.invalid"});
    EXPECT_EQ(code("order=age&descending=maybe&label=x&page=2"),
              (Errors{"page field.unknown", "label field.invalid", "order field.invalid", "descending field.invalid"}));
}

TEST_P(KeyApi, LabelsAreToldAndListedBy) {
    const auto customer = added({{"name", "Kari"}, {"surname", "Berg"}});
    const auto label = world.db().write([&](db::Tx& tx) {
        const customers::Context context{world.clock, world.registry};
        const auto id = customers::create_label(tx, context, world.salon.id, {.id = {}, .name = "Gold"}, {}).value();
        customers::relabel(tx, context, world.salon.id,
                           CustomerId{base::id_value(customer.at("id").get<std::string>()).value()}, {{id}, {}}, {})
            .value();
        return id;
    });
    added({{"name", "Ola"}, {"surname", "Lund"}});
    const auto listed = look(list_customers, "label=" + base::to_text(label)).body.at("customers");
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].at("labels"), json::array({"Gold"}));
    EXPECT_EQ(listed[0].at("surname"), "Berg");
}

TEST_P(KeyApi, CustomFieldsAreReadAndChanged) {
    using customers::CustomField;
    const auto add = [&](const CustomField& field) {
        return base::to_text(world.db().write([&](db::Tx& tx) {
            return customers::create_custom_field(tx, {world.clock, world.registry}, world.salon.id, field, {}).value();
        }));
    };
    const auto size = add({.kind = CustomField::Kind::number, .label = {"Shoe size", {}}});
    const auto credit = add({.label = {"Credit", {}}, .seen_by = customers::Circle::owners});
    const auto noted = [&](const std::string& field, const json& value) {
        return json{{"custom_fields", json::array({{{"field", field}, {"value", value}}})}};
    };
    auto body = noted(size, "42");
    body["name"] = "Kari";
    body["surname"] = "Berg";
    const auto customer = added(body);
    EXPECT_EQ(customer.at("custom_fields"), json::array({{{"field", size}, {"name", "Shoe size"}, {"value", "42"}}}));
    EXPECT_EQ(look(list_customers, "").body.at("customers")[0].at("custom_fields"), customer.at("custom_fields"));
    const auto wrong = change(customer, noted(size, "large"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(errors_of(wrong.body), Errors{fmt::format("custom_fields.{} field.number", size)});
    EXPECT_EQ(change(customer, noted(credit, "0")).status, 422) << "owners only";
    EXPECT_EQ(change(customer, noted(size, "43"), "\"1\"").status, 412);
    const auto changed = change(customer, noted(size, nullptr));
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.body.at("custom_fields"), json::array());
    EXPECT_GT(changed.body.at("version").get<int>(), customer.at("version").get<int>());
}

TEST_P(KeyApi, ABatchAddsChangesAndSkipsByCustomerNumber) {
    added({{"name", "Kari"}, {"surname", "Berg"}, {"customer_number", "1"}, {"note", "Keep"}});
    const json batch{{"customers",
                      {{{"customer_number", "1"}, {"surname", "Lund"}},
                       {{"customer_number", "2"}, {"name", "Ola"}},
                       {{"customer_number", "3"}, {"name", ""}},
                       {{"name", "Nobody's"}}}}};
    const auto results = send(upsert_customers, batch.dump()).body.at("results");
    ASSERT_EQ(results.size(), 4u);
    EXPECT_EQ(results[0].at("result"), "updated");
    EXPECT_EQ(results[1].at("result"), "created");
    EXPECT_EQ(results[2].at("result"), "refused");
    EXPECT_EQ(errors_of(results[2].at("problem")), Errors{"name field.required"});
    EXPECT_EQ(errors_of(results[3].at("problem")), Errors{"customer_number field.required"});
    const auto shown = look(show_customer, "", results[0].at("id").get<std::string>()).body;
    EXPECT_EQ(shown.at("surname"), "Lund");
    EXPECT_EQ(shown.at("note"), "Keep");

    const auto again = send(upsert_customers, batch.dump()).body.at("results");
    EXPECT_EQ(again[0].at("result"), "unchanged");
    EXPECT_EQ(again[1].at("result"), "unchanged");
    EXPECT_EQ(again[1].at("id"), results[1].at("id"));
    auto skipping = batch;
    skipping["existing"] = "skip";
    EXPECT_EQ(send(upsert_customers, skipping.dump()).body.at("results")[0].at("result"), "skipped");

    EXPECT_EQ(errors_of(send(upsert_customers, R"({"customers": [{}, "text"]})").body),
              Errors{"customers.1 field.type"});
    EXPECT_EQ(errors_of(send(upsert_customers, "{}").body), Errors{"customers field.required"});
    EXPECT_EQ(errors_of(send(upsert_customers, json{{"customers", json::array()}}.dump()).body),
              Errors{"customers field.required"});
    EXPECT_EQ(
        errors_of(send(upsert_customers, json{{"customers", std::vector<json>(101, json::object())}}.dump()).body),
        Errors{"customers field.too_many"});
}

TEST_P(KeyApi, TheBookIsReadDayByDay) {
    const auto first = booked("2026-12-01T10:00:00+01:00"), second = booked("2026-12-02T10:00:00+01:00");
    const auto day = look(list_bookings, "from=2026-12-01&to=2026-12-01").body;
    ASSERT_EQ(day.at("bookings").size(), 1u);
    EXPECT_EQ(day.at("bookings")[0].at("id"), first.at("id"));
    EXPECT_EQ(day.at("bookings")[0].at("start"), "2026-12-01T10:00:00+01:00");
    EXPECT_FALSE(day.contains("next"));
    const auto page = look(list_bookings, "from=2026-12-01&to=2026-12-31&limit=1").body;
    const auto next = page.at("next").get<std::string>();
    EXPECT_EQ(
        look(list_bookings, "from=2026-12-01&to=2026-12-31&limit=1&after=" + next).body.at("bookings")[0].at("id"),
        second.at("id"));
    EXPECT_TRUE(look(list_bookings, "from=2026-12-01&to=2026-12-31&provider=" + jonas).body.at("bookings").empty());
    EXPECT_EQ(errors_of(look(list_bookings, "").body), (Errors{"from field.required", "to field.required"}));
    EXPECT_EQ(errors_of(look(list_bookings, "from=2026-12-02&to=2026-12-01").body), Errors{"to range.reversed"});
    EXPECT_EQ(errors_of(look(list_bookings, "from=2026-01-01&to=2027-01-02").body), Errors{"to range.too_long"});
}

TEST_P(KeyApi, TheFeedTellsEverythingOnceInItsOrder) {
    const auto customer = added({{"name", "Kari"}});
    EXPECT_TRUE(look(list_activity, "").body.at("activity").empty()) << "not before all that is older is committed";
    world.clock.advance(11s);
    const auto first = look(list_activity, "").body;
    ASSERT_EQ(first.at("activity").size(), 1u) << "how the key was made is not told";
    EXPECT_EQ(first.at("activity")[0].at("type"), "customer.created");
    EXPECT_EQ(first.at("activity")[0].at("subject"), customer.at("id"));
    EXPECT_EQ(first.at("activity")[0].at("actor"), "api_key");
    auto next = first.at("next").get<std::string>();
    EXPECT_EQ(look(list_activity, "after=" + next).body.at("next"), next) << "nothing new";
    booked();
    world.clock.advance(11s);
    std::vector<std::string> types;
    for (;;) {
        const auto page = look(list_activity, "limit=1&after=" + next).body;
        for (const auto& each : page.at("activity")) types.push_back(each.at("type").get<std::string>());
        if (page.at("next") == next) break;
        next = page.at("next").get<std::string>();
    }
    EXPECT_EQ(std::ranges::count(types, "booking.made"), 1);
    EXPECT_EQ(errors_of(look(list_activity, "after=" + base::id_text(1)).body), Errors{"after field.invalid"});
}

}  // namespace
}  // namespace api
