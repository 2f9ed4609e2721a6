#include "office/customers/list_asked.h"

#include "accounts/listed.h"
#include "bookings/listed.h"
#include "bookings/words.h"
#include "i18n/names.h"
#include "office/frame/form.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Source;
using customers::Standing;
using Kind = Field::Kind;

constexpr std::array kOrders{SortedBy::name,     SortedBy::email,   SortedBy::phone,      SortedBy::number,
                             SortedBy::language, SortedBy::created, SortedBy::last_visit, SortedBy::next_visit};
constexpr std::array kStandings{Standing::coming, Standing::been_here, Standing::never_came};
constexpr std::array kSources{Source::page, Source::embed, Source::link, Source::api, Source::staff, Source::unknown};
constexpr std::size_t kLongestSearch = 200;

std::string_view key_of(Standing standing) {
    switch (standing) {
        case Standing::coming: return "coming";
        case Standing::been_here: return "been-here";
        case Standing::never_came: return "never-came";
    }
    return {};
}

std::string_view key_of(Source source) { return source == Source::unknown ? "unknown" : bookings::to_text(source); }

std::optional<bool> read_yes_no(std::string_view text) {
    if (text == "yes") return true;
    if (text == "no") return false;
    return std::nullopt;
}

std::string name_of(i18n::Language language, Standing standing) {
    switch (standing) {
        case Standing::coming: return i18n::words(language, "Has an appointment ahead");
        case Standing::been_here: return i18n::words(language, "Was here, nothing ahead");
        case Standing::never_came: return i18n::words(language, "Never came");
    }
    return {};
}

std::string month_words(i18n::Language language, int month) {
    return i18n::month_brief(
        language,
        Day{std::chrono::local_days{std::chrono::year{2024} / std::chrono::month(static_cast<unsigned>(month)) / 1}});
}

std::string language_words(std::string_view tag) {
    const auto language = i18n::parse_language(tag);
    return language ? std::string(i18n::native_name(*language)) : std::string(tag);
}

std::string name_of(const std::vector<customers::Label>& labels, LabelId id) {
    const auto found = std::ranges::find(labels, id, &customers::Label::id);
    return found == labels.end() ? std::string() : found->name;
}

std::string days_words(const Page& page, const AskedDays& asked) {
    const auto say = [&](Day day) { return i18n::full_date(page.language, day); };
    if (asked.from && asked.until)
        return i18n::words(page.language, "{first} to {last}",
                           {{"first", say(*asked.from)}, {"last", say(*asked.until)}});
    if (asked.from) return i18n::words(page.language, "from {day} on", {{"day", say(*asked.from)}});
    return i18n::words(page.language, "until {day}", {{"day", say(*asked.until)}});
}

customers::Within within(const AskedDays& asked, const Zone& zone) {
    customers::Within out;
    if (asked.from) out.from = zone.span(*asked.from).begin;
    if (asked.until) out.before = zone.span(*asked.until).end;
    return out;
}

AskedDays read_days(const http::Form& query, const std::string& name) {
    return {base::parse_day(query.get(name + "_from")), base::parse_day(query.get(name + "_until"))};
}

// No letter is cut through.
std::string cut(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    return text.substr(0, bytes);
}

class Query {
public:
    void add(std::string_view name, std::string_view value) {
        text_ += fmt::format("{}{}={}", text_.empty() ? "" : "&", name, base::percent_encoded(value));
    }
    void add(std::string_view name, std::optional<Day> day) {
        if (day) add(name, base::to_text(*day));
    }
    void add(const std::string& name, const AskedDays& asked) {
        add(name + "_from", asked.from);
        add(name + "_until", asked.until);
    }
    void add(std::string_view name, std::optional<bool> yes) {
        if (yes) add(name, std::string_view(*yes ? "yes" : "no"));
    }
    std::string text() && { return std::move(text_); }

private:
    std::string text_;
};

Field select(const Page& page, std::string name, std::string label, std::string value) {
    Field out{.kind = Kind::select, .name = std::move(name), .label = std::move(label), .value = std::move(value)};
    out.options.push_back({"", i18n::words(page.language, "All")});
    return out;
}

Field yes_or_no(const Page& page, std::string name, std::string label, std::optional<bool> value) {
    auto out = select(page, std::move(name), std::move(label), !value ? "" : *value ? "yes" : "no");
    out.options.push_back({"yes", i18n::words(page.language, "Yes")});
    out.options.push_back({"no", i18n::words(page.language, "No")});
    return out;
}

Field day_field(std::string name, std::string label, std::optional<Day> day) {
    return {.name = std::move(name),
            .label = std::move(label),
            .value = day ? base::to_text(*day) : std::string(),
            .type = "date",
            .limit = 10};
}

}  // namespace

bool ListAsked::filters() const {
    return label || standing || last_visit.any() || next_visit.any() || created.any() || not_since || may_sign_in ||
           consented || refused_address || birth_month || !language.empty() || source;
}

std::string_view column_key(SortedBy column) {
    switch (column) {
        case SortedBy::name: return "name";
        case SortedBy::email: return "email";
        case SortedBy::phone: return "phone";
        case SortedBy::number: return "number";
        case SortedBy::language: return "language";
        case SortedBy::created: return "created";
        case SortedBy::last_visit: return "last-visit";
        case SortedBy::next_visit: return "next-visit";
    }
    return {};
}

std::string column_name(i18n::Language language, SortedBy column) {
    switch (column) {
        case SortedBy::name: return i18n::words(language, "Name");
        case SortedBy::email: return i18n::words(language, "E-mail");
        case SortedBy::phone: return i18n::words(language, "Phone");
        case SortedBy::number: return i18n::words(language, "Customer number");
        case SortedBy::language: return i18n::words(language, "Language");
        case SortedBy::created: return i18n::words(language, "Customer since");
        case SortedBy::last_visit: return i18n::words(language, "Last visit");
        case SortedBy::next_visit: return i18n::words(language, "Next visit");
    }
    return {};
}

std::string text_of(const Columns& columns) {
    std::string out(column_key(SortedBy::name));
    for (const auto each : columns) out.append(".").append(column_key(each));
    return out;
}

// In their usual order.
Columns read_columns(std::string_view text) {
    const auto all = fmt::format(".{}.", text);
    Columns out;
    for (const auto each : kListColumns)
        if (all.find(fmt::format(".{}.", column_key(each))) != std::string::npos) out.push_back(each);
    return out;
}

ListAsked read_list_asked(const http::Form& query) {
    ListAsked out;
    out.search = pages::line(query, "q");
    out.search = cut(std::move(out.search), kLongestSearch);
    out.label = base::parse_id<LabelId>(query.get("label"));
    for (const auto each : kStandings)
        if (query.get("status") == key_of(each)) out.standing = each;
    out.last_visit = read_days(query, "last");
    out.next_visit = read_days(query, "next");
    out.created = read_days(query, "created");
    out.not_since = base::parse_day(query.get("not_since"));
    out.may_sign_in = read_yes_no(query.get("sign_in"));
    out.consented = read_yes_no(query.get("consent"));
    out.refused_address = query.get("refused") == "yes";
    if (const auto month = pages::whole_number<int>(query.get("birthday")); month && *month >= 1 && *month <= 12)
        out.birth_month = month;
    if (const auto language = i18n::parse_language(query.get("speaks")))
        out.language = std::string(i18n::tag(*language));
    for (const auto each : kSources)
        if (query.get("source") == key_of(each)) out.source = each;
    for (const auto each : kOrders)
        if (query.get("order") == column_key(each)) out.by = each;
    out.descending = query.get("down") == "yes";
    if (const auto columns = query.get("columns"); !columns.empty()) out.columns = read_columns(columns);
    out.view = base::parse_id<ViewId>(query.get("view"));
    out.after = base::parse_id<CustomerId>(query.get("after"));
    if (!out.after) out.before = base::parse_id<CustomerId>(query.get("before"));
    return out;
}

std::string query_of(const ListAsked& asked) {
    Query out;
    out.add("order", column_key(asked.by));
    if (asked.descending) out.add("down", std::string_view("yes"));
    if (!asked.search.empty()) out.add("q", asked.search);
    if (asked.label) out.add("label", base::to_text(*asked.label));
    if (asked.standing) out.add("status", key_of(*asked.standing));
    out.add("last", asked.last_visit);
    out.add("next", asked.next_visit);
    out.add("created", asked.created);
    out.add("not_since", asked.not_since);
    out.add("sign_in", asked.may_sign_in);
    out.add("consent", asked.consented);
    if (asked.refused_address) out.add("refused", std::string_view("yes"));
    if (asked.birth_month) out.add("birthday", std::to_string(*asked.birth_month));
    if (!asked.language.empty()) out.add("speaks", asked.language);
    if (asked.source) out.add("source", key_of(*asked.source));
    if (asked.columns) out.add("columns", text_of(*asked.columns));
    if (asked.view) out.add("view", base::to_text(*asked.view));
    return std::move(out).text();
}

std::string list_address(const Page& page, const ListAsked& asked) {
    auto out = fmt::format("{}/customers?{}", page.home(), query_of(asked));
    if (asked.after) out += "&after=" + base::to_text(*asked.after);
    if (asked.before) out += "&before=" + base::to_text(*asked.before);
    return out;
}

customers::Filter filter_of(const ListAsked& asked, const Zone& zone) {
    customers::Filter out;
    out.search = asked.search;
    out.label = asked.label;
    out.standing = asked.standing;
    out.last_visit = within(asked.last_visit, zone);
    out.next_visit = within(asked.next_visit, zone);
    out.created = within(asked.created, zone);
    if (asked.not_since) out.not_since = zone.span(*asked.not_since).begin;
    out.refused_address = asked.refused_address;
    out.birth_month = asked.birth_month;
    out.language = asked.language;
    if (asked.may_sign_in) out.others.push_back(*asked.may_sign_in ? &accounts::kMaySignIn : &accounts::kMayNotSignIn);
    if (asked.consented) out.others.push_back(*asked.consented ? &accounts::kConsented : &accounts::kNotConsented);
    if (asked.source) out.others.push_back(&bookings::came_by(*asked.source));
    return out;
}

std::vector<Field> filter_fields(const Page& page, const ListAsked& asked,
                                 const std::vector<customers::Label>& labels) {
    const auto language = page.language;
    const auto words = [&](const char* text) { return i18n::words(language, text); };
    std::vector<Field> out;
    if (!labels.empty()) {
        auto label = select(page, "label", words(N_("Label")), asked.label ? base::to_text(*asked.label) : "");
        for (const auto& each : labels) label.options.push_back({base::to_text(each.id), each.name});
        out.push_back(std::move(label));
    }
    auto standing = select(page, "status", words(N_("Status")),
                           std::string(asked.standing ? key_of(*asked.standing) : std::string_view()));
    for (const auto each : kStandings) standing.options.push_back({std::string(key_of(each)), name_of(language, each)});
    out.push_back(std::move(standing));
    out.push_back(day_field("not_since", words(N_("No visit since")), asked.not_since));
    out.push_back(day_field("last_from", words(N_("Last visit from")), asked.last_visit.from));
    out.push_back(day_field("last_until", words(N_("Last visit until")), asked.last_visit.until));
    out.push_back(day_field("next_from", words(N_("Next visit from")), asked.next_visit.from));
    out.push_back(day_field("next_until", words(N_("Next visit until")), asked.next_visit.until));
    out.push_back(day_field("created_from", words(N_("Customer since, from")), asked.created.from));
    out.push_back(day_field("created_until", words(N_("Customer since, until")), asked.created.until));
    auto month = select(page, "birthday", words(N_("Birthday in")),
                        asked.birth_month ? std::to_string(*asked.birth_month) : std::string());
    for (int each = 1; each <= 12; ++each) month.options.push_back({std::to_string(each), month_words(language, each)});
    out.push_back(std::move(month));
    auto speaks = select(page, "speaks", words(N_("Language")), asked.language);
    for (const auto each : i18n::languages)
        speaks.options.push_back({std::string(i18n::tag(each)), std::string(i18n::native_name(each))});
    out.push_back(std::move(speaks));
    auto source = select(page, "source", words(N_("Came by")),
                         std::string(asked.source ? key_of(*asked.source) : std::string_view()));
    for (const auto each : kSources)
        source.options.push_back({std::string(key_of(each)), bookings::source_name(language, each)});
    out.push_back(std::move(source));
    out.push_back(yes_or_no(page, "sign_in", words(N_("May sign in")), asked.may_sign_in));
    out.push_back(yes_or_no(page, "consent", words(N_("Agreed to data being kept")), asked.consented));
    out.push_back({.kind = Kind::toggle,
                   .name = "refused",
                   .label = words(N_("Only those whose e-mail address was refused")),
                   .value = asked.refused_address ? "yes" : ""});
    return out;
}

std::vector<FilterChip> filter_chips(const Page& page, const ListAsked& asked,
                                     const std::vector<customers::Label>& labels) {
    const auto language = page.language;
    std::vector<FilterChip> out;
    const auto add = [&](std::string name, std::string value, auto clear) {
        auto without = asked;
        without.after = without.before = std::nullopt;
        clear(without);
        out.push_back({value.empty() ? std::move(name) : fmt::format("{}: {}", name, value), std::move(without)});
    };
    const auto words = [&](const char* text) { return i18n::words(language, text); };
    const auto yes_no = [&](bool yes) { return words(yes ? N_("Yes") : N_("No")); };
    if (asked.label) add(words(N_("Label")), name_of(labels, *asked.label), [](auto& all) { all.label = {}; });
    if (asked.standing)
        add(words(N_("Status")), name_of(language, *asked.standing), [](auto& all) { all.standing = {}; });
    if (asked.not_since)
        add(words(N_("No visit since")), i18n::full_date(language, *asked.not_since),
            [](auto& all) { all.not_since = {}; });
    if (asked.last_visit.any())
        add(words(N_("Last visit")), days_words(page, asked.last_visit), [](auto& all) { all.last_visit = {}; });
    if (asked.next_visit.any())
        add(words(N_("Next visit")), days_words(page, asked.next_visit), [](auto& all) { all.next_visit = {}; });
    if (asked.created.any())
        add(words(N_("Customer since")), days_words(page, asked.created), [](auto& all) { all.created = {}; });
    if (asked.birth_month)
        add(words(N_("Birthday in")), month_words(language, *asked.birth_month),
            [](auto& all) { all.birth_month = {}; });
    if (!asked.language.empty())
        add(words(N_("Language")), language_words(asked.language), [](auto& all) { all.language.clear(); });
    if (asked.source)
        add(words(N_("Came by")), bookings::source_name(language, *asked.source), [](auto& all) { all.source = {}; });
    if (asked.may_sign_in)
        add(words(N_("May sign in")), yes_no(*asked.may_sign_in), [](auto& all) { all.may_sign_in = {}; });
    if (asked.consented)
        add(words(N_("Agreed to data being kept")), yes_no(*asked.consented), [](auto& all) { all.consented = {}; });
    if (asked.refused_address)
        add(words(N_("Address was refused")), "", [](auto& all) { all.refused_address = false; });
    return out;
}

}  // namespace office
