// "Why is this time not offered?": every rule for one start, in sentences, each with a way to where it is set.
#include "booking_page/moving.h"
#include "bookings/explain.h"
#include "bookings/words.h"
#include "office/frame/menu.h"
#include "office/hours/hours_page.h"

#include <algorithm>
#include <set>

namespace office {
namespace {

using bookings::Reason;
using bookings::Rule;

struct Asked {
    const catalog::Service* service = nullptr;
    const staff::Provider* provider = nullptr;
    Day day{};
    std::string time{};
    std::optional<Instant> start{};
    std::set<catalog::AddOnId> add_ons{};    // chosen with the service
    bool unknown = false;                    // a service, provider or add-on that is not there
    std::optional<std::string> wrong_day{};  // why what was typed is no day that can be asked for
};

// Another day than the one that was typed is never answered for.
void read_day(const Page& page, Asked& asked) {
    const auto typed = line(page.request.query, "day");
    const auto day = base::parse_day(typed);
    const auto today = page.zone().day(page.now);
    if (!day)
        asked.wrong_day =
            typed.empty() ? i18n::words(page.language, "Choose a day.")
                          : i18n::words(page.language, "{day} is no day. Choose one.", {{"day", typed.substr(0, 40)}});
    else if (*day < today - std::chrono::years{3} || *day > today + std::chrono::years{3})
        asked.wrong_day = i18n::words(page.language, "{day} is too far away. Choose a day within three years.",
                                      {{"day", i18n::long_date(page.language, *day, 0)}});
    else
        asked.day = *day;
}

Asked read_asked(const Page& page) {
    const auto& query = page.request.query;
    const auto people = changeable_providers(page);
    const auto wanted = base::parse_id<ProviderId>(query.get("provider"));
    const auto found = std::ranges::find_if(people, [&](const auto* each) { return each->id == wanted; });
    Asked out;
    if (found != people.end()) out.provider = *found;
    if (!query.has("provider") && !people.empty()) out.provider = people.front();
    if (const auto id = base::parse_id<ServiceId>(query.get("service"))) out.service = page.snapshot->service(*id);
    if (!query.has("service") && !page.snapshot->services.empty()) out.service = &page.snapshot->services.front();
    out.unknown = (query.has("provider") && !out.provider) || (query.has("service") && !out.service);
    for (const auto& [name, value] : query.pairs()) {
        if (name != "add_on") continue;
        const auto id = base::parse_id<catalog::AddOnId>(value);
        const bool known =
            id && std::ranges::find(page.snapshot->add_ons, *id, &catalog::AddOn::id) != page.snapshot->add_ons.end();
        if (known)
            out.add_ons.insert(*id);
        else
            out.unknown = true;
    }
    const auto today = page.zone().day(page.now);
    out.day = today + std::chrono::days{1};
    out.time = line(query, "time");
    if (query.has("day")) read_day(page, out);
    if (out.wrong_day) return out;
    if (const auto time = staff::parse_time_of_day(out.time))
        out.start = page.zone().instant(WallTime{out.day} + *time);
    return out;
}

std::string clock(const Page& page, Instant at) { return i18n::time_of_day(page.language, page.zone().wall(at)); }

std::string range(const Page& page, const Span& span) {
    return fmt::format("{}\u2013{}", clock(page, span.begin), clock(page, span.end));
}

std::string length(const Page& page, Minutes minutes) { return i18n::duration(page.language, minutes); }

std::string openings_text(const Page& page, const bookings::Explanation& told) {
    std::string out;
    for (const auto& opening : told.openings) out += (out.empty() ? "" : ", ") + range(page, opening.span);
    return out;
}

std::string hours_sentence(const Page& page, const Asked& asked, const bookings::Explanation& told, bool holds) {
    const i18n::Parameters about{{"name", asked.provider->name},
                                 {"hours", openings_text(page, told)},
                                 {"day", i18n::long_date(page.language, asked.day, 0)}};
    if (told.openings.empty()) return i18n::words(page.language, "{name} has no hours on {day}.", about);
    if (!holds) return i18n::words(page.language, "{name} is not at work then: the hours on {day} are {hours}.", about);
    return i18n::words(page.language, "{name} is at work: the hours on {day} are {hours}.", about);
}

std::string day_sentence(const Page& page, const Asked& asked, const bookings::Explanation& told) {
    const i18n::Parameters about{{"name", asked.provider->name}, {"day", i18n::long_date(page.language, asked.day, 0)}};
    switch (told.source) {
        case availability::Source::day_off: return i18n::words(page.language, "{name} is off on {day}.", about);
        case availability::Source::holiday:
            return i18n::words(page.language, "The business is closed on {day}.", about);
        case availability::Source::special_day:
            return i18n::words(page.language, "{day} has hours of its own for {name}.", about);
        case availability::Source::week: break;
    }
    return i18n::words(page.language, "{day} is an ordinary day.", about);
}

std::string taken_sentence(const Page& page, const Reason& reason) {
    const i18n::Parameters about{{"time", range(page, reason.span)}};
    if (reason.holds)
        return i18n::words(page.language,
                           "Nothing else is booked in that time, {time} with what is kept free around it.", about);
    if (reason.held_until)
        return i18n::words(page.language,
                           "A visitor is booking {time} at the moment, and it is kept for them until {until}.",
                           {{"time", range(page, reason.span)},
                            {"until", i18n::time_of_day(page.language, page.zone().wall(*reason.held_until))}});
    return i18n::words(page.language, "Another appointment takes {time}, with what is kept free around it.", about);
}

std::string resource_sentence(const Page& page, const Reason& reason) {
    const auto* resource = reason.resource ? page.snapshot->resource(*reason.resource) : nullptr;
    const i18n::Parameters about{{"name", resource ? resource->name : std::string()}};
    return reason.holds ? i18n::words(page.language, "{name} is free.", about)
                        : i18n::words(page.language, "{name} is taken then.", about);
}

std::string group_sentence(const Page& page, const Asked& asked, const Reason& reason) {
    const i18n::Parameters about{{"service", page.text(asked.service->name)},
                                 {"name", asked.provider->name},
                                 {"time", range(page, reason.span)}};
    if (reason.holds)
        return i18n::words(page.language, "A group of {service} is planned then, {time}, and has a place left.", about);
    if (reason.span != Span{})
        return i18n::words(page.language, "The group of {service} that is planned then, {time}, is full.", about);
    return i18n::words(page.language,
                       "The times of {service} come from planned groups alone, and none of {name} begins then.", about);
}

std::string grid_sentence(const Page& page, const Asked& asked, const Reason& reason) {
    const i18n::Parameters about{{"minutes", length(page, asked.service->slot_interval)},
                                 {"before", clock(page, reason.span.begin)},
                                 {"after", clock(page, reason.span.end)}};
    if (reason.holds)
        return i18n::words(page.language, "Times are offered every {minutes}, and this is one of them.", about);
    return i18n::words(page.language,
                       "Times are offered every {minutes} from the beginning of the hours: {before} and {after}, but "
                       "nothing between.",
                       about);
}

// About what is offered at all and when it may be booked.
std::string offer_sentence(const Page& page, const Asked& asked, const Reason& reason) {
    const auto language = page.language;
    const i18n::Parameters about{{"name", asked.provider->name},
                                 {"service", page.text(asked.service->name)},
                                 {"notice", i18n::span(language, asked.service->minimum_notice)},
                                 {"days", std::to_string(asked.service->booking_horizon.count())},
                                 {"from", moment_with_year(page, reason.span.begin)},
                                 {"to", moment_with_year(page, reason.span.end)}};
    switch (reason.rule) {
        case Rule::service:
            if (!reason.holds && asked.service->active && !asked.add_ons.empty())
                return i18n::words(language, "{service} is not offered with these add-ons.", about);
            return reason.holds ? i18n::words(language, "{service} is offered.", about)
                                : i18n::words(language, "{service} is switched off.", about);
        case Rule::provider:
            return reason.holds ? i18n::words(language, "Customers may choose {name}.", about)
                                : i18n::words(language, "{name} is not offered to customers.", about);
        case Rule::gives:
            return reason.holds ? i18n::words(language, "{name} gives {service}.", about)
                                : i18n::words(language, "{name} does not give {service}.", about);
        case Rule::notice:
            if (reason.holds) return i18n::words(language, "It is early enough: from {from} on may be booked.", about);
            return i18n::words(language, "It is too soon: only from {from} on may be booked.", about);
        default:
            if (reason.holds) return i18n::words(language, "It is not too far ahead: until {to} may be booked.", about);
            return i18n::words(language, "It is too far ahead: only until {to} may be booked.", about);
    }
}

// With the add-ons, where they go with the service.
Minutes duration_of(const Page& page, const Asked& asked) {
    const auto wished = page.snapshot->wished(*asked.service, {asked.add_ons.begin(), asked.add_ons.end()});
    return (wished ? wished->service : *asked.service).duration_with(asked.provider->id);
}

std::string sentence_of(const Page& page, const Asked& asked, const bookings::Explanation& told, const Reason& reason) {
    const auto language = page.language;
    const i18n::Parameters about{{"name", asked.provider->name},
                                 {"service", page.text(asked.service->name)},
                                 {"length", length(page, duration_of(page, asked))},
                                 {"time", range(page, reason.span)},
                                 {"end", clock(page, reason.span.end)}};
    switch (reason.rule) {
        case Rule::day: return day_sentence(page, asked, told);
        case Rule::hours: return hours_sentence(page, asked, told, reason.holds);
        case Rule::location:
        case Rule::place:
            return reason.holds ? i18n::words(language, "{service} is offered at that place.", about)
                                : i18n::words(language, "{service} is not offered where {name} then is.", about);
        case Rule::end:
            return reason.holds ? i18n::words(language, "{length} fit before the hours end at {end}.", about)
                                : i18n::words(language, "{length} do not fit: the hours end at {end}.", about);
        case Rule::pause:
            return reason.holds ? i18n::words(language, "No break is in the way.")
                                : i18n::words(language, "{name} has a break, {time}.", about);
        case Rule::blocked:
            return reason.holds ? i18n::words(language, "No hours off are in the way.")
                                : i18n::words(language, "{name} has hours off, {time}.", about);
        case Rule::group: return group_sentence(page, asked, reason);
        case Rule::grid: return grid_sentence(page, asked, reason);
        case Rule::taken: return taken_sentence(page, reason);
        case Rule::resource: return resource_sentence(page, reason);
        default: return offer_sentence(page, asked, reason);
    }
}

// Where it is set; nothing where no page of this back office sets it.
std::optional<std::pair<std::string, std::string>> way_to(const Page& page, const Asked& asked, const Reason& reason) {
    const auto week = hours_path(page, "/people/" + base::to_text(asked.provider->id));
    switch (reason.rule) {
        case Rule::day:
        case Rule::blocked:
            return std::pair(hours_path(page, "/time-off"), i18n::words(page.language, "Time off and special days"));
        case Rule::hours:
        case Rule::end:
        case Rule::pause:
            return std::pair(week, i18n::words(page.language, "The week of {name}", {{"name", asked.provider->name}}));
        case Rule::taken:
            if (!reason.booking) return std::nullopt;
            return std::pair(fmt::format("{}/bookings/{}", page.home(), base::to_text(reason.booking->id)),
                             bookings::who_comes(*reason.booking));
        case Rule::group: {
            const auto groups = menu_path(page, "groups");
            if (!groups) return std::nullopt;
            return std::pair(*groups, i18n::words(page.language, "Groups"));
        }
        case Rule::service:
        case Rule::gives:
        case Rule::notice:
        case Rule::horizon:
        case Rule::grid: {
            const auto services = menu_path(page, "services");
            if (!services) return std::nullopt;
            return std::pair(*services, i18n::words(page.language, "Services"));
        }
        default: return std::nullopt;
    }
}

void fill_answer(html::Values& values, const Page& page, const Asked& asked) {
    const auto told = page.environment.database.snapshot([&](db::Session& session) {
        return bookings::explain(session, *page.snapshot,
                                 {.service_id = asked.service->id,
                                  .provider_id = asked.provider->id,
                                  .starts_at = *asked.start,
                                  .add_ons = {asked.add_ons.begin(), asked.add_ons.end()}},
                                 page.now);
    });
    auto& answer = values.add("ANSWER");
    const i18n::Parameters about{{"time", clock(page, *asked.start)},
                                 {"day", i18n::long_date(page.language, asked.day, 0)}};
    answer.show_if(told.offered, "OFFERED").show_if(!told.offered, "NOT_OFFERED");
    answer.set("ANSWER_TEXT", told.offered ? i18n::words(page.language, "{time} on {day} is offered.", about)
                                           : i18n::words(page.language, "{time} on {day} is not offered.", about));
    // What is in the way stands first.
    auto reasons = told.reasons;
    std::ranges::stable_partition(reasons, [](const Reason& reason) { return !reason.holds; });
    for (const auto& reason : reasons) {
        auto& row = answer.add("REASON").set("REASON_TEXT", sentence_of(page, asked, told, reason));
        row.show_if(reason.holds, "HOLDS").show_if(!reason.holds, "AGAINST");
        if (const auto way = way_to(page, asked, reason))
            row.add("WAY").set("WAY_URL", way->first).set("WAY_TEXT", way->second);
    }
}

// Those of any service, each with what it is for: another service may be chosen in the same form.
void fill_add_ons(html::Values& form, const Page& page, const Asked& asked) {
    html::Values* part = nullptr;
    for (const auto& add_on : page.snapshot->add_ons) {
        if (!add_on.active && !asked.add_ons.contains(add_on.id)) continue;
        if (!part) part = &form.add("ADD_ONS");
        part->add("ADD_ON")
            .set("OPTION_ID", base::to_text(add_on.id))
            .set("OPTION_TEXT", page.text(add_on.name))
            .show_if(asked.add_ons.contains(add_on.id), "OPTION_ON");
    }
}

Response why_page(const Page& page) {
    const auto asked = read_asked(page);
    if (asked.unknown) return nothing_here(page);
    const auto title = i18n::words(page.language, "Why is this time not offered?");
    const bool unreadable = !asked.time.empty() && !staff::parse_time_of_day(asked.time);
    const int status = unreadable || asked.wrong_day ? 422 : 200;
    return render(page, {"office/hours/why", title, "hours", status}, [&](html::Values& values) {
        values.set("BACK_URL", hours_path(page)).set("ACTION", hours_path(page, "/why"));
        values.show_if(!asked.service || !asked.provider, "NOTHING");
        if (!asked.service || !asked.provider) return;
        auto& form = values.add("ASK").set("DAY", asked.wrong_day ? std::string() : base::to_text(asked.day));
        form.set("TIME", asked.time);
        if (asked.wrong_day) form.add("WRONG_DAY").set("WRONG_DAY_TEXT", *asked.wrong_day);
        form.show_if(asked.wrong_day.has_value(), "BAD_DAY");
        form.show_if(unreadable, "UNREADABLE");
        for (const auto& service : page.snapshot->services)
            form.add("SERVICE")
                .set("OPTION_ID", base::to_text(service.id))
                .set("OPTION_TEXT", page.text(service.name))
                .show_if(&service == asked.service, "OPTION_ON");
        fill_add_ons(form, page, asked);
        for (const auto* provider : changeable_providers(page))
            form.add("PROVIDER")
                .set("OPTION_ID", base::to_text(provider->id))
                .set("OPTION_TEXT", provider->name)
                .show_if(provider == asked.provider, "OPTION_ON");
        if (asked.start) fill_answer(values, page, asked);
    });
}

}  // namespace

Response why_offered(const Page& page) { return why_page(page); }

}  // namespace office
