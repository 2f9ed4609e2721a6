#include "notify/render.h"

#include "base/typed.h"
#include "bookings/allowed.h"
#include "bookings/booking_calendar.h"
#include "bookings/changing.h"
#include "bookings/words.h"
#include "businesses/accent.h"
#include "db/db.h"
#include "notify/delivery.h"
#include "notify/frame.h"

namespace notify {
namespace {

using bookings::Booking;
using i18n::Language;
using i18n::words;

constexpr std::string_view kDots = "••••••";

struct Speaker {
    const Facts& facts;
    Language language;
    std::string_view base_url;

    const businesses::Business& business() const { return facts.business(); }
    const std::string& text(const businesses::Text& text) const { return text.in(i18n::tag(language)); }
    std::string link(std::string_view path) const { return link_to(business(), base_url, path); }
    engine::Moment moment(Instant at) const { return {at, business().zone, language}; }
};

std::string when(const Speaker& speaker, const Span& time) {
    const auto& zone = speaker.business().zone;
    const auto this_year = static_cast<int>(std::chrono::year_month_day{zone.day(speaker.facts.now)}.year());
    return words(speaker.language, "{day}, {from} to {to}",
                 {{"day", i18n::long_date(speaker.language, zone.day(time.begin), this_year)},
                  {"from", i18n::time_of_day(speaker.language, zone.wall(time.begin))},
                  {"to", i18n::time_of_day(speaker.language, zone.wall(time.end))}});
}

std::string service_name(const Speaker& speaker, const Booking& booking) {
    const auto* service = speaker.facts.snapshot->service(booking.service_id);
    return service ? speaker.text(service->name) : std::string();
}

std::string meeting_url(const Facts& facts, const Booking& booking) {
    const auto* service = facts.snapshot->service(booking.service_id);
    return service ? service->meeting_url : std::string();
}

std::string provider_name(const Facts& facts, const Booking& booking) {
    const auto* provider = facts.snapshot->provider(booking.provider_id);
    return provider ? provider->name : std::string();
}

std::string place_of(const Speaker& speaker, const Booking& booking) {
    if (!meeting_url(speaker.facts, booking).empty()) return words(speaker.language, "Online");
    return bookings::place(*speaker.facts.snapshot, speaker.facts.snapshot->provider(booking.provider_id),
                           booking.location_id);
}

void set_booking(engine::Scope& scope, const Speaker& speaker, const Booking& booking) {
    scope.set("service", service_name(speaker, booking))
        .set("provider", provider_name(speaker.facts, booking))
        .set("location", place_of(speaker, booking))
        .set("when", when(speaker, booking.time))
        .set("starts_at", speaker.moment(booking.time.begin))
        .set("ends_at", speaker.moment(booking.time.end))
        .set("price", booking.price.amount == 0 ? std::string() : i18n::money(speaker.language, booking.price))
        .set("status", bookings::status_name(speaker.language, booking.status));
}

bool has_panel(const businesses::Business& business) {
    return business.customer.logins != businesses::Logins::off &&
           !business.switched_off.contains(businesses::Module::customer_panel);
}

void set_booking_links(engine::Scope& scope, const Speaker& speaker, const Booking& booking, const Secrets& secrets) {
    const auto language = speaker.language;
    const auto path = "bookings/" + secrets.manage;
    const bool bookable = bookings::is_bookable(*speaker.facts.snapshot, booking.service_id);
    const auto may =
        bookings::what_may(speaker.business(), booking, bookable, speaker.facts.now, bookings::Way::mailed_link);
    const auto set = [&](const char* name, std::string label, bool there, std::string_view rest) {
        scope.set(name, engine::Link{std::move(label), there ? speaker.link(path + std::string(rest)) : ""});
    };
    set("booking_link", words(language, "See the appointment"), true, "");
    const auto& account = speaker.facts.account;
    const bool open = has_panel(speaker.business()) && account && account->allowed && !secrets.panel.empty();
    scope.set("booking_panel_link", engine::Link{words(language, "See the appointment"),
                                                 open ? speaker.link("bookings/" + secrets.panel) : ""});
    set("reschedule_link", words(language, "Move the appointment"), may.reschedule.has_value(), "/reschedule");
    set("cancel_link", words(language, "Cancel the appointment"), may.cancel.has_value(), "/cancellation");
    const bool live = bookings::is_live(booking.status);
    scope.set("meeting_link", engine::Link{words(language, "Join the meeting"),
                                           live ? meeting_url(speaker.facts, booking) : std::string()});
}

void set_account(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) {
    const auto language = speaker.language;
    const auto& account = speaker.facts.account;
    const bool open = has_panel(speaker.business()) && account && account->allowed;
    const auto link = [&](const char* name, std::string label, std::string_view folder, const std::string& token) {
        const bool there = open && !token.empty();
        scope.set(name, engine::Link{std::move(label), there ? speaker.link(std::string(folder) + token) : ""});
    };
    link("access_link", words(language, "Sign in"), "access/", secrets.access);
    link("set_password_link", words(language, "Choose a password"), "password/", secrets.set_password);
    scope.set("customer_panel_password", open ? secrets.password : std::string());
    scope.set("has_password", open && account->has_password);
    const auto panel = open ? speaker.link("my") : std::string();
    scope.set("customer_panel_url", panel);
    scope.set("customer_panel_link", engine::Link{words(language, "Your appointments"), panel});
}

engine::Scope scope_of(const Speaker& speaker, const Secrets& secrets) {
    engine::Scope scope;
    const auto& facts = speaker.facts;
    const auto& business = facts.business();
    const auto language = speaker.language;
    const auto accent = businesses::light_accent(business.accent_colour);
    scope.set("business_name", speaker.text(business.name))
        .set("business_address", business.address)
        .set("business_phone", business.phone)
        .set("business_email", business.email)
        .set("cancellation_policy", speaker.text(business.cancellation_policy))
        .set("accent_colour", accent.colour)
        .set("accent_ink", accent.ink);
    if (facts.customer) {
        const auto& reader = facts.booking && facts.guardian ? *facts.guardian : *facts.customer;
        scope.set("customer_name", sayable_name(reader.name))
            .set("customer_full_name", sayable_name(reader.full_name()))
            .set("customer_email", reader.email.value_or(""));
    } else if (facts.registration) {
        const auto& who = *facts.registration;
        scope.set("customer_name", sayable_name(who.name))
            .set("customer_full_name", sayable_name(base::full_name(who.name, who.surname)))
            .set("customer_email", who.email);
    }
    const bool bookable = !business.switched_off.contains(businesses::Module::booking_page);
    scope.set("booking_page_link",
              engine::Link{words(language, "Book an appointment"), bookable ? speaker.link("") : std::string()});
    set_account(scope, speaker, secrets);
    if (facts.registration || facts.registration_id)
        scope.set("confirm_registration_link", engine::Link{words(language, "Confirm the address"),
                                                            speaker.link("registration/" + secrets.registration)});
    if (facts.booking) {
        set_booking(scope, speaker, *facts.booking);
        set_booking_links(scope, speaker, *facts.booking, secrets);
        if (bookings::is_live(facts.booking->status))
            scope.set("cancellation_policy",
                      bookings::with_policy(bookings::changing(business, language, *facts.booking, facts.now), business,
                                            language));
        scope.set("is_pending", facts.booking->status == bookings::Status::pending);
        scope.set("customer_note", facts.booking->note);
        scope.set("booked_for", facts.guardian ? sayable_name(facts.customer->full_name()) : std::string());
    }
    std::vector<engine::Scope> upcoming;
    for (const auto& booking : facts.upcoming) set_booking(upcoming.emplace_back(), speaker, booking);
    scope.set("upcoming_bookings", std::move(upcoming));
    return scope;
}

// A document of its own, which a frame would break.
bool is_whole(std::string_view html) {
    std::string lower(html.substr(0, 4096));
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower.find("<html") != lower.npos || lower.find("<!doctype") != lower.npos;
}

// "book.example.org" of "https://book.example.org:8443/x"
std::string host_of(std::string_view origin) {
    const auto scheme = origin.find("://");
    auto host = scheme == origin.npos ? origin : origin.substr(scheme + 3);
    host = host.substr(0, host.find('/'));
    const auto colon = host.rfind(':');
    if (colon != host.npos && !host.ends_with(']')) host = host.substr(0, colon);
    return std::string(host);
}

}  // namespace

const Secrets& stand_ins() {
    static const Secrets all{base::new_token(), base::new_token(), base::new_token(),
                             base::new_token(), base::new_token(), base::new_token()};
    return all;
}

namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

constexpr std::array kSecrets{&Secrets::manage,       &Secrets::access,   &Secrets::set_password,
                              &Secrets::registration, &Secrets::password, &Secrets::panel};

}  // namespace

Rendered filled(Rendered text, const Secrets& secrets) {
    for (auto* part : {&text.subject, &text.html, &text.text})
        for (const auto secret : kSecrets) replace(*part, stand_ins().*secret, secrets.*secret);
    return text;
}

Rendered masked(Rendered text) {
    const std::string dots(kDots);
    return filled(std::move(text), {dots, dots, dots, dots, dots, dots});
}

Result<Text> parse_source(const Source& source, const engine::Names& known) {
    std::vector<FieldError> fields;
    const auto parse = [&](const char* field, const std::string& text,
                           engine::Form form) -> std::optional<engine::Template> {
        auto parsed = engine::parse(text, form, known);
        if (parsed) return *std::move(parsed);
        fields.push_back({field, parsed.error().code, parsed.error().parameters});
        return std::nullopt;
    };
    if (source.subject.empty()) fields.push_back({"subject", "field.required", {}});
    if (source.html.empty() && source.text.empty()) fields.push_back({"html", "field.required", {}});
    auto subject = parse("subject", source.subject, engine::Form::subject);
    auto html = source.html.empty() ? std::nullopt : parse("html", source.html, engine::Form::html);
    auto text = source.text.empty() ? std::nullopt : parse("text", source.text, engine::Form::text);
    if (!fields.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(fields)});
    Text out{*std::move(subject), std::move(html), std::move(text), is_whole(source.html), {}};
    out.used = engine::used_names(out.subject);
    if (out.html) out.used.merge(engine::used_names(*out.html));
    if (out.text) out.used.merge(engine::used_names(*out.text));
    return out;
}

Result<Rendered> render(const Text& text, const Facts& facts, const Secrets& secrets, Language language,
                        std::string_view base_url, engine::Until until) {
    return render(text, scope_of({facts, language, base_url}, secrets), facts.business(), language, base_url, until);
}

Result<Rendered> render(const Text& text, const engine::Scope& scope, const businesses::Business& business,
                        Language language, std::string_view base_url, engine::Until until) {
    Rendered out;
    auto subject = engine::render(text.subject, scope, until);
    if (!subject) return std::unexpected(subject.error());
    out.subject = *std::move(subject);
    std::string body;
    if (text.html) {
        auto html = engine::render(*text.html, scope, until);
        if (!html) return std::unexpected(html.error());
        body = *std::move(html);
    }
    if (text.text) {
        auto plain = engine::render(*text.text, scope, until);
        if (!plain) return std::unexpected(plain.error());
        out.text = *std::move(plain);
    } else {
        out.text = engine::text_of_html(body);
        if (!text.whole_document) out.text += "\n\n" + text_foot(business, language);
    }
    if (text.html)
        out.html = text.whole_document ? std::move(body) : framed(business, language, out.subject, body, base_url);
    return out;
}

const Source* source_for(const Template& source, Language language, const businesses::Business& business) {
    const auto of = [&](std::string_view tag) -> const Source* {
        const auto found = source.sources.find(tag);
        return found == source.sources.end() ? nullptr : &found->second;
    };
    if (const auto* found = of(i18n::tag(language))) return found;
    for (const auto& tag : business.languages)
        if (const auto first = i18n::parse_language(tag))
            if (const auto* found = of(i18n::tag(*first))) return found;
    return source.sources.empty() ? nullptr : &source.sources.begin()->second;
}

std::string calendar_of(const Facts& facts, Language language, std::string_view base_url, std::string_view token) {
    const Speaker speaker{facts, language, base_url};
    const auto& booking = facts.booking.value();
    const auto& business = facts.business();
    const auto meeting = meeting_url(facts, booking);
    bookings::CalendarEntry entry;
    entry.id = booking.id;
    entry.host = host_of(base_url);
    entry.title = words(language, "{service}, {business}",
                        {{"service", service_name(speaker, booking)}, {"business", speaker.text(business.name)}});
    entry.place = meeting.empty() ? place_of(speaker, booking) : meeting;
    entry.description = words(language, "With {name}.", {{"name", provider_name(facts, booking)}});
    entry.url = token.empty() ? speaker.link("") : speaker.link("bookings/" + std::string(token));
    if (!token.empty())
        entry.description += "\n" + words(language, "See, move or cancel it: {url}", {{"url", entry.url}});
    entry.organizer = business.email.empty() ? speaker.link("") : "mailto:" + business.email;
    entry.organizer_name = speaker.text(business.name);
    entry.time = booking.time;
    entry.zone = business.zone;
    entry.status = booking.status;
    entry.sequence = booking.calendar_sequence;
    entry.changed_at = booking.changed_at;
    return bookings::calendar_file(entry);
}

Facts sample_facts(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot,
                   std::optional<CustomerId> customer, Language language, Instant now) {
    auto facts = load_facts(session, std::move(snapshot), {.customer_id = customer}, now);
    const auto& business = facts.business();
    if (!facts.customer) {
        facts.customer.emplace();
        facts.customer->name = "Kim";
        facts.customer->surname = "Berg";
        facts.customer->email = "kim@example.com";
        facts.customer->language = i18n::tag(language);
    } else if (!facts.upcoming.empty()) {
        facts.booking = facts.upcoming.front();
    } else if (auto all = bookings::list_all_of_customer(session, business.id, facts.customer->id, 1); !all.empty()) {
        facts.booking = std::move(all.front());
    }
    if (!facts.booking) {
        const auto services = facts.snapshot->bookable_services();
        Booking booking{};
        booking.business_id = business.id;
        const auto day = business.zone.day(now) + std::chrono::days{3};
        const auto start = business.zone.instant(WallTime{day} + std::chrono::hours{10});
        booking.time = {start, start + std::chrono::minutes{30}};
        booking.price.currency = business.currency;
        booking.created_at = booking.changed_at = now;
        if (!services.empty()) {
            booking.service_id = services.front()->id;
            booking.price = services.front()->price;
            booking.time.end = start + services.front()->duration;
            const auto providers = facts.snapshot->providers_of(*services.front());
            if (!providers.empty()) booking.provider_id = providers.front()->id;
        }
        facts.booking = booking;
        if (facts.upcoming.empty()) facts.upcoming = {booking};
    }
    if (!facts.account) {
        facts.account.emplace();
        facts.account->email = facts.customer->email.value_or("kim@example.com");
    }
    facts.account->allowed = true;
    facts.registration.emplace(accounts::PendingRegistration{facts.customer->name, facts.customer->surname,
                                                             facts.customer->email.value_or(""),
                                                             std::string(i18n::tag(language))});
    return facts;
}

}  // namespace notify
