#include "api/booking_api.h"

#include "api/booking_api_parts.h"
#include "bookings/allowed.h"
#include "bookings/guest.h"
#include "bookings/once.h"
#include "catalog/extra_field_editing.h"
#include "customers/details.h"
#include "http/proxy.h"
#include "http/wire.h"
#include "pages/page.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace api {

using namespace bookings;
using pages::Environment;
namespace {

using businesses::FieldRule;
using Json = nlohmann::ordered_json;

using customers::kLongestEmail;
using customers::kLongestName;
using customers::kLongestPhone;
constexpr std::size_t kLongestNote = 1000;
constexpr std::size_t kLongestWord = 100;  // ids, times and language tags: far more than any of them needs
constexpr std::size_t kNearest = 6;

Error of_field(std::string field, Error error) {
    return {
        Fault::invalid, "fields.invalid", {}, {{std::move(field), std::move(error.code), std::move(error.parameters)}}};
}

Result<nlohmann::json> read_body(const http::Request& request) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return std::move(errors).refusal();
    if (!http::is_json(request.header("content-type"))) return base::invalid("request.not_json");
    return http::parse_json(request.body);
}

template <class I>
std::optional<I> as_id(http::JsonObject& object, std::string_view name, const std::optional<std::string>& typed) {
    if (!typed) return std::nullopt;
    const auto id = base::parse_id<I>(*typed);
    if (!id) object.add(name, "field.invalid");
    return id;
}

Instant read_start(http::JsonObject& object) {
    const auto typed = object.required_text("start", kLongestWord);
    if (!typed) return {};
    const auto start = base::parse_instant(*typed);
    if (!start) object.add("start", "time.invalid");
    return start.value_or(Instant{});
}

// "nb" of "nb-NO" and "NB_no".
std::string main_subtag(std::string_view tag) { return http::lower_case(tag.substr(0, tag.find_first_of("-_"))); }

// One that the business writes: the wanted one, else a relative of it, else the business's first. Programs send the
// language of a phone, and nobody should go without an appointment for it.
std::string read_language(http::JsonObject& customer, const businesses::Business& business) {
    const auto& written = business.languages;
    const auto wanted = customer.text("language", kLongestWord).value_or("");
    const auto same = std::ranges::find(written, wanted);
    if (same != written.end()) return *same;
    const auto related = std::ranges::find(written, main_subtag(wanted), main_subtag);
    return related != written.end() ? *related : written.front();
}

// Nothing where the business does not ask for it: the member is then one that nobody knows.
std::optional<std::string> asked_text(http::JsonObject& object, std::string_view name, std::size_t longest,
                                      FieldRule rule, bool lines = false) {
    if (rule == FieldRule::hidden) return std::nullopt;
    if (rule == FieldRule::required && !lines) return object.required_text(name, longest);
    auto text = object.text(name, longest, lines);
    if (rule == FieldRule::required && !text) object.add(name, "field.required");
    return text;
}

// What JSON itself has wrong is refused by its reader, and not once more as missing.
customers::Details read_customer(http::JsonObject customer, const businesses::Business& business) {
    const auto& settings = business.customer;
    const auto read = [&](std::string_view name, std::size_t longest, FieldRule rule) {
        return rule == FieldRule::hidden ? std::string() : customer.text(name, longest).value_or("");
    };
    customers::TypedDetails typed;
    typed.country = business.country;
    typed.name = read("name", kLongestName, FieldRule::required);
    typed.surname = read("surname", kLongestName, settings.surname_field);
    typed.email = read("email", kLongestEmail, FieldRule::required);
    typed.phone = read("phone", kLongestPhone, settings.phone_field);
    std::vector<FieldError> wrong;
    customers::FieldCheck check(wrong);
    auto out = customers::read_details(typed, settings, read_language(customer, business), check);
    for (auto& each : wrong)
        if (!customer.is_refused(each.field)) customer.add(each.field, each.code, each.parameters);
    customer.refuse_others();
    return out;
}

void read_add_ons(http::JsonObject& object, Wish& wish) {
    for (const auto& typed : object.texts("add_ons", kMostAddOnsChosen, kLongestWord)) {
        const auto id = base::parse_id<AddOnId>(typed);
        if (!id) return object.add("add_ons", "field.invalid");
        wish.add_ons.push_back(*id);
    }
}

// {"field": "...", "values": ["..."]} for each; of a file no value can be sent here.
void read_answers(http::JsonObject& object, Wish& wish) {
    constexpr std::size_t kMostValues = 50;
    for (auto& each : object.objects("answers", catalog::kMostExtraFields)) {
        const auto field = as_id<catalog::ExtraFieldId>(each, "field", each.required_text("field", kLongestWord));
        auto values = each.texts("values", kMostValues, catalog::kLongestAnswer, true);
        each.refuse_others();
        if (field) wish.answers.values[*field] = std::move(values);
    }
}

Result<Wish> read_wish(const nlohmann::json& body, const businesses::Business& business) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    Wish wish;
    wish.service_id =
        as_id<ServiceId>(object, "service", object.required_text("service", kLongestWord)).value_or(ServiceId{});
    if (const auto typed = object.required_text("provider", kLongestWord); typed && *typed != "any")
        wish.provider_id = as_id<ProviderId>(object, "provider", typed);
    wish.location_id = as_id<LocationId>(object, "location", object.text("location", kLongestWord));
    wish.starts_at = read_start(object);
    read_add_ons(object, wish);
    read_answers(object, wish);
    wish.details = read_customer(object.object("customer"), business);
    wish.note = asked_text(object, "note", kLongestNote, business.customer.note_field, true).value_or("");
    wish.actor = {activity::ActorKind::visitor, 0};
    wish.source = bookings::Source::api;
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return wish;
}

Result<Move> read_move(const nlohmann::json& body) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    Move move{};
    move.starts_at = read_start(object);
    const auto provider = object.text("provider", kLongestWord);
    move.any_provider = provider == "any";
    if (!move.any_provider) move.provider_id = as_id<ProviderId>(object, "provider", provider);
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return move;
}

// No body, or an empty object.
Result<void> read_nothing(const http::Request& request) {
    if (request.body.empty() && request.form.pairs().empty() && request.query.pairs().empty()) return {};
    const auto body = read_body(request);
    if (!body) return std::unexpected(body.error());
    http::FieldErrors errors;
    http::JsonObject(*body, errors).refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return {};
}

// Nobody signs in here: a client is who holds a booking's token, else the network that asks. Keys need not be hard to
// guess, so one that two clients use is two keys.
std::string client_of(const http::Request& request) {
    if (const auto token = http::bearer(request); !token.empty()) return fmt::format("bearer:{}", token);
    return "network:" + http::network_of(request.address);
}

Result<std::optional<Once>> read_once(const http::Request& request, const Environment& environment) {
    const auto sent =
        std::ranges::any_of(request.headers, [](const auto& header) { return header.first == "idempotency-key"; });
    if (!sent) return std::nullopt;
    const auto key = request.header("idempotency-key");
    const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
    if (key.empty() || key.size() > kLongestKey || !std::ranges::all_of(key, is_visible))
        return std::unexpected(of_field("Idempotency-Key", {Fault::invalid, "idempotency.key_invalid", {}, {}}));
    return Once(environment.secret, client_of(request), key,
                fmt::format("{} {}\n{}", http::to_text(request.method), request.raw_path(), request.body));
}

struct Answer {
    std::string body;
    bool is_replay = false;
};

// What `work` answers (a Result of a body), or what it answered the first time. Only what was done is remembered.
template <class Work>
Result<Answer> once_only(db::Tx& tx, const std::optional<Once>& once, BusinessId business, Instant now,
                         const Work& work) {
    if (once) {
        auto earlier = once->earlier(tx, business);
        if (!earlier) return std::unexpected(of_field("Idempotency-Key", earlier.error()));
        if (*earlier) return Answer{**std::move(earlier), true};
    }
    Result<std::string> body = work();
    if (!body) return std::unexpected(body.error());
    if (once) once->remember(tx, business, now, *body);
    return Answer{*std::move(body), false};
}

http::Response answered(const Answer& answer, int status) {
    auto response = http::json(answer.body, status);
    if (answer.is_replay) response.set("Idempotent-Replay", "true");
    return response;
}

Json to_json(const Booking& booking, const Zone& zone) {
    return {{"id", base::to_text(booking.id)},
            {"status", to_text(booking.status)},
            {"start", base::to_text(booking.time.begin, zone)},
            {"end", base::to_text(booking.time.end, zone)},
            {"provider", base::to_text(booking.provider_id)},
            {"location", booking.location_id ? Json(base::to_text(*booking.location_id)) : Json(nullptr)}};
}

Json add_ons_json(const Booking& booking) {
    auto out = Json::array();
    for (const auto& each : booking.add_ons)
        out.push_back({{"id", base::to_text(each.id)},
                       {"name", each.name.in(booking.language)},
                       {"duration_minutes", each.duration.count()},
                       {"price", money_json(each.price)}});
    return out;
}

std::string to_body(const Made& made, const Snapshot& snapshot, std::string_view origin) {
    auto body = to_json(made.booking, snapshot.business.zone);
    body["manage_token"] = made.manage_token;
    body["manage_url"] = fmt::format("{}/{}/bookings/{}", origin, snapshot.business.slug, made.manage_token);
    return body.dump();
}

Json to_json(const Result<void>& allowed, const std::optional<Instant>& until, const Zone& zone) {
    Json out{{"allowed", allowed.has_value()}};
    if (allowed) {
        if (until) out["until"] = base::to_text(*until, zone);
        return out;
    }
    out["reason"] = allowed.error().code;
    for (const auto& [name, value] : allowed.error().parameters)
        if (name == "until") out["until"] = value;
    return out;
}

std::string to_body(const Booking& booking, const Snapshot& snapshot, Instant now) {
    const auto& business = snapshot.business;
    auto body = to_json(booking, business.zone);
    body["service"] = base::to_text(booking.service_id);
    body["price"] = money_json(booking.price);
    body["add_ons"] = add_ons_json(booking);
    const auto starts_at = booking.time.begin;
    const auto may = what_may(business, booking, is_bookable(snapshot, booking.service_id), now, Way::mailed_link);
    body["can_reschedule"] = to_json(may.reschedule, business.reschedule.until(starts_at), business.zone);
    body["can_cancel"] = to_json(may.cancel, business.cancel.until(starts_at), business.zone);
    return body.dump();
}

// The start is one that the business never offers, taken or not: off the grid, outside the hours, in a break.
bool is_a_start(const Snapshot& snapshot, const Wanted& wanted, Instant start) {
    const auto* const offered = snapshot.service(wanted.service_id);
    if (!offered) return false;
    const auto wished = snapshot.wished(*offered, wanted.add_ons);
    if (!wished) return false;
    const auto* const service = &wished->service;
    return std::ranges::any_of(snapshot.providers_of(*service), [&](const staff::Provider* provider) {
        if (wanted.provider_id && *wanted.provider_id != provider->id) return false;
        const auto& zone = snapshot.business.zone;
        auto openings = availability::openings_for(snapshot.schedule(provider->id), zone, zone.day(start));
        std::erase_if(openings, [&](const availability::Opening& opening) {
            return !availability::place_of(opening, {wanted.location_id, service->places});
        });
        return availability::can_start(service->timing(provider->id), openings, {}, {}, start);
    });
}

http::Response time_taken(Environment& environment, const Snapshot& snapshot, const Error& error, const Wanted& wanted,
                          Instant start) {
    auto nearest = Json::array();
    if (!is_a_start(snapshot, wanted, start))
        return refused(of_field("start", {Fault::invalid, "booking.not_a_start", {}, {}}));
    environment.database.read([&](db::Session& session) {
        for (const auto& free :
             environment.free_times.nearest(session, snapshot, wanted, start, kNearest, environment.clock.now()))
            nearest.push_back({{"start", base::to_text(free.start, snapshot.business.zone)},
                               {"provider", base::to_text(free.provider_id)}});
    });
    Json more{{"nearest", std::move(nearest)}};
    for (const auto& [name, value] : error.parameters)
        if (name == "until") more["until"] = value;
    return refused(error, more.dump());
}

// Of wrong answers each by its field: "answers.ID".
Error in_answers(const Error& error) {
    constexpr std::string_view kOfForm = "field_";
    Error out{Fault::invalid, "fields.invalid", {}, error.fields};
    for (auto& field : out.fields)
        if (field.field.starts_with(kOfForm)) field.field = "answers." + field.field.substr(kOfForm.size());
    return out;
}

// The domain's answer in the words of the request's body.
Error in_fields(const Error& error) {
    if (error.code == "booking.too_soon" || error.code == "booking.too_far") return of_field("start", error);
    if (error.code == "service.not_offered") return of_field("service", error);
    if (error.code == "provider.not_offered") return of_field("provider", error);
    if (error.code == "location.not_offered") return of_field("location", error);
    if (error.code == "add_on.not_offered" || error.code == "booking.too_many_add_ons" ||
        error.code == "booking.too_long")
        return of_field("add_ons", error);
    if (error.code == "form.invalid") return in_answers(error);
    return error;
}

http::Response made(const http::Request& request, const Answer& answer, const Snapshot& snapshot) {
    const auto id = nlohmann::json::parse(answer.body).at("id").get<std::string>();
    return answered(answer, 201)
        .set("Location", fmt::format("{}/api/v1/{}/bookings/{}", request.origin, snapshot.business.slug, id));
}

Result<Answer> book_now(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                        const Wish& wish) {
    const auto booked = environment.database.write(
        [&](db::Tx& tx) { return book(tx, environment.context(), snapshot.business.id, wish, Rules::customer); });
    if (!booked) return std::unexpected(booked.error());
    return Answer{to_body(*booked, snapshot, request.origin)};
}

Result<Answer> book_once(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                         const std::optional<Once>& once, const Wish& wish) {
    const auto business = snapshot.business.id;
    return environment.database.write([&](db::Tx& tx) {
        return once_only(tx, once, business, environment.clock.now(), [&]() -> Result<std::string> {
            const auto booked = book(tx, environment.context(), business, wish, Rules::customer);
            if (!booked) return std::unexpected(booked.error());
            return to_body(*booked, snapshot, request.origin);
        });
    });
}

http::Response answer_create(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    const auto body = read_body(request);
    if (!body) return refused(body.error());
    const auto wish = read_wish(*body, snapshot.business);
    if (!wish) return refused(wish.error());

    const auto answer = book_as_guest(
        {environment.database, environment.clock, snapshot.business, wish->details.email, pages::client_of(request)},
        [&] {
            return *once ? book_once(request, environment, snapshot, *once, *wish)
                         : book_now(request, environment, snapshot, *wish);
        });
    if (answer) return made(request, *answer, snapshot);
    if (!is_time_gone(answer.error())) return refused(in_fields(answer.error()));
    return time_taken(environment, snapshot, answer.error(),
                      {.service_id = wish->service_id,
                       .provider_id = wish->provider_id,
                       .location_id = wish->location_id,
                       .add_ons = wish->add_ons},
                      wish->starts_at);
}

activity::Actor holder_of(const Booking& booking) { return {activity::ActorKind::manage_link, booking.id.value}; }

// One transaction that changes the booking and answers with what it then is.
template <class Change>
Result<Answer> change(const Snapshot& snapshot, const std::optional<Once>& once, Environment& environment,
                      const Change& apply) {
    const auto now = environment.clock.now();
    return environment.database.write([&](db::Tx& tx) {
        return once_only(tx, once, snapshot.business.id, now, [&]() -> Result<std::string> {
            const auto changed = apply(tx);
            if (!changed) return std::unexpected(changed.error());
            return to_body(*changed, snapshot, now);
        });
    });
}

http::Response answer_show(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                           const Booking& booking) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    return http::json(to_body(booking, snapshot, environment.clock.now()));
}

// Why it cannot be moved: a member of the body is wrong, or what was booked is no longer offered at all.
http::Response not_moved(Environment& environment, const Snapshot& snapshot, const Error& error, const Booking& booking,
                         const Move& move) {
    if (is_time_gone(error)) {
        const auto provider =
            move.any_provider ? std::nullopt : std::optional(move.provider_id.value_or(booking.provider_id));
        const auto location =
            location_to_keep(snapshot, booking.service_id, booking.location_id, environment.clock.now());
        return time_taken(environment, snapshot, error,
                          {booking.service_id, provider, booking.appointment_id, location}, move.starts_at);
    }
    const bool is_theirs =
        error.code == "service.not_offered" || (error.code == "provider.not_offered" && !move.provider_id);
    if (is_theirs) return refused({Fault::conflict, error.code, error.parameters, {}});
    return refused(in_fields(error));
}

http::Response answer_reschedule(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                                 const Booking& booking) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    const auto body = read_body(request);
    if (!body) return refused(body.error());
    const auto move = read_move(*body);
    if (!move) return refused(move.error());
    const auto answer = change(snapshot, *once, environment, [&](db::Tx& tx) {
        return bookings::reschedule(tx, environment.context(), booking.business_id, booking.id, *move,
                                    holder_of(booking), Rules::customer);
    });
    if (!answer) return not_moved(environment, snapshot, answer.error(), booking, *move);
    return answered(*answer, 200);
}

http::Response answer_cancel(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                             const Booking& booking) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    if (const auto nothing = read_nothing(request); !nothing) return refused(nothing.error());
    const auto answer = change(snapshot, *once, environment, [&](db::Tx& tx) {
        return bookings::cancel(tx, environment.context(), booking.business_id, booking.id, holder_of(booking),
                                Rules::customer);
    });
    if (!answer) return refused(answer.error());
    return answered(*answer, 200);
}

}  // namespace

Result<Booking> find_owned(db::Session& session, const http::Request& request, BusinessId business, Instant now) {
    const auto token = http::bearer(request);
    auto booking = token.empty() ? std::nullopt : find_by_token(session, business, token, now);
    if (!booking) return base::refuse(Fault::forbidden, "request.token_needed");
    if (base::parse_id<BookingId>(request.param("id")) != booking->id) return base::not_found("booking.unknown");
    return *std::move(booking);
}

http::Response create(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_create(request, environment, snapshot));
}
http::Response show(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                    const Booking& booking) {
    return for_one(answer_show(request, environment, snapshot, booking));
}
http::Response reschedule(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                          const Booking& booking) {
    return for_one(answer_reschedule(request, environment, snapshot, booking));
}
http::Response cancel(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                      const Booking& booking) {
    return for_one(answer_cancel(request, environment, snapshot, booking));
}

void register_pages(activity::Registry& registry) { registry.add(kModule); }

}  // namespace api
