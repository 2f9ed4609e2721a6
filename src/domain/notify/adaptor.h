// What messages know of one kind of subject: the business, a customer, an account, a booking. One adaptor for each
// reads it for a message, says whether the message is still true, and sets its placeholders; a feature adds its own at
// start (add_adaptor) and keeps what it read as a part of the facts. Internal to the domain.
#pragma once

#include "notify/facts.h"
#include "notify/render.h"
#include "notify/trigger.h"
#include "waiting/waiting.h"

#include <memory>

namespace notify {

// Who writes a message: the facts in one language, with links of the installation, to that audience.
struct Speaker {
    const Facts& facts;
    i18n::Language language;
    std::string_view base_url;
    Audience audience{};

    const businesses::Business& business() const { return facts.business(); }
    const std::string& text(const businesses::Text& text) const { return text.in(i18n::tag(language)); }
    std::string link(std::string_view path) const;  // below the business (link_to)
    engine::Moment moment(Instant at) const { return {at, business().zone, language}; }
};

// When a message was to go, and the start that its booking had when it was decided on.
struct Sending {
    std::optional<Instant> planned_start;
    Instant due, now;
};

class Adaptor {
public:
    virtual ~Adaptor() = default;
    virtual std::vector<Placeholder> placeholders() const = 0;
    // Reads what the subject names, and adds to the subject whom that leads to: a booking leads to its customer, a
    // customer to the account in charge.
    virtual void load(db::Session&, Subject&, Facts&) const {}
    // Reads what belongs to whom it turned out to be about, after all have loaded.
    virtual void complete(db::Session&, const Subject&, Facts&) const {}
    // Makes up what is missing, for previews.
    virtual void invent(db::Session&, Facts&, i18n::Language) const {}
    // Why a message of that trigger is no longer true (explain); empty: it is.
    virtual std::string outdated(const Trigger&, const Facts&, const Sending&) const { return {}; }
    // Why nothing of that trigger is sent now, apart from what the workflow and the channel say; empty: nothing.
    virtual std::string unwanted(const Trigger&, const Facts&) const { return {}; }
    // Sets its placeholders where there is something to say. `secrets`: those that the message may hold.
    virtual void fill(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) const = 0;
};

// Before any thread asks for one. They are asked in this order, and a menu shows their placeholders in it.
void add_adaptor(std::unique_ptr<const Adaptor> adaptor);
const std::vector<std::unique_ptr<const Adaptor>>& adaptors();

bool has_panel(const businesses::Business& business);

std::unique_ptr<const Adaptor> about_customer();
std::unique_ptr<const Adaptor> about_business();
std::unique_ptr<const Adaptor> about_booking();
std::unique_ptr<const Adaptor> about_account();
std::unique_ptr<const Adaptor> about_staff();
std::unique_ptr<const Adaptor> about_upcoming();
std::unique_ptr<const Adaptor> about_waiting();

// A stretch of time as messages say it: "Friday 11 December, 14:45 to 15:30"; a moment: "Friday 11 December at 14:45".
std::string when(const Speaker& speaker, const Span& time);
std::string moment_in_words(const Speaker& speaker, Instant at);

// What is waited for, where a message is about the waiting list (Facts::part).
struct Waiting {
    waiting::Entry entry;
    std::optional<waiting::Offer> offer{};
};

// What a booking says in words; also for its calendar file.
std::string service_name(const Speaker& speaker, const bookings::Booking& booking);
std::string provider_name(const Facts& facts, const bookings::Booking& booking);
std::string place_of(const Speaker& speaker, const bookings::Booking& booking);
std::string meeting_url(const Facts& facts, const bookings::Booking& booking);

}  // namespace notify
