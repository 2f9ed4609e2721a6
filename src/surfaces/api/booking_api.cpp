#include "api/booking_api.h"

#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "api/told.h"
#include "bookings/guest.h"
#include "http/proxy.h"
#include "pages/page.h"

#include <algorithm>

namespace api {

using namespace bookings;
using pages::Environment;
namespace {

Result<Wish> read_wish(const nlohmann::json& body, const businesses::Business& business) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    Wish wish;
    read_what(object, wish);
    read_who(object, business, wish);
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
            return write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
                const auto booked = book(tx, environment.context(), snapshot.business.id, *wish, Rules::customer);
                if (!booked) return std::unexpected(booked.error());
                return told(*booked, snapshot, request.origin).dump();
            });
        });
    if (answer) return made(request, snapshot, answer->body, answer->is_replay);
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
    return write_once(environment, once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
        const auto changed = apply(tx);
        if (!changed) return std::unexpected(changed.error());
        return told(tx, *changed, snapshot, environment.clock.now()).dump();
    });
}

http::Response answer_show(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                           const Booking& booking) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    return environment.database.read([&](db::Session& session) {
        return http::json(told(session, booking, snapshot, environment.clock.now()).dump());
    });
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
