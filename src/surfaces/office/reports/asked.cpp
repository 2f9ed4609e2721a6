#include "office/reports/asked.h"

#include "http/typed.h"
#include "i18n/names.h"

#include <algorithm>

namespace office {

using bookings::Lead;
using bookings::Source;
using reports::Named;
using reports::Period;

namespace {

// What is not of the business is as if it had not been asked for.
void read_filters(const Page& page, reports::Asked& asked) {
    const auto& query = page.request.query;
    if (const auto id = base::parse_id<ProviderId>(query.get("provider")); id && page.snapshot->provider(*id))
        asked.provider = id;
    if (const auto id = base::parse_id<ServiceId>(query.get("service")); id && page.snapshot->service(*id))
        asked.service = id;
    if (const auto id = base::parse_id<LocationId>(query.get("location")); id && page.snapshot->location(id))
        asked.location = id;
}

}  // namespace

AskedReport read_report(const Page& page) {
    const auto& query = page.request.query;
    const auto today = page.zone().day(page.now);
    AskedReport out{.asked = {reports::period_of(Named::this_month, today)}};
    read_filters(page, out.asked);
    out.named = reports::parse_named(query.get("period"));
    out.first = http::line(query, "first");
    out.last = http::line(query, "last");
    const bool is_typed = query.get("period") == "days" || (!query.has("period") && query.has("first"));
    if (!is_typed) {
        if (!out.named) out.named = Named::this_month;
        out.asked.period = reports::period_of(*out.named, today);
        return out;
    }
    const auto first = base::parse_day(out.first), last = base::parse_day(out.last);
    const auto period = first && last ? reports::check({*first, *last}) : Result<Period>(base::invalid("report.days"));
    if (period)
        out.asked.period = *period;
    else
        out.wrong = period.error();
    return out;
}

std::string query_of(const AskedReport& asked) {
    auto out = asked.named ? fmt::format("period={}", to_text(*asked.named))
                           : fmt::format("period=days&first={}&last={}", base::to_text(asked.asked.period.first),
                                         base::to_text(asked.asked.period.last));
    if (asked.asked.provider) out += "&provider=" + base::to_text(*asked.asked.provider);
    if (asked.asked.location) out += "&location=" + base::to_text(*asked.asked.location);
    if (asked.asked.service) out += "&service=" + base::to_text(*asked.asked.service);
    return out;
}

std::string name_of(i18n::Language language, Named named) {
    switch (named) {
        case Named::this_week: return i18n::words(language, "This week");
        case Named::last_week: return i18n::words(language, "Last week");
        case Named::this_month: return i18n::words(language, "This month");
        case Named::last_month: return i18n::words(language, "Last month");
        case Named::this_quarter: return i18n::words(language, "This quarter");
        case Named::last_quarter: return i18n::words(language, "Last quarter");
        case Named::this_year: return i18n::words(language, "This year");
        case Named::last_year: return i18n::words(language, "Last year");
    }
    return {};
}

std::string name_of(i18n::Language language, Lead lead) {
    switch (lead) {
        case Lead::after_start: return i18n::words(language, "After it had begun");
        case Lead::under_a_day: return i18n::words(language, "Less than a day before");
        case Lead::under_two_days: return i18n::words(language, "One to two days before");
        case Lead::under_a_week: return i18n::words(language, "Two days to a week before");
        case Lead::a_week: return i18n::words(language, "A week or more before");
        case Lead::none: break;
    }
    return {};
}

std::string name_of(i18n::Language language, const Period& period) {
    const auto last = i18n::full_date(language, period.last);
    if (period.first == period.last) return last;
    return i18n::words(language, "{first} to {last}",
                       {{"first", i18n::full_date(language, period.first)}, {"last", last}});
}

std::string part_name(i18n::Language language, const Period& part) {
    if (part.first == part.last) return i18n::short_date(language, part.first);
    if (part.length() > std::chrono::days{7}) return i18n::month_name(language, part.first);
    return i18n::words(
        language, "{first} to {last}",
        {{"first", i18n::short_date(language, part.first)}, {"last", i18n::short_date(language, part.last)}});
}

std::string provider_name(const Page& page, ProviderId id) {
    const auto* found = page.snapshot->provider(id);
    return found ? found->name : std::string();
}

std::string service_name(const Page& page, ServiceId id) {
    const auto* found = page.snapshot->service(id);
    return found ? page.text(found->name) : std::string();
}

std::optional<std::int64_t> percent(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return std::nullopt;
    return (200 * part + (part < 0 ? -whole : whole)) / (2 * whole);
}

std::string percent_text(i18n::Language language, std::optional<std::int64_t> percent) {
    if (!percent) return "\u2013";
    return i18n::words(language, "{n}%", {{"n", i18n::number(language, *percent)}});
}

}  // namespace office
