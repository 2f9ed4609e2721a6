// What messages say of what somebody waits for, and of the time that is offered to them.
#include "activity/activity_log.h"
#include "db/db.h"
#include "notify/adaptor.h"
#include "waiting/words.h"

#include <nlohmann/json.hpp>

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

// What a booking would say of it.
bookings::Booking as_booking(const waiting::Entry& entry, const waiting::Offer* offer) {
    bookings::Booking out{};
    out.service_id = entry.wish.service;
    if (entry.wish.provider) out.provider_id = *entry.wish.provider;
    out.location_id = entry.wish.location;
    if (!offer) return out;
    out.provider_id = offer->provider_id;
    out.location_id = offer->location_id;
    out.time = offer->time;
    return out;
}

class AboutWaiting : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        const std::vector<About> waiting{About::waiting};
        return {
            {.name = "waiting_days",
             .about = waiting,
             .words = [](Language l) { return words(l, "On which days and at which times it would suit them"); }},
            {.name = "offer_until",
             .about = waiting,
             .words = [](Language l) { return words(l, "Until when the offered time is kept"); }},
            {.name = "waiting_link",
             .kind = link,
             .secret = true,
             .about = waiting,
             .words = [](Language l) { return words(l, "Link to what they wait for, where an offer is answered"); }},
        };
    }

    // Its activities are the customer's, and name the entry and the offer.
    void load(db::Session& session, Subject& subject, Facts& facts) const override {
        if (!subject.activity_id || subject.booking_id || subject.registration_id) return;
        const auto business = facts.business().id;
        const auto activity = activity::find(session, business, *subject.activity_id);
        if (!activity || !activity->type.starts_with("waiting.")) return;
        const auto data = nlohmann::json::parse(activity->data);
        const auto entry = waiting::find(session, business, WaitingEntryId{data.value("entry_id", std::int64_t{0})});
        if (!entry) return;
        subject.customer_id = entry->customer_id;
        Waiting part{*entry};
        if (const auto id = data.value("offer_id", std::int64_t{0}))
            part.offer = waiting::find_offer(session, business, WaitingOfferId{id});
        facts.parts[typeid(Waiting)] = std::move(part);
    }

    // An offer of what the sample books.
    void invent(db::Session&, Facts& facts, Language) const override {
        if (facts.part<Waiting>() || !facts.booking) return;
        const auto& booking = *facts.booking;
        const auto day = facts.business().zone.day(booking.time.begin);
        Waiting part{};
        part.entry.wish = {.service = booking.service_id, .first_day = day, .last_day = day};
        part.offer.emplace();
        part.offer->provider_id = booking.provider_id;
        part.offer->time = booking.time;
        part.offer->expires_at = facts.now + Minutes{facts.business().customer.offer_minutes};
        facts.parts[typeid(Waiting)] = std::move(part);
    }

    std::string outdated(const Trigger& trigger, const Facts& facts, const Sending& sending) const override {
        if (trigger.about != About::waiting) return {};
        const auto* part = facts.part<Waiting>();
        if (!part) return "waiting_over";
        if (trigger.name == "waiting_called_off") return {};
        if (!waiting::is_open(part->entry.state)) return "waiting_over";
        if (trigger.name != "time_offered") return {};
        const bool is_open = part->offer && part->offer->state == waiting::OfferState::open;
        return is_open && sending.now < part->offer->expires_at ? "" : "offer_over";
    }

    std::string unwanted(const Trigger& trigger, const Facts& facts) const override {
        return trigger.about == About::waiting && !facts.business().has(waiting::kModule) ? "waiting_off" : "";
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) const override {
        const auto* part = speaker.facts.part<Waiting>();
        if (!part) return;
        const auto* offer = part->offer ? &*part->offer : nullptr;
        scope.set("waiting_link",
                  engine::Link{words(speaker.language, "See what you wait for"),
                               secrets.waiting.empty() ? "" : speaker.link("waiting/" + secrets.waiting)});
        scope.set("waiting_days", waiting::days_in_words(speaker.language, part->entry.wish));
        scope.set("offer_until", offer ? moment_in_words(speaker, offer->expires_at) : std::string());
        // In a sample its booking has said so.
        if (speaker.facts.booking) return;
        const auto booking = as_booking(part->entry, offer);
        scope.set("service", service_name(speaker, booking)).set("provider", provider_name(speaker.facts, booking));
        scope.set("location", offer || booking.location_id ? place_of(speaker, booking) : std::string());
        if (!offer) return;
        scope.set("when", when(speaker, offer->time))
            .set("starts_at", speaker.moment(offer->time.begin))
            .set("ends_at", speaker.moment(offer->time.end));
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_waiting() { return std::make_unique<AboutWaiting>(); }

}  // namespace notify
