#include "series_table/table.h"

#include "pages/shown_in.h"
#include "series/words.h"

namespace series_table {
namespace {

using bookings::FreeStart;
using series::Row;
using series::State;

constexpr std::string_view kLeftOut = "out";

std::string value_of(const FreeStart& at, bool outside) {
    return fmt::format("{}.{}{}", base::to_text(at.start), base::to_text(at.provider_id), outside ? ".outside" : "");
}

// "2026-12-04T08:00:00Z.0C5S2V3T4W6XY", with ".outside" behind it where that is meant.
std::optional<Decided> parse(std::string_view text) {
    if (text == kLeftOut) return Decided{};
    constexpr std::string_view kOutside = ".outside";
    const bool outside = text.ends_with(kOutside);
    if (outside) text.remove_suffix(kOutside.size());
    const auto dot = text.rfind('.');
    if (dot == text.npos) return std::nullopt;
    const auto start = base::parse_instant(text.substr(0, dot));
    const auto provider = base::parse_id<ProviderId>(text.substr(dot + 1));
    if (!start || !provider) return std::nullopt;
    return Decided{FreeStart{*start, *provider}, outside};
}

std::string name(int position) { return fmt::format("row_{}", position); }

bool is_free(State state) { return state == State::free; }

// "Tuesday 1 December, 10:00, with Mira"
std::string time_text(const pages::Page& page, const FreeStart& at) {
    const auto* provider = page.snapshot->provider(at.provider_id);
    const auto moment = pages::moment(page, at.start);
    return provider ? i18n::words(page.language, "{time}, with {name}", {{"time", moment}, {"name", provider->name}})
                    : moment;
}

// The row says when.
std::string planned_text(const pages::Page& page, const FreeStart& at) {
    const auto* provider = page.snapshot->provider(at.provider_id);
    return provider ? i18n::words(page.language, "As planned, with {name}", {{"name", provider->name}})
                    : i18n::words(page.language, "As planned");
}

std::string title_of(const pages::Page& page, const Drawing& drawing, const Row& row) {
    if (!row.date.exists) return series::no_such_day(page.language, drawing.rule, drawing.first, row.date);
    const auto this_year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
    const auto minute =
        row.at ? std::chrono::floor<Minutes>(page.zone().wall(row.at->start) - WallTime{page.zone().day(row.at->start)})
               : drawing.time_of_day;
    return i18n::words(page.language, "{day} at {time}",
                       {{"day", i18n::long_date(page.language, row.date.day, this_year)},
                        {"time", i18n::time_of_day(page.language, WallTime{row.date.day} + minute)}});
}

void add_option(html::Values& row, const std::string& value, const std::string& text, const std::string& chosen) {
    row.add("OPTION").set("OPTION_VALUE", value).set("OPTION_TEXT", text).show_if(value == chosen, "OPTION_ON");
}

// What stands chosen: as it was sent, where it can still be had; a free time; else nothing.
std::string chosen_of(const Row& row, const Sent* sent) {
    const auto decided = sent ? sent->decided.find(row.position) : std::map<int, Decided>::const_iterator();
    if (sent && decided != sent->decided.end())
        return decided->second.at ? value_of(*decided->second.at, decided->second.outside_hours)
                                  : std::string(kLeftOut);
    return is_free(row.state) && row.at ? value_of(*row.at, false) : std::string();
}

void fill_options(html::Values& values, const pages::Page& page, const Drawing& drawing, const Row& row,
                  const std::string& chosen) {
    const auto language = page.language;
    if (!is_free(row.state)) add_option(values, "", i18n::words(language, "Choose what happens"), chosen);
    const bool outside = row.at && !is_free(row.state) && row.state != State::hour_twice;
    if (row.at && !outside) add_option(values, value_of(*row.at, false), planned_text(page, *row.at), chosen);
    if (row.again) {
        const FreeStart again{*row.again, row.at->provider_id};
        add_option(values, value_of(again, false),
                   i18n::words(language, "{time}, the second time", {{"time", time_text(page, again)}}), chosen);
    }
    for (const auto* those : {&row.that_day, &row.around})
        for (const auto& each : *those) add_option(values, value_of(each, false), time_text(page, each), chosen);
    if (outside && drawing.outside_hours)
        add_option(values, value_of(*row.at, true),
                   i18n::words(language, "{time}, outside the hours", {{"time", time_text(page, *row.at)}}), chosen);
    add_option(values, std::string(kLeftOut), drawing.leave_out, chosen);
}

}  // namespace

Sent read(const pages::Page& page, const http::Form& form) {
    Sent out;
    for (int position = 1; position <= series::kMostDates; ++position) {
        if (auto decided = parse(form.get(name(position)))) {
            if (decided->at) decided->at->start = pages::as_shown(page, form, decided->at->start);
            out.decided.emplace(position, *decided);
        }
        if (const auto seen = series::parse_state(form.get(fmt::format("was_{}", position))))
            out.seen.emplace(position, *seen);
    }
    return out;
}

bool is_complete(const std::vector<Row>& rows, const Sent& sent) {
    return std::ranges::all_of(
        rows, [&](const Row& row) { return row.state == State::past || sent.decided.contains(row.position); });
}

bool include(html::Values& values, const pages::Page& page, const Drawing& drawing) {
    html::Values out;
    bool open = false;
    for (const auto& row : drawing.rows) {
        auto& one = out.add("ROW").set("ROW_NAME", name(row.position)).set("POSITION", row.position);
        one.set("ROW_TITLE", title_of(page, drawing, row));
        one.set("STATE", series::state_in_words(page.language, row.state));
        one.set("STATE_CLASS", is_free(row.state) ? "approved" : row.state == State::past ? "completed" : "pending");
        one.set("WAS_NAME", fmt::format("was_{}", row.position)).set("WAS", series::to_text(row.state));
        const auto was = drawing.sent ? drawing.sent->seen.find(row.position) : std::map<int, State>::const_iterator();
        const bool is_other = drawing.sent && was != drawing.sent->seen.end() && was->second != row.state;
        one.show_if(is_other, "ROW_CHANGED");
        one.show(row.state == State::past ? "TOLD" : "ASKED");
        if (row.state == State::past) continue;
        // What was decided about another state is decided anew.
        const auto chosen = is_other ? chosen_of(row, nullptr) : chosen_of(row, drawing.sent);
        open = open || chosen.empty();
        auto& choice = one.add("CHOICE");
        choice.show_if(chosen.empty() && drawing.sent, "ROW_OPEN");
        fill_options(choice, page, drawing, row, chosen);
    }
    values.include("ROWS", "series_table/rows", std::move(out));
    return open;
}

}  // namespace series_table
