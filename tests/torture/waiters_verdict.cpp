#include "db/db.h"
#include "torture/rows.h"
#include "torture/waiters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace torture {
namespace {

struct Offer {
    WaitingOfferId id;
    WaitingEntryId entry;
    CustomerId customer;
    Place place;
    AppointmentId appointment;
    std::string state;
    std::optional<BookingId> booking;
};
struct Queue {
    std::vector<Offer> offers;
    std::map<WaitingEntryId, std::string> entries;  // their states
    std::set<AppointmentId> kept;                   // by holds of offers
    std::map<BookingId, CustomerId> bookings;
    std::map<std::pair<std::string, std::int64_t>, int> recorded;  // by type and the offer's id
};

Queue read_queue(db::Session& session) {
    Queue out;
    for (auto& [id, entry, customer, provider, start, appointment, state, booking] :
         session.rows<WaitingOfferId, WaitingEntryId, CustomerId, ProviderId, Instant, AppointmentId, std::string,
                      std::optional<BookingId>>("select id, entry_id, customer_id, provider_id, starts_at, "
                                                "appointment_id, state, booking_id from waiting_offers"))
        out.offers.push_back({id, entry, customer, {start, provider}, appointment, std::move(state), booking});
    for (auto& [id, state] : session.rows<WaitingEntryId, std::string>("select id, state from waiting_entries"))
        out.entries[id] = std::move(state);
    for (const auto& [id] : session.rows<AppointmentId>("select appointment_id from holds where purpose = 'offer'"))
        out.kept.insert(id);
    for (const auto& [id, customer] : session.rows<BookingId, CustomerId>("select id, customer_id from bookings"))
        out.bookings[id] = customer;
    for (const auto& [type, data] :
         session.rows<std::string, std::string>("select type, data from activities where type like 'waiting.%'"))
        if (const auto parsed = nlohmann::json::parse(data); parsed.contains("offer_id"))
            ++out.recorded[{type, parsed["offer_id"].get<std::int64_t>()}];
    return out;
}

std::string name(const Offer& offer) {
    return fmt::format("offer {} ({}) of {} to customer {}", base::to_text(offer.id), offer.state,
                       base::to_text(offer.place.start), base::to_text(offer.customer));
}

Check one_offer_each(const Queue& queue) {
    Check check{"nobody was offered a place twice, and no place is offered to two at once"};
    std::set<std::tuple<CustomerId, ProviderId, Instant>> offered;
    std::set<std::pair<ProviderId, Instant>> open;
    for (const auto& offer : queue.offers) {
        ++check.looked_at;
        if (!offered.emplace(offer.customer, offer.place.provider, offer.place.start).second)
            check.fail(name(offer) + " was made before");
        if (offer.state == "open" && !open.emplace(offer.place.provider, offer.place.start).second)
            check.fail(name(offer) + ": another has it too");
    }
    return check;
}

Check kept_for_offers(const Queue& queue) {
    Check check{"every open offer keeps its time, and nothing is kept for an offer that is not open"};
    std::set<AppointmentId> wanted;
    for (const auto& offer : queue.offers) {
        ++check.looked_at;
        if (offer.state == "open") wanted.insert(offer.appointment);
        if (offer.state == "open" && !queue.kept.contains(offer.appointment))
            check.fail(name(offer) + " keeps no time");
    }
    for (const auto id : queue.kept)
        if (!wanted.contains(id)) check.fail(fmt::format("hold {} is kept for no offer", base::to_text(id)));
    return check;
}

Check entries_as_offers(const Queue& queue) {
    Check check{"who waits is where their offers left them"};
    std::map<WaitingEntryId, std::map<std::string, int>> of;
    for (const auto& offer : queue.offers) ++of[offer.entry][offer.state];
    for (const auto& [id, state] : queue.entries) {
        ++check.looked_at;
        auto& own = of[id];
        const bool has_open = own["open"] == 1, has_booked = own["accepted"] == 1;
        if (own["open"] > 1 || own["accepted"] > 1 || has_open != (state == "offered") ||
            has_booked != (state == "booked") || (state == "expired" && own["expired"] < waiting::kMostUnanswered))
            check.fail(fmt::format("entry {} is {}, with {} open offers, {} accepted and {} that ran out",
                                   base::to_text(id), state, own["open"], own["accepted"], own["expired"]));
    }
    return check;
}

Check told(const Queue& queue, const std::vector<WaitingJournal>& journals) {
    Check check{"what was offered is booked, declined and recorded, once, as its customer was told"};
    std::map<WaitingOfferId, const Offer*> there;
    for (const auto& offer : queue.offers) {
        ++check.looked_at;
        there[offer.id] = &offer;
        const auto count = [&](const char* type) {
            const auto found = queue.recorded.find({type, offer.id.value});
            return found == queue.recorded.end() ? 0 : found->second;
        };
        if (count("waiting.offered") != 1 || count("waiting.accepted") != (offer.state == "accepted") ||
            count("waiting.declined") != (offer.state == "declined") ||
            count("waiting.offer_expired") != (offer.state == "expired"))
            check.fail(name(offer) + ": what is recorded of it says otherwise");
        const auto booking = offer.booking ? queue.bookings.find(*offer.booking) : queue.bookings.end();
        const bool is_booked = booking != queue.bookings.end() && booking->second == offer.customer;
        if (is_booked != (offer.state == "accepted")) check.fail(name(offer) + ": its booking says otherwise");
    }
    for (const auto& journal : journals)
        for (const auto& answered : journal.answered) {
            const auto found = there.find(answered.id);
            const auto* wanted = answered.accepts ? "accepted" : "declined";
            if (found == there.end())
                check.fail(fmt::format("offer {} is gone", base::to_text(answered.id)));
            else if (answered.told == Told::yes && found->second->state != wanted)
                check.fail(fmt::format("{}: its customer was told {}", name(*found->second), wanted));
            else if (answered.told == Told::no && found->second->state == wanted)
                check.fail(fmt::format("{}: its customer was refused", name(*found->second)));
        }
    return check;
}

Check honoured(const std::vector<WaitingJournal>& journals) {
    Check check{"whoever answers an offer before it runs out gets what they ask for"};
    for (const auto& journal : journals) {
        check.looked_at += std::ssize(journal.answered);
        for (const auto& text : journal.denied) check.fail(text);
        check.wrong += journal.denied_count - std::ssize(journal.denied);
    }
    return check;
}

Check answers(const std::vector<WaitingJournal>& journals) {
    Check check{"every answer to those who wait was one that may be"};
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) check.looked_at += count;
        for (const auto& text : journal.wrong) check.fail(text);
        check.wrong += journal.wrong_count - std::ssize(journal.wrong);
    }
    return check;
}

Check fierce(const Queue& queue) {
    Check check{.name = "offers were in the fight too", .looked_at = std::ssize(queue.offers), .of_the_fight = true};
    std::map<std::string, int> states;
    for (const auto& offer : queue.offers) ++states[offer.state];
    for (const auto* state : {"accepted", "declined", "expired"})
        if (states[state] < 3) check.fail(fmt::format("only {} offers were {}", states[state], state));
    return check;
}

}  // namespace

std::vector<Check> check_waiters(db::Database& database, const std::vector<WaitingJournal>& journals,
                                 bool has_to_be_a_fight) {
    const auto queue = database.snapshot(read_queue);
    std::vector<Check> out{one_offer_each(queue), kept_for_offers(queue), entries_as_offers(queue),
                           told(queue, journals), honoured(journals),     answers(journals)};
    if (has_to_be_a_fight) out.push_back(fierce(queue));
    return out;
}

}  // namespace torture
