#include "api/waiting_api.h"

#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "api/told.h"
#include "bookings/guest.h"
#include "http/wire.h"
#include "pages/page.h"
#include "staff/hours_text.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace api {

using bookings::Snapshot;
using pages::Environment;
using waiting::Entry;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<waiting::Part, std::string_view> kParts[]{
    {waiting::kMorning, "morning"}, {waiting::kAfternoon, "afternoon"}, {waiting::kEvening, "evening"}};
constexpr int kDaysOfWeek = 7;

// ---- Joining

Day read_day(http::JsonObject& object, std::string_view name) {
    const auto typed = object.required_text(name, kLongestWord);
    if (!typed) return {};
    const auto day = base::parse_day(*typed);
    if (!day) object.add(name, "day.invalid");
    return day.value_or(Day{});
}

// "09:00"; 24:00 is the end of the day.
Minutes read_minute(http::JsonObject& object, std::string_view name, Minutes otherwise) {
    const auto typed = object.text(name, kLongestWord);
    if (!typed) return otherwise;
    if (*typed == "24:00") return waiting::kMidnight;
    const auto minute = typed->size() == 5 && (*typed)[2] == ':' ? staff::parse_time_of_day(*typed) : std::nullopt;
    if (!minute) object.add(name, "field.invalid");
    return minute.value_or(otherwise);
}

int read_weekdays(http::JsonObject& object) {
    int out = 0;
    for (const auto day : object.integers("weekdays", kDaysOfWeek, 1, kDaysOfWeek)) out |= 1 << (day - 1);
    return out ? out : waiting::kAllWeekdays;
}

int read_parts(http::JsonObject& object) {
    int out = 0;
    for (const auto& typed : object.texts("parts", std::size(kParts), kLongestWord)) {
        const auto* const found = std::ranges::find(kParts, typed, &std::pair<waiting::Part, std::string_view>::second);
        if (found == std::end(kParts)) {
            object.add("parts", "field.invalid");
            return waiting::kAllParts;
        }
        out |= found->first;
    }
    return out ? out : waiting::kAllParts;
}

struct Asked {
    waiting::Wish wish;
    waiting::Joining who{};
};

Result<Asked> read_asked(const nlohmann::json& body, const businesses::Business& business) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    Asked out{};
    out.wish.service =
        as_id<ServiceId>(object, "service", object.required_text("service", kLongestWord)).value_or(ServiceId{});
    if (const auto typed = object.text("provider", kLongestWord); typed && *typed != "any")
        out.wish.provider = as_id<ProviderId>(object, "provider", typed);
    out.wish.location = read_id<LocationId>(object, "location");
    out.wish.first_day = read_day(object, "first_day");
    out.wish.last_day = read_day(object, "last_day");
    out.wish.weekdays = read_weekdays(object);
    out.wish.parts = read_parts(object);
    out.wish.from = read_minute(object, "from", Minutes{0});
    out.wish.until = read_minute(object, "until", waiting::kMidnight);
    out.who.details = read_customer(object.object("customer"), business);
    out.who.actor = {activity::ActorKind::visitor, 0};
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return out;
}

std::string joined_body() { return Json{{"state", to_text(waiting::State::waiting)}}.dump(); }

http::Response answer_join(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    const auto body = read_body(request);
    if (!body) return refused(body.error());
    if (!snapshot.business.has(waiting::kModule)) return refused(base::conflict("waiting.off").error());
    const auto asked = read_asked(*body, snapshot.business);
    if (!asked) return refused(asked.error());

    const auto answer = bookings::book_as_guest(
        {environment.database, environment.clock, snapshot.business, asked->who.details.email,
         pages::client_of(request)},
        [&] {
            return write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
                const auto joined = waiting::join(tx, environment.context(), snapshot.business.id, asked->wish,
                                                  asked->who, waiting::Rules::customer);
                if (!joined) return std::unexpected(joined.error());
                return joined_body();
            });
        });
    if (answer) return answered(*answer, 202);
    // Nobody is told who waits here, nor given what opens the entry of an address that they only typed.
    if (answer.error().code == "waiting.already") return answered({joined_body()}, 202);
    return refused(in_fields(answer.error()));
}

// ---- What the token of a link opens

Result<Entry> find_opened(db::Session& session, const http::Request& request, const Snapshot& snapshot) {
    const auto token = http::bearer(request);
    auto entry = token.empty() || !snapshot.business.has(waiting::kModule)
                     ? std::nullopt
                     : waiting::find_by_token(session, snapshot.business.id, token);
    if (!entry) return base::refuse(Fault::forbidden, "request.token_needed");
    return *std::move(entry);
}

template <class Id>
Json id_or_null(const std::optional<Id>& id) {
    return id ? Json(base::to_text(*id)) : Json(nullptr);
}

std::string clock_text(Minutes minute) { return fmt::format("{:02}:{:02}", minute.count() / 60, minute.count() % 60); }

Json offer_json(const waiting::Offer& offer, const Zone& zone) {
    return {{"id", base::to_text(offer.id)},
            {"start", base::to_text(offer.time.begin, zone)},
            {"end", base::to_text(offer.time.end, zone)},
            {"provider", base::to_text(offer.provider_id)},
            {"location", id_or_null(offer.location_id)},
            {"until", base::to_text(offer.expires_at, zone)}};
}

std::string told_entry(db::Session& session, const Entry& entry, const Zone& zone) {
    auto weekdays = Json::array(), parts = Json::array();
    for (int day = 1; day <= kDaysOfWeek; ++day)
        if (entry.wish.weekdays & 1 << (day - 1)) weekdays.push_back(day);
    for (const auto& [part, name] : kParts)
        if (entry.wish.parts & part) parts.push_back(name);
    const auto offer = waiting::find_open_offer(session, entry.business_id, entry.id);
    return Json{{"id", base::to_text(entry.id)},
                {"state", to_text(entry.state)},
                {"service", base::to_text(entry.wish.service)},
                {"provider", id_or_null(entry.wish.provider)},
                {"location", id_or_null(entry.wish.location)},
                {"first_day", base::to_text(entry.wish.first_day)},
                {"last_day", base::to_text(entry.wish.last_day)},
                {"weekdays", std::move(weekdays)},
                {"parts", std::move(parts)},
                {"from", clock_text(entry.wish.from)},
                {"until", clock_text(entry.wish.until)},
                {"joined_at", base::to_text(entry.created_at, zone)},
                {"offer", offer ? offer_json(*offer, zone) : Json(nullptr)}}
        .dump();
}

http::Response answer_show(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    return environment.database.read([&](db::Session& session) {
        const auto entry = find_opened(session, request, snapshot);
        return entry ? http::json(told_entry(session, *entry, snapshot.business.zone)) : refused(entry.error());
    });
}

waiting::By holder_of(const http::Request& request, const Entry& entry) {
    return {.actor = {activity::ActorKind::manage_link, entry.id.value}, .token = std::string(http::bearer(request))};
}

// What is done with the entry that the token opens: `work` answers a Result<std::string> of the body.
template <class Work>
http::Response answer_change(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                             int status, const Work& work) {
    const auto opened =
        environment.database.read([&](db::Session& session) { return find_opened(session, request, snapshot); });
    if (!opened) return refused(opened.error());
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    if (const auto nothing = read_nothing(request); !nothing) return refused(nothing.error());
    const auto answer = write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
        return work(tx, *opened, holder_of(request, *opened));
    });
    if (answer)
        return status == 201 ? made(request, snapshot, answer->body, answer->is_replay) : answered(*answer, status);
    // Whoever has the time now, the offer is gone.
    if (bookings::is_time_gone(answer.error())) return refused(base::conflict("waiting.offer_over").error());
    return refused(answer.error());
}

WaitingOfferId offer_of(const http::Request& request) {
    return base::parse_id<WaitingOfferId>(request.param("offer")).value_or(WaitingOfferId{});
}

// As it then is.
Result<std::string> told_again(db::Tx& tx, const Result<void>& done, const Entry& entry, const Snapshot& snapshot) {
    if (!done) return std::unexpected(done.error());
    return told_entry(tx, waiting::find(tx, entry.business_id, entry.id).value(), snapshot.business.zone);
}

}  // namespace

http::Response join_waiting(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_join(request, environment, snapshot));
}

http::Response show_waiting(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_show(request, environment, snapshot));
}

http::Response leave_waiting(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(
        answer_change(request, environment, snapshot, 200, [&](db::Tx& tx, const Entry& entry, const waiting::By& by) {
            const auto left = waiting::leave(tx, environment.context(), snapshot.business.id, entry.id, by);
            return told_again(tx, left, entry, snapshot);
        }));
}

http::Response accept_offer(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_change(request, environment, snapshot, 201,
                                 [&](db::Tx& tx, const Entry&, const waiting::By& by) -> Result<std::string> {
                                     const auto booked = waiting::accept(tx, environment.context(),
                                                                         snapshot.business.id, offer_of(request), by);
                                     if (!booked) return std::unexpected(booked.error());
                                     return told(*booked, snapshot, request.origin).dump();
                                 }));
}

http::Response decline_offer(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(
        answer_change(request, environment, snapshot, 200, [&](db::Tx& tx, const Entry& entry, const waiting::By& by) {
            const auto declined =
                waiting::decline(tx, environment.context(), snapshot.business.id, offer_of(request), by);
            return told_again(tx, declined, entry, snapshot);
        }));
}

}  // namespace api
