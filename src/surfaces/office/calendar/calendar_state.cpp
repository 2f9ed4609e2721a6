#include "office/calendar/calendar_state.h"

#include "http/wire.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Status;

constexpr std::string_view kCookie = "tb_calendar";
constexpr std::size_t kMostProviders = 30;

std::optional<View> parse_view(std::string_view text) {
    for (const auto view : {View::day, View::rooms, View::week, View::month, View::list})
        if (to_text(view) == text) return view;
    return std::nullopt;
}

Colour parse_colour(std::string_view text) {
    for (const auto colour : {Colour::provider, Colour::status})
        if (to_text(colour) == text) return colour;
    return Colour::service;
}

// In the business's order.
std::vector<ProviderId> read_providers(const Page& page, const http::Form& form) {
    std::vector<ProviderId> out;
    for (const auto& provider : page.snapshot->providers)
        for (const auto& [name, value] : form.pairs())
            if (name == "provider" && value == base::to_text(provider.id) && out.size() < kMostProviders &&
                std::ranges::find(out, provider.id) == out.end())
                out.push_back(provider.id);
    return out;
}

void set_days(const Page& page, Showing& shown) {
    using std::chrono::days;
    shown.first = shown.last = shown.day;
    if (shown.view == View::list) shown.last = shown.day + days{2};
    if (shown.view == View::week) {
        const auto begins = i18n::week_starts_on_sunday(page.language) ? std::chrono::Sunday : std::chrono::Monday;
        shown.first = shown.day - (std::chrono::weekday{shown.day} - begins);
        shown.last = shown.first + days{6};
    }
    if (shown.view == View::month) {
        const std::chrono::year_month_day date{shown.day};
        shown.first = Day{date.year() / date.month() / 1};
        shown.last = Day{date.year() / date.month() / std::chrono::last};
    }
}

Showing read(const Page& page, const http::Form& form) {
    const auto& snapshot = *page.snapshot;
    Showing out;
    const auto view = parse_view(form.get("view"));
    out.view = view.value_or(View::day);
    out.chosen = view.has_value();
    if (out.view == View::rooms && snapshot.resources.empty()) out.view = View::day;
    out.providers = read_providers(page, form);
    if (const auto location = base::parse_id<LocationId>(form.get("location")); location && snapshot.location(location))
        out.location = location;
    if (const auto service = base::parse_id<ServiceId>(form.get("service")); service && snapshot.service(*service))
        out.service = service;
    out.status = bookings::parse_status(form.get("status"));
    out.colour = parse_colour(form.get("colour"));
    out.dense = form.get("dense") == "yes";
    if (const auto only = page.only_provider()) out.providers = {*only};
    return out;
}

std::string query_of(const Page& page, const Showing& shown, bool with_day) {
    auto out = fmt::format("view={}", to_text(shown.view));
    if (with_day) out += "&day=" + base::to_text(shown.day);
    if (!page.only_provider())
        for (const auto provider : shown.providers) out += "&provider=" + base::to_text(provider);
    if (shown.location) out += "&location=" + base::to_text(*shown.location);
    if (shown.service) out += "&service=" + base::to_text(*shown.service);
    if (shown.status) out += fmt::format("&status={}", bookings::to_text(*shown.status));
    if (shown.colour != Colour::service) out += fmt::format("&colour={}", to_text(shown.colour));
    if (shown.dense) out += "&dense=yes";
    return out;
}

// Another person at the same browser begins anew.
std::string owner_of(const Page& page) { return "who=" + base::to_text(page.who.id); }

}  // namespace

std::string_view to_text(View view) {
    constexpr std::array<std::string_view, 5> kTexts{"day", "rooms", "week", "month", "list"};
    return kTexts[static_cast<std::size_t>(view)];
}

std::string_view to_text(Colour colour) {
    constexpr std::array<std::string_view, 3> kTexts{"service", "provider", "status"};
    return kTexts[static_cast<std::size_t>(colour)];
}

Showing read_shown(const Page& page) {
    constexpr auto kFarthest = std::chrono::years{20};
    const auto& query = page.request.query;
    auto out = read(page, query);
    if (!out.chosen)
        if (const auto kept = page.request.cookie(kCookie); kept.starts_with(owner_of(page)))
            if (const auto form = http::parse_form(kept)) out = read(page, *form);
    const auto today = page.zone().day(page.now);
    out.day = base::parse_day(query.get("day")).value_or(today);
    if (out.day < today - kFarthest || out.day > today + kFarthest) out.day = today;
    set_days(page, out);
    return out;
}

std::string calendar_path(const Page& page, const Showing& shown) {
    return fmt::format("{}/calendar?{}", page.home(), query_of(page, shown, true));
}

std::string calendar_path(const Page& page, Showing shown, Day day) {
    shown.day = day;
    return calendar_path(page, shown);
}

std::string calendar_path(const Page& page, Showing shown, View view) {
    shown.view = view;
    return calendar_path(page, shown);
}

void keep_shown(http::Response& response, const Page& page, const Showing& shown) {
    http::set_cookie(response, page.request,
                     {std::string(kCookie), owner_of(page) + "&" + query_of(page, shown, false), std::chrono::days{365},
                      page.home(), true});
}

std::vector<const staff::Provider*> shown_providers(const Page& page, const Showing& shown) {
    std::vector<const staff::Provider*> out;
    for (const auto& provider : page.snapshot->providers) {
        const bool is_chosen = std::ranges::find(shown.providers, provider.id) != shown.providers.end();
        if (shown.providers.empty() ? !provider.bookable : !is_chosen) continue;
        if (shown.location &&
            !availability::works_at(page.snapshot->schedule(provider.id), *shown.location, shown.first))
            continue;
        out.push_back(&provider);
    }
    return out;
}

bool passes(const Showing& shown, ProviderId provider, ServiceId service, std::optional<LocationId> location,
            Status status) {
    if (!shown.providers.empty() && std::ranges::find(shown.providers, provider) == shown.providers.end()) return false;
    if (shown.location && location && *location != *shown.location) return false;
    if (shown.service && *shown.service != service) return false;
    return shown.status ? *shown.status == status : !bookings::is_given_up(status);
}

}  // namespace office
