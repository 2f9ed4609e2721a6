// The list by every column and with every part of its filter, held to a slow and obvious one, on both engines.
#include "customers/list.h"
#include "customers/labels.h"
#include "customers/visits.h"
#include "support/engines.h"
#include "support/plans.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <random>

namespace customers {
namespace {

using Names = std::vector<std::string>;

// Everybody has a name of their own, by which the tests tell them apart.
struct Somebody {
    CustomerId id;
    Changes typed;
    Visits visits;
    bool labelled = false, refused = false;
    Instant created;
};

constexpr std::array kAll{SortedBy::name,     SortedBy::email,   SortedBy::phone,      SortedBy::number,
                          SortedBy::language, SortedBy::created, SortedBy::last_visit, SortedBy::next_visit};

struct List : testing::TestWithParam<db::Engine> {
    List() {
        businesses::Business draft;
        draft.slug = "salon";
        draft.name.fallback = "Salon";
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        fresh->write([&](db::Tx& tx) {
            business = businesses::create(tx, clock, draft).value();
            label = create_label(tx, context(), business, {.id = {}, .name = "Gold"}, {}).value();
        });
        for (int n = 0; n < 60; ++n) add(n);
    }

    Context context() { return {clock, registry}; }
    int below(int n) { return std::uniform_int_distribution(0, n - 1)(random); }
    Instant day_from_now(int days) { return clock.now() + std::chrono::days{days}; }

    void add(int n) {
        Somebody who;
        who.typed.name = fmt::format("P{:02}", n);
        who.typed.language = below(4) == 0 ? "de" : "nb";
        if (below(3) > 0) who.typed.email = fmt::format("x{}@example.com", below(1000) * 100 + n);
        if (below(3) > 0) who.typed.phone = fmt::format("+4741{:06}", below(50) * 1000 + n);
        if (below(3) > 0) who.typed.customer_number = fmt::format("{}", below(100) * 100 + n);
        if (below(2) == 0)
            who.typed.date_of_birth =
                Day{std::chrono::local_days{std::chrono::year{1950 + below(50)} / (1 + below(12)) / (1 + below(28))}};
        if (below(2) == 0) who.visits.last = day_from_now(-1 - below(100));
        if (below(3) == 0) who.visits.next = day_from_now(1 + below(60));
        who.labelled = below(4) == 0;
        who.refused = !who.typed.email.empty() && below(4) == 0;
        who.created = clock.now();
        fresh->write([&](db::Tx& tx) {
            who.id = create(tx, context(), business, "NO", who.typed, {}).value();
            set_visits(tx, business, who.id, who.visits);
            if (who.labelled) relabel(tx, context(), business, who.id, {.on = {label}}, {}).value();
            if (who.refused) note_email_trouble(tx, context(), business, who.id, "gone");
        });
        everybody.push_back(std::move(who));
        clock.advance(std::chrono::hours{below(3) * 12});
    }

    Filter any_filter() {
        Filter out;
        const auto within = [&](Within& days, int from) {
            if (below(5) > 0) return;
            days.from = day_from_now(from + below(60));
            if (below(2) == 0) days.before = *days.from + std::chrono::days{below(60)};
        };
        if (below(4) == 0) out.label = label;
        if (below(4) == 0) out.standing = static_cast<Standing>(below(3));
        within(out.last_visit, -120);
        within(out.next_visit, 0);
        within(out.created, -60);
        if (below(5) == 0) out.not_since = day_from_now(-below(90));
        if (below(6) == 0) out.refused_address = true;
        if (below(6) == 0) out.birth_month = 1 + below(12);
        if (below(4) == 0) out.language = below(2) == 0 ? "de" : "nb";
        if (below(5) == 0) out.search = "p1";
        return out;
    }

    static bool is_within(std::optional<Instant> at, const Within& days) {
        if (!days.any()) return true;
        return at && (!days.from || *at >= *days.from) && (!days.before || *at < *days.before);
    }
    static bool passes(const Somebody& who, const Filter& filter) {
        const auto& visits = who.visits;
        const auto standing = visits.next ? Standing::coming : visits.last ? Standing::been_here : Standing::never_came;
        const auto month =
            who.typed.date_of_birth
                ? static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day{*who.typed.date_of_birth}.month()))
                : 0;
        return (!filter.label || who.labelled) && (!filter.standing || *filter.standing == standing) &&
               is_within(visits.last, filter.last_visit) && is_within(visits.next, filter.next_visit) &&
               is_within(who.created, filter.created) &&
               (!filter.not_since || (visits.last && *visits.last < *filter.not_since)) &&
               (!filter.refused_address || who.refused) && (!filter.birth_month || *filter.birth_month == month) &&
               (filter.language.empty() || filter.language == who.typed.language) &&
               (filter.search.empty() || who.typed.name.starts_with("P1"));
    }

    // What a column shows, as it is compared; empty where it shows nothing.
    static std::string shown(const Somebody& who, SortedBy by) {
        const auto moment = [](std::optional<Instant> at) {
            return at ? fmt::format("{:012}", at->time_since_epoch().count()) : std::string();
        };
        switch (by) {
            case SortedBy::name: return who.typed.name;
            case SortedBy::email: return who.typed.email;
            case SortedBy::phone: return who.typed.phone;
            case SortedBy::number: return who.typed.customer_number;
            case SortedBy::language: return who.typed.language;
            case SortedBy::created: return moment(who.created);
            case SortedBy::last_visit: return moment(who.visits.last);
            case SortedBy::next_visit: return moment(who.visits.next);
        }
        return {};
    }

    Names slowly(const Filter& filter, SortedBy by, bool descending) {
        std::vector<std::tuple<std::string, CustomerId, std::string>> filled, empty;
        for (const auto& who : everybody)
            if (passes(who, filter))
                (shown(who, by).empty() ? empty : filled).emplace_back(shown(who, by), who.id, who.typed.name);
        for (auto* part : {&filled, &empty}) {
            std::ranges::sort(*part);
            if (descending) std::ranges::reverse(*part);
        }
        const bool empty_first = by == SortedBy::phone && descending;
        Names out;
        for (const auto* part : {empty_first ? &empty : &filled, empty_first ? &filled : &empty})
            for (const auto& each : *part) out.push_back(std::get<2>(each));
        return out;
    }

    // Page by page, from the first to the last or back to the first.
    Names listed(ListWanted wanted, bool back) {
        Names out;
        for (;;) {
            const auto page = fresh->read([&](db::Session& session) { return list_page(session, business, wanted); });
            Names names;
            for (const auto& each : page.customers) names.push_back(each.name);
            out.insert(back ? out.begin() : out.end(), names.begin(), names.end());
            if (!(back ? page.earlier : page.more)) return out;
            (back ? wanted.before : wanted.after) = back ? page.customers.front().id : page.customers.back().id;
        }
    }
    CustomerId id_of(const std::string& name) {
        return std::ranges::find(everybody, name, [](const Somebody& who) { return who.typed.name; })->id;
    }

    const support::Seed seed{20261130};
    std::mt19937_64 random{seed.value};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    support::FreshDatabase fresh{GetParam()};
    BusinessId business;
    LabelId label;
    std::vector<Somebody> everybody;
};
INSTANTIATE_TEST_SUITE_P(Engines, List, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(List, IsSortedByEachOfItsColumnsOnPagesOfAnyLength) {
    for (const auto by : kAll)
        for (const bool descending : {false, true}) {
            const auto wanted = slowly({}, by, descending);
            ListWanted pages{.by = by, .descending = descending, .limit = 1 + below(20)};
            EXPECT_EQ(listed(pages, false), wanted) << static_cast<int>(by) << descending << pages.limit;
            pages.before = id_of(wanted.back());
            pages.limit = 1;
            EXPECT_EQ(listed(pages, true), Names(wanted.begin(), wanted.end() - 1)) << static_cast<int>(by);
        }
    EXPECT_EQ(fresh->read([](db::Session& session) { return support::table_scans(session); }), Names{});
}

TEST_P(List, LetsThroughWhoPassesEveryPartOfItsFilter) {
    for (int n = 0; n < 300; ++n) {
        const auto filter = any_filter();
        const auto by = kAll.at(static_cast<std::size_t>(below(kAll.size())));
        const bool descending = below(2) == 0;
        const auto wanted = slowly(filter, by, descending);
        ListWanted pages{.filter = filter, .by = by, .descending = descending, .limit = 1 + below(20)};
        EXPECT_EQ(listed(pages, false), wanted);
        EXPECT_EQ(fresh->read([&](db::Session& session) { return count_listed(session, business, filter); }),
                  std::ssize(wanted));
    }
    EXPECT_EQ(fresh->read([](db::Session& session) { return support::table_scans(session); }), Names{});
}

TEST_P(List, TellsWhenEachWasThereLastAndComesNext) {
    std::vector<CustomerId> ids;
    for (const auto& who : everybody) ids.push_back(who.id);
    const auto visits = fresh->read([&](db::Session& session) { return list_visits(session, business, ids); });
    for (const auto& who : everybody) EXPECT_EQ(visits.at(who.id), who.visits);
    const auto soon = day_from_now(0);
    fresh->write([&](db::Tx& tx) {
        for (const auto id : ids) note_coming(tx, business, id, soon);
    });
    for (const auto& [id, each] : fresh->read([&](db::Session& s) { return list_visits(s, business, ids); }))
        EXPECT_LE(each.next.value(), soon);
}

}  // namespace
}  // namespace customers
