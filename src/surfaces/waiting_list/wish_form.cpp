#include "waiting_list/wish_form.h"

#include "bookings/words.h"
#include "http/typed.h"

#include <algorithm>
#include <charconv>

namespace waiting_list {
namespace {

using std::chrono::days;

constexpr days kUsually{14};

int ticked_bits(const http::Form& form, std::string_view name, const std::vector<Tick>& all) {
    int out = 0;
    for (const auto& tick : all)
        if (form.get(fmt::format("{}_{}", name, tick.bit)) == "yes") out |= tick.bit;
    return out;
}

// "09:30"
std::optional<Minutes> parse_minute(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int hour = 0, minute = 0;
    const auto read = [](std::string_view digits, int& into) {
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return failed == std::errc() && end == digits.data() + digits.size();
    };
    if (!read(text.substr(0, 2), hour) || !read(text.substr(3), minute)) return std::nullopt;
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > waiting::kMidnight.count()) return std::nullopt;
    return Minutes{hour * 60 + minute};
}

std::string_view class_of(waiting::State state) {
    switch (state) {
        case waiting::State::waiting: return "pending";
        case waiting::State::offered:
        case waiting::State::booked: return "approved";
        case waiting::State::left:
        case waiting::State::expired: break;
    }
    return "cancelled";
}

}  // namespace

std::vector<Tick> weekdays(i18n::Language language) {
    std::vector<Tick> out;
    const auto monday = i18n::week_starts_on_sunday(language) ? Day{days{3}} : Day{days{4}};  // 1970-01-04 and -05
    for (auto day = monday; day < monday + days{7}; day += days{1})
        out.push_back({base::weekday_bit(day), i18n::weekday_long(language, day)});
    return out;
}

std::vector<Tick> parts(i18n::Language language) {
    std::vector<Tick> out;
    for (const auto part : {waiting::kMorning, waiting::kAfternoon, waiting::kEvening})
        out.push_back({part, waiting::part_name(language, part)});
    return out;
}

TypedWish new_wish(const pages::Page& page, const http::Form& query) {
    TypedWish out;
    out.service = query.get("service");
    out.provider = query.get("provider");
    out.location = query.get("location");
    const auto today = page.zone().day(page.now);
    const auto day = base::parse_day(query.get("day"));
    out.first_day = base::to_text(day && *day >= today ? *day : today);
    out.last_day = base::to_text(day && *day >= today ? *day : today + kUsually);
    return out;
}

TypedWish read_wish(const http::Form& form) {
    TypedWish out;
    out.service = form.get("service");
    out.provider = form.get("provider");
    out.location = form.get("location");
    out.first_day = http::line(form, "first_day");
    out.last_day = http::line(form, "last_day");
    out.from = http::line(form, "from");
    out.until = http::line(form, "until");
    out.weekdays = ticked_bits(form, "weekdays", weekdays(i18n::Language::en));
    out.parts = ticked_bits(form, "parts", parts(i18n::Language::en));
    return out;
}

waiting::Wish wish_of(const TypedWish& typed, std::vector<FieldError>& wrong) {
    waiting::Wish out{.service = base::parse_id<ServiceId>(typed.service).value_or(ServiceId{}),
                      .provider = base::parse_id<ProviderId>(typed.provider),
                      .location = base::parse_id<LocationId>(typed.location),
                      .weekdays = typed.weekdays,
                      .parts = typed.parts};
    if (!typed.provider.empty() && !out.provider) wrong.push_back({"provider", "field.invalid", {}});
    if (!typed.location.empty() && !out.location) wrong.push_back({"location", "field.invalid", {}});
    const auto day = [&](std::string_view field, const std::string& text) {
        const auto found = base::parse_day(text);
        if (!found) wrong.push_back({std::string(field), text.empty() ? "field.required" : "field.invalid", {}});
        return found.value_or(Day{});
    };
    out.first_day = day("first_day", typed.first_day);
    out.last_day = day("last_day", typed.last_day);
    const auto minute = [&](std::string_view field, const std::string& text, Minutes otherwise) {
        if (text.empty()) return otherwise;
        const auto found = parse_minute(text);
        if (!found) wrong.push_back({std::string(field), "field.invalid", {}});
        return found.value_or(otherwise);
    };
    out.from = minute("from", typed.from, Minutes{0});
    out.until = minute("until", typed.until, waiting::kMidnight);
    if (typed.until == "00:00") out.until = waiting::kMidnight;
    return out;
}

std::vector<std::pair<std::string, std::string>> providers_of(const pages::Page& page,
                                                              const catalog::Service& service) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto* each : page.snapshot->providers_of(service)) out.emplace_back(base::to_text(each->id), each->name);
    return out;
}

std::vector<std::pair<std::string, std::string>> locations_of(const pages::Page& page,
                                                              const catalog::Service& service) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto* each : page.snapshot->locations_of(service, page.zone().day(page.now)))
        out.emplace_back(base::to_text(each->id), each->name);
    if (out.size() < 2) out.clear();
    return out;
}

void fill_entry(html::Values& values, const pages::Page& page, const waiting::Entry& entry,
                const waiting::Offer* offer) {
    const auto& snapshot = *page.snapshot;
    const auto& wish = entry.wish;
    const auto* service = snapshot.service(wish.service);
    values.set("WAIT_SERVICE", service ? page.text(service->name) : std::string());
    values.set("WAIT_DAYS", waiting::days_in_words(page.language, wish));
    values.set("WAIT_STATE", waiting::state_name(page.language, entry.state));
    values.set("WAIT_STATE_CLASS", class_of(entry.state));
    if (const auto* provider = wish.provider ? snapshot.provider(*wish.provider) : nullptr)
        values.add("WITH").set("WITH_NAME", provider->name);
    if (const auto* location = snapshot.location(wish.location)) values.add("AT").set("AT_NAME", location->name);
    if (auto why = waiting::why_in_words(page.language, entry); !why.empty())
        values.add("WHY").set("WHY_TEXT", std::move(why));
    if (!offer) return;
    auto& out = values.add("OFFER").set("OFFER_WHEN", pages::when(page, offer->time));
    const auto* provider = snapshot.provider(offer->provider_id);
    out.set("OFFER_WITH", provider ? provider->name : std::string());
    out.set("OFFER_UNTIL", i18n::words(page.language, "Nobody else can book it until {moment}.",
                                       {{"moment", pages::moment(page, offer->expires_at)}}));
}

}  // namespace waiting_list
