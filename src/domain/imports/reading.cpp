#include "imports/reading.h"

#include "base/phone_countries.h"
#include "customers/fields.h"
#include "customers/words.h"
#include "i18n/names.h"
#include "imports/targets.h"

#include <algorithm>

namespace imports {
namespace {

using Words = std::map<std::string, std::string, std::less<>>;

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpaces = " \t\r\n\xC2\xA0";
    const auto first = text.find_first_not_of(kSpaces);
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kSpaces) - first + 1));
}

// An apostrophe before what a spreadsheet would take for a formula is the spreadsheet's own sign, which our files have
// too (base/csv.h).
std::string cell_text(std::string_view cell) {
    if (cell.size() > 1 && cell.front() == '\'' && std::string_view("=+-@").find(cell[1]) != std::string_view::npos)
        cell.remove_prefix(1);
    return trimmed(cell);
}

const Words& genders() {
    static const auto all = [] {
        Words out{{"f", "female"},      {"w", "female"},        {"woman", "female"}, {"kvinne", "female"},
                  {"k", "female"},      {"frau", "female"},     {"m", "male"},       {"man", "male"},
                  {"mann", "male"},     {"mand", "male"},       {"herr", "male"},    {"v", "female"},
                  {"vrouw", "female"},  {"mulher", "female"},   {"homem", "male"},   {"h", "male"},
                  {"diverse", "other"}, {"nonbinary", "other"}, {"x", "other"},      {"unknown", ""},
                  {"notspecified", ""}, {"prefernottosay", ""}, {"none", ""}};
        for (const auto language : i18n::languages)
            for (const auto* gender : {"female", "male", "other", ""})
                out.emplace(compared(customers::gender_name(language, gender)), gender);
        return out;
    }();
    return all;
}

const Words& countries() {
    static const auto all = [] {
        Words out{{"uk", "GB"}, {"usa", "US"}, {"england", "GB"}, {"scotland", "GB"}, {"holland", "NL"}};
        for (const auto& each : base::phone_countries()) {
            out.emplace(compared(each.country), each.country);
            for (const auto language : i18n::languages)
                out.emplace(compared(i18n::country_name(language, each.country)), each.country);
        }
        return out;
    }();
    return all;
}

const Words& languages() {
    static const auto all = [] {
        Words out{{"english", "en"},   {"engelsk", "en"},       {"engels", "en"},      {"ingles", "en"},
                  {"norwegian", "nb"}, {"bokmal", "nb"},        {"danish", "da"},      {"dansk", "da"},
                  {"dutch", "nl"},     {"portuguese", "pt-BR"}, {"portugues", "pt-BR"}};
        for (const auto language : i18n::languages) {
            out.emplace(compared(i18n::native_name(language)), i18n::tag(language));
            out.emplace(compared(i18n::tag(language)), i18n::tag(language));
        }
        return out;
    }();
    return all;
}

const Words& yes_and_no() {
    static const Words all{{"yes", "1"}, {"y", "1"},  {"true", "1"}, {"1", "1"},   {"on", "1"},
                           {"x", "1"},   {"ja", "1"}, {"j", "1"},    {"sim", "1"}, {"s", "1"},
                           {"no", ""},   {"n", ""},   {"false", ""}, {"0", ""},    {"off", ""},
                           {"nei", ""},  {"nej", ""}, {"nee", ""},   {"nao", ""}};
    return all;
}

const std::string* known(const Words& words, std::string_view cell) {
    const auto found = words.find(compared(cell));
    return found == words.end() ? nullptr : &found->second;
}

// Google puts several values of one kind into a cell.
std::vector<std::string> values_in(const std::string& cell) {
    constexpr std::string_view kBetween = ":::";
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= cell.size();) {
        const auto end = std::min(cell.find(kBetween, at), cell.size());
        if (auto value = trimmed(std::string_view(cell).substr(at, end - at)); !value.empty())
            out.push_back(std::move(value));
        at = end + kBetween.size();
    }
    return out;
}

class Reading {
public:
    Reading(const Plan& plan, ReadRow& out) : plan_(plan), out_(out) {}

    void put(int column, const std::string& target, const std::string& cell) {
        column_ = column;
        if (target == kLabels) return put_labels(cell);
        if (target == kFullName) {
            auto [name, surname] = split_name(cell);
            set("name", out_.changes.name, std::move(name));
            if (!surname.empty()) set("surname", out_.changes.surname, std::move(surname));
            return;
        }
        customers::for_each_field([&](const auto& field) {
            if (field.name == target) read(field.name, field.ask, field.of(out_.changes), cell);
        });
    }

private:
    void refuse(std::string_view code) { out_.problems.push_back({std::string(code), {}, column_, true}); }
    template <class Member, class Value>
    void set(std::string_view field, Member& member, Value&& value) {
        member = std::forward<Value>(value);
        out_.given.emplace(field);
        out_.columns.emplace(field, column_);
    }

    void read(std::string_view field, customers::Ask ask, std::string& member, const std::string& cell) {
        if (field == "gender" || field == "country" || field == "language") {
            const auto& words = field == "gender" ? genders() : field == "country" ? countries() : languages();
            if (const auto* value = known(words, cell)) return set(field, member, *value);
            return refuse(fmt::format("import.{}", field));
        }
        if (field == "email" || field == "phone" || field == "more_phones") {
            const auto values = values_in(cell);
            if (values.empty()) return;
            const auto more = field == "more_phones" ? 0U : 1U;
            if (more == 1) set(field, member, values.front());
            if (field != "email")
                for (std::size_t n = more; n < values.size(); ++n)
                    add_line("more_phones", out_.changes.more_phones, values[n]);
            return;
        }
        if (ask == customers::Ask::area) return add_line(field, member, cell);
        set(field, member, cell);
    }
    void read(std::string_view field, customers::Ask, bool& member, const std::string& cell) {
        if (const auto* value = known(yes_and_no(), cell)) return set(field, member, !value->empty());
        refuse("import.yes_or_no");
    }
    void read(std::string_view field, customers::Ask, std::optional<Day>& member, const std::string& cell) {
        const auto order = plan_.orders[static_cast<std::size_t>(column_)];
        if (const auto day = read_day(cell, order, Zone::utc().day(plan_.now))) return set(field, member, day);
        refuse("import.day");
    }

    void add_line(std::string_view field, std::string& member, const std::string& line) {
        set(field, member, member.empty() ? line : member + "\n" + line);
    }
    void put_labels(const std::string& cell) {
        for (std::size_t at = 0; at <= cell.size();) {
            const auto end = std::min(cell.find_first_of(",;|\n", at), cell.size());
            for (auto& name : values_in(cell.substr(at, end - at))) {
                if (name.starts_with("* ")) name.erase(0, 2);  // Google's own groups
                if (base::length(name) > customers::kLongestLabel || !base::is_clean_text(name))
                    refuse("import.label");
                else
                    out_.labels.push_back(std::move(name));
            }
            at = end + 1;
        }
    }

    const Plan& plan_;
    ReadRow& out_;
    int column_ = 0;
};

template <class Member>
void clear(Member& member) {
    member = {};
}

}  // namespace

std::pair<std::string, std::string> split_name(std::string_view full_name) {
    const auto name = trimmed(full_name);
    if (const auto comma = name.find(','); comma != name.npos) {
        auto first = trimmed(std::string_view(name).substr(comma + 1));
        auto last = trimmed(std::string_view(name).substr(0, comma));
        if (first.empty()) return {std::move(last), {}};
        return {std::move(first), std::move(last)};
    }
    const auto space = name.find_last_of(" \t");
    if (space == name.npos) return {name, {}};
    return {trimmed(std::string_view(name).substr(0, space)), name.substr(space + 1)};
}

Plan plan_of(const businesses::Business& business, const Settings& settings, const std::vector<Column>& columns,
             Instant now) {
    Plan out{.settings = settings,
             .orders = {},
             .country = business.country,
             .language = business.languages.front(),
             .now = now};
    out.settings.targets.resize(columns.size());
    for (const auto& column : columns)
        out.orders.push_back(column.dates == DateOrder::open ? settings.dates : column.dates);
    return out;
}

ReadRow read_row(const Plan& plan, const std::vector<std::string>& cells) {
    ReadRow out;
    Reading reading(plan, out);
    const auto& targets = plan.settings.targets;
    for (std::size_t n = 0; n < std::min(cells.size(), targets.size()); ++n) {
        if (targets[n].empty()) continue;
        const auto cell = cell_text(cells[n]);
        if (!cell.empty()) reading.put(static_cast<int>(n), targets[n], cell);
    }
    for (std::size_t n = targets.size(); n < cells.size(); ++n)
        if (!trimmed(cells[n]).empty()) {
            out.problems.push_back({"import.more_cells", {{"max", std::to_string(targets.size())}}, -1, true});
            break;
        }
    if (plan.settings.skips_cells)
        for (auto& problem : out.problems)
            if (problem.column >= 0) problem.fails = false;
    return out;
}

CheckedRow check_row(const customers::Context& context, const Plan& plan, ReadRow& row, bool is_new) {
    CheckedRow out;
    const bool needs_name = is_new || row.given.contains("name");
    if (!row.given.contains("language")) row.changes.language = plan.language;
    for (int tries = 0; tries < 2; ++tries) {
        auto typed = row.changes;
        if (!needs_name) typed.name = "-";
        auto checked = customers::checked(context, plan.country, typed);
        if (checked) {
            if (!needs_name) checked->name.clear();
            out.customer = *std::move(checked);
            break;
        }
        bool again = false;
        for (const auto& error : checked.error().fields) {
            const auto column = row.columns.find(error.field);
            const bool skips = plan.settings.skips_cells && error.field != "name";
            row.problems.push_back(
                {error.code, error.parameters, column == row.columns.end() ? -1 : column->second, !skips});
            if (!skips) continue;
            again = true;
            out.left_out.insert(error.field);
            row.given.erase(error.field);
            customers::for_each_field([&](const auto& field) {
                if (field.name == error.field) clear(field.of(row.changes));
            });
        }
        if (!again) break;
    }
    if (std::ranges::any_of(row.problems, &Problem::fails)) out.customer = std::nullopt;
    return out;
}

}  // namespace imports
