#include "notify/render.h"

#include "accounts/link_lifetime.h"
#include "bookings/booking_calendar.h"
#include "bookings/words.h"
#include "db/db.h"
#include "notify/about_series.h"
#include "notify/adaptor.h"
#include "notify/frame.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

constexpr std::string_view kDots = "••••••";

engine::Scope scope_of(const Speaker& speaker, const Secrets& secrets) {
    engine::Scope scope;
    for (const auto& adaptor : adaptors()) adaptor->fill(scope, speaker, secrets);
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
    static const Secrets all{base::new_token(), base::new_token(), base::new_token(), base::new_token(),
                             base::new_token(), base::new_token(), base::new_token()};
    return all;
}

namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

constexpr std::array kSecrets{&Secrets::manage,   &Secrets::access, &Secrets::set_password, &Secrets::registration,
                              &Secrets::password, &Secrets::panel,  &Secrets::waiting};

}  // namespace

Rendered filled(Rendered text, const Secrets& secrets) {
    for (auto* part : {&text.subject, &text.html, &text.text})
        for (const auto secret : kSecrets) replace(*part, stand_ins().*secret, secrets.*secret);
    return text;
}

Rendered masked(Rendered text) {
    const std::string dots(kDots);
    return filled(std::move(text), {dots, dots, dots, dots, dots, dots, dots});
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
    Text out{*std::move(subject), std::move(html), std::move(text), is_whole(source.html), {}, {}};
    out.used = engine::used_names(out.subject);
    if (out.html) out.used.merge(engine::used_names(*out.html));
    if (out.text) out.used.merge(engine::used_names(*out.text));
    return out;
}

Seconds link_lifetime(const Text& text, std::string_view kind) {
    using accounts::Purpose;
    const auto wanted = text.link_works ? std::optional<Seconds>(*text.link_works) : std::nullopt;
    if (kind == "access_link") return accounts::lifetime_of(Purpose::access, wanted);
    if (kind == "set_password_link") return accounts::lifetime_of(Purpose::password, wanted);
    if (kind == "confirm_registration_link") return accounts::lifetime_of(Purpose::registration, wanted);
    CHECK(kind == "booking_panel_link");
    return wanted.value_or(bookings::kPanelLinkLifetime);
}

std::optional<Seconds> link_lifetime(const Text& text) {
    std::optional<Seconds> out;
    for (const auto* kind : {"access_link", "set_password_link", "confirm_registration_link", "booking_panel_link"})
        if (text.uses(kind)) out = std::min(out.value_or(Seconds::max()), link_lifetime(text, kind));
    return out;
}

Result<Rendered> render(const Text& text, const Facts& facts, const Secrets& secrets, Language language,
                        std::string_view base_url, const Audience& audience, engine::Until until) {
    const auto& business = facts.business();
    // Whatever the text asks for: what lets in the customer goes to nobody else.
    const auto& held = audience.to == To::customer ? secrets : Secrets{};
    auto scope = scope_of({facts, language, base_url, audience}, held);
    const auto works = link_lifetime(text);
    scope.set("link_lifetime",
              works ? i18n::span(language, std::chrono::duration_cast<Minutes>(*works)) : std::string());
    return render(text, scope, business, language, base_url, foot_for(audience, business, language, base_url), until);
}

Result<Rendered> render(const Text& text, const engine::Scope& scope, const businesses::Business& business,
                        Language language, std::string_view base_url, const Foot& foot, engine::Until until) {
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
    if (!foot.sentence.empty()) out.text += "\n" + text_foot(foot);
    if (text.html)
        out.html = text.whole_document ? footed(std::move(body), foot)
                                       : framed(business, language, out.subject, body, base_url, foot);
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

namespace {

bookings::CalendarEntry entry_of(const Speaker& speaker, const bookings::Booking& booking, std::string_view token) {
    const auto& facts = speaker.facts;
    const auto language = speaker.language;
    const auto& business = facts.business();
    const auto meeting = meeting_url(facts, booking);
    bookings::CalendarEntry entry;
    entry.id = booking.id;
    entry.host = host_of(speaker.base_url);
    entry.title = words(language, "{service}, {business}",
                        {{"service", service_name(speaker, booking)}, {"business", speaker.text(business.name)}});
    entry.place = meeting.empty() ? place_of(speaker, booking) : meeting;
    entry.description = words(language, "With {name}.", {{"name", provider_name(facts, booking)}});
    if (const auto names = bookings::add_on_names(language, booking); !names.empty())
        entry.description += "\n" + words(language, "Extras: {list}", {{"list", names}});
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
    return entry;
}

}  // namespace

std::string calendar_of(const Facts& facts, Language language, std::string_view base_url, std::string_view token) {
    const Speaker speaker{facts, language, base_url};
    std::vector<bookings::CalendarEntry> entries;
    // The link of the booking opens it and the parts of its visit, and nothing else.
    if (const auto* more = facts.part<InCalendar>())
        for (const auto& each : more->bookings)
            entries.push_back(
                entry_of(speaker, each, each.id == facts.booking.value().id ? token : std::string_view()));
    if (entries.empty())
        for (const auto& part : facts.together) entries.push_back(entry_of(speaker, part, token));
    if (entries.empty()) entries.push_back(entry_of(speaker, facts.booking.value(), token));
    return bookings::calendar_file(entries);
}

Facts sample_facts(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot,
                   std::optional<CustomerId> customer, Language language, Instant now) {
    auto facts = load_facts(session, std::move(snapshot), {.customer_id = customer}, now);
    for (const auto& adaptor : adaptors()) adaptor->invent(session, facts, language);
    return facts;
}

}  // namespace notify
