// The API as its clients see it: handlers with requests made by hand, on both engines.
#pragma once

#include "api/booking_api.h"
#include "api/booking_api_parts.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace api {

using namespace bookings;
using nlohmann::json;
using pages::Environment;
using Errors = std::vector<std::string>;

// With what the guard of its route finds.
class Handler {
public:
    using Answer = http::Response(const http::Request&, Environment&, const Snapshot&);
    Handler(Answer* handler) : answer_(handler) {}
    Handler(http::Response (*handler)(const http::Request&, Environment&, const Snapshot&, const Booking&))
        : answer_([=](const http::Request& request, Environment& environment, const Snapshot& snapshot) {
              const auto booking = environment.database.read([&](db::Session& session) {
                  return find_owned(session, request, snapshot.business.id, environment.clock.now());
              });
              if (booking) return handler(request, environment, snapshot, *booking);
              return for_one(refused(booking.error()));
          }) {}
    http::Response operator()(const http::Request& request, Environment& environment, const Snapshot& snapshot) const {
        return answer_(request, environment, snapshot);
    }

private:
    std::function<Answer> answer_;
};

inline const html::Pages& pages() {
    static const html::Pages kept;
    return kept;
}

inline std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

// "field code" of each error of a problem.
inline std::vector<std::string> errors_of(const json& problem) {
    std::vector<std::string> out;
    for (const auto& error : problem.at("errors"))
        out.push_back(error.at("field").get<std::string>() + " " + error.at("code").get<std::string>());
    return out;
}

class ApiTest : public testing::TestWithParam<db::Engine> {
protected:
    struct Answer {
        http::Response raw;
        int status = 0;
        json body;
    };
    using Headers = std::vector<std::pair<std::string, std::string>>;
    // What the router finds in these paths.
    static constexpr std::pair<std::string_view, const char*> kNamed[]{
        {"bookings/", "id"}, {"events/", "event"}, {"waiting/offers/", "offer"}};

    // As behind the guard, which finds the business.
    Answer ask(Handler handler, http::Request request) {
        request.origin = "https://book.example.org";
        request.address = from;
        const auto business = world.db().read(
            [&](db::Session& session) { return environment.snapshots.find(session, request.param("business")); });
        return read(business ? handler(request, environment, *business)
                             : refused({Fault::not_found, "business.unknown", {}, {}}));
    }
    Answer list(const http::Request& request) { return read(api::businesses(request, environment)); }
    static Answer read(http::Response raw) { return {raw, raw.status, json::parse(*raw.body)}; }
    Answer get(Handler handler, std::string_view slug, std::string_view query, Headers headers = {}) {
        http::Request request;
        request.target = fmt::format("/api/v1/{}/any?{}", slug, query);
        request.params = {{"business", std::string(slug)}};
        request.query = *http::parse_form(query);
        request.headers = std::move(headers);
        return ask(handler, std::move(request));
    }
    Answer slots(ServiceId service, std::string_view rest, std::string_view slug = "studio-lind") {
        return get(api::slots, slug, fmt::format("service={}&{}", base::to_text(service), rest));
    }
    Answer post(Handler handler, std::string_view slug, std::string path, std::string body, Headers headers = {}) {
        http::Request request;
        request.method = http::Method::post;
        request.target = fmt::format("/api/v1/{}/{}", slug, path);
        request.params = {{"business", std::string(slug)}};
        for (const auto& [before, name] : kNamed)
            if (path.starts_with(before))
                request.params.emplace_back(name,
                                            path.substr(before.size(), path.find('/', before.size()) - before.size()));
        request.headers = std::move(headers);
        if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
        request.body = std::move(body);
        return ask(handler, std::move(request));
    }
    Answer create(const json& body, Headers headers = {}) {
        return post(api::create, "studio-lind", "bookings", body.dump(), std::move(headers));
    }
    Answer show(std::string_view id, std::string_view token, std::string_view slug = "studio-lind") {
        http::Request request;
        request.params = {{"business", std::string(slug)}, {"id", std::string(id)}};
        if (!token.empty()) request.headers = {{"authorization", fmt::format("Bearer {}", token)}};
        return ask(api::show, std::move(request));
    }
    Answer reschedule(const json& booking, const json& body, Headers headers = {}) {
        headers.emplace_back("authorization", "Bearer " + booking.at("manage_token").get<std::string>());
        return post(api::reschedule, "studio-lind", "bookings/" + booking.at("id").get<std::string>() + "/reschedule",
                    body.dump(), std::move(headers));
    }
    Answer cancel(const json& booking, std::string body = "", Headers headers = {}) {
        headers.emplace_back("authorization", "Bearer " + booking.at("manage_token").get<std::string>());
        return post(api::cancel, "studio-lind", "bookings/" + booking.at("id").get<std::string>() + "/cancellation",
                    std::move(body), std::move(headers));
    }

    std::string from = "203.0.113.5";
    json wish(std::string_view start = "2026-12-01T10:00:00+01:00") {
        return {{"service", base::to_text(world.salon.cut)},
                {"provider", base::to_text(world.salon.mira)},
                {"start", start},
                {"customer", {{"name", "Anna"}, {"surname", "Berg"}, {"email", "anna@example.com"}}}};
    }
    json booked(std::string_view start = "2026-12-01T10:00:00+01:00") {
        const auto made = create(wish(start));
        EXPECT_EQ(made.status, 201) << made.body;
        return made.body;
    }
    template <class Change>
    void settings(const Change& change) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, world.salon.id)->customer;
            change(settings);
            CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
        });
    }
    std::int64_t bookings() {
        return *world.db().read(
            [](db::Session& session) { return session.value<std::int64_t>("select count(*) from bookings"); });
    }

    support::World world{GetParam()};
    http::FormTokens tokens{"secret"};
    Environment environment{.database = world.db(),
                            .clock = world.clock,
                            .registry = world.registry,
                            .pages = pages(),
                            .tokens = tokens,
                            .hasher = accounts::Hasher::cheap(),
                            .pool = accounts::Hasher::cheap().pool(),
                            .secret = "secret",
                            .snapshots = Snapshots(),
                            .free_times = FreeTimes()};
    const std::string cut = base::to_text(world.salon.cut);
    const std::string mira = base::to_text(world.salon.mira), jonas = base::to_text(world.salon.jonas);
};

}  // namespace api
