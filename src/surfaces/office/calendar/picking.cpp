#include "office/calendar/picking.h"

#include "http/typed.h"
#include "pages/shown_in.h"

#include <charconv>

namespace office {
namespace {

// "9:05", "09:05" or "9.05".
std::optional<Minutes> read_time_of_day(std::string_view text) {
    const auto mark = text.find_first_of(":.");
    if (mark == text.npos) return std::nullopt;
    const auto number = [](std::string_view digits, int limit) -> std::optional<int> {
        int value = -1;
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failed != std::errc() || end != digits.data() + digits.size() || digits.size() > 2) return std::nullopt;
        return value >= 0 && value < limit ? std::optional(value) : std::nullopt;
    };
    const auto hours = number(text.substr(0, mark), 24), minutes = number(text.substr(mark + 1), 60);
    if (!hours || !minutes) return std::nullopt;
    return std::chrono::hours{*hours} + Minutes{*minutes};
}

// They are ids, which stand in addresses as they are.
std::string query_of(const Kept& fields) {
    std::string out;
    for (const auto& [name, value] : fields) out += fmt::format("&{}={}", name, value);
    return out;
}

}  // namespace

Picked read_picked(const Page& page, const http::Form& form, Day otherwise) {
    constexpr auto kFarthest = std::chrono::years{3};
    const auto today = page.zone().day(page.now);
    Picked out;
    out.day = base::parse_day(form.get("day")).value_or(otherwise);
    if (out.day < today - kFarthest || out.day > today + kFarthest) out.day = today;
    out.outside_hours = form.get("outside_hours") == "yes";
    const bool by_another_clock = pages::is_shown_otherwise(page, form);
    if (const auto start = base::parse_instant(form.get("start"))) {
        out.start = pages::as_shown(page, form, *start);
        out.day = page.zone().day(*out.start);
        out.by_another_clock = by_another_clock;
        return out;
    }
    const auto typed = http::line(form, "time");
    const auto time = read_time_of_day(typed);
    out.by_another_clock = time && by_another_clock;
    if (time)
        out.start = page.zone().instant(WallTime{out.day} + *time);
    else
        out.typed = typed;
    return out;
}

FreeDay find_free(const Page& page, const bookings::Wanted& wanted, Day day) {
    auto& free_times = page.environment.free_times;
    return page.environment.database.read([&](db::Session& session) {
        FreeDay out{free_times.list(session, *page.snapshot, wanted, day, day, page.now)};
        if (out.times.empty())
            out.next = free_times.first_day(session, *page.snapshot, wanted, day + std::chrono::days{1}, page.now);
        return out;
    });
}

OfferedDay offered(const Page& page, const FreeDay& free, const catalog::Service& service) {
    OfferedDay out{.next = free.next};
    for (const auto& each : free.times) {
        out.times.push_back({.start = each.start});
        if (service.is_for_groups())
            out.times.back().words = {i18n::count(page.language, "{n} place left", "{n} places left", each.left)};
    }
    return out;
}

void include_times(html::Values& values, const Page& page, const Picked& picked, const OfferedDay& free,
                   const std::string& action, const Kept& kept) {
    html::Values out;
    const auto [zone_field, zone] = pages::shown_in_field(page);
    const auto at = [&](Day day) { return fmt::format("{}?day={}{}", action, base::to_text(day), query_of(kept)); };
    out.set("ACTION", action).set("DAY", base::to_text(picked.day)).set("TYPED", picked.typed);
    out.set("DAY_NAME", i18n::long_date(page.language, picked.day, 0));
    for (const auto& [name, value] : kept) out.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    out.add("HIDDEN").set("HIDDEN_NAME", zone_field).set("HIDDEN_VALUE", zone);
    if (free.times.empty()) {
        auto& none = out.add("NO_TIMES");
        if (free.next)
            none.add("NEXT")
                .set("NEXT_URL", at(*free.next))
                .set("NEXT_NAME", i18n::long_date(page.language, *free.next, 0));
    } else {
        auto& list = out.add("TIMES").show_if(free.wide, "WIDE");
        for (const auto& each : free.times) {
            auto& time = list.add("TIME");
            time.set("TIME_URL", fmt::format("{}&start={}{}&{}={}", at(picked.day), base::to_text(each.start),
                                             query_of(each.fields), zone_field, base::percent_encoded(zone)));
            time.set("TIME_INSTANT", base::to_text(each.start));
            time.set("TIME_TEXT", i18n::time_of_day(page.language, page.zone().wall(each.start)));
            for (const auto& words : each.words) time.add("TIME_WORDS").set("WORDS", words);
        }
    }
    values.include("TIMES", "office/calendar/times", std::move(out));
}

}  // namespace office
