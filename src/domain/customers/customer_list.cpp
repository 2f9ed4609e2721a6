#include "businesses/business.h"
#include "customers/customer_store.h"
#include "customers/list.h"
#include "customers/search_terms.h"
#include "db/values.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

namespace customers {
namespace {

// So many are read and sorted at once rather than looked for among all.
constexpr std::int64_t kFew = 1'000;

// A stretch of a list: those who have something in the column, sorted by it and, where it is the same, by their ids, or
// those who have nothing there, by their ids.
struct Part {
    bool empty;
    bool descending;
};

// What a list is sorted by, and the index that is in this order.
struct Sorting {
    std::string_view column, index;
    std::string_view has, lacks{};  // conditions; without the second nobody lacks it
    std::string_view index_of_empty{};
    bool is_text = true;
    bool of_visits = false;

    std::string_view id() const { return of_visits ? "v.customer_id" : "c.id"; }
};

Sorting sorting_of(SortedBy by) {
    switch (by) {
        case SortedBy::name: return {"c.sort_key", "customers_by_name", "c.sort_key >= ''"};
        case SortedBy::email:
            return {"c.email_key", "customers_email", "c.email_key > ''", "c.email_key is null",
                    "customers_without_email"};
        case SortedBy::phone:
            return {"c.phone", "customers_by_phone", "c.phone > ''", "c.phone = ''", "customers_by_phone"};
        case SortedBy::number:
            return {"c.customer_number", "customers_by_number", "c.customer_number > ''", "c.customer_number = ''",
                    "customers_by_number"};
        case SortedBy::language: return {"c.language", "customers_by_language", "c.language >= ''"};
        case SortedBy::created: return {"c.created_at", "customers_by_age", "c.created_at is not null", {}, {}, false};
        case SortedBy::last_visit: return {"v.last_at", {}, "v.last_at > 0", "v.last_at = 0", {}, false, true};
        case SortedBy::next_visit: return {"v.next_at", {}, "v.next_at > 0", "v.next_at = 0", {}, false, true};
    }
    CHECK(false);
}

// The list from its first part to its last.
std::vector<Part> parts_of(SortedBy by, bool down) {
    if (sorting_of(by).lacks.empty()) return {{false, down}};
    if (by == SortedBy::phone && down) return {{true, down}, {false, down}};
    return {{false, down}, {true, down}};
}

std::vector<Part> backwards(std::vector<Part> parts) {
    std::ranges::reverse(parts);
    for (auto& part : parts) part.descending = !part.descending;
    return parts;
}

// A customer's place in a list.
struct Place {
    bool empty = false;
    db::Value key;
    CustomerId id;
};

bool is_before(const std::vector<Part>& parts, const Place& one, const Place& other) {
    const auto part_of = [&](const Place& place) { return std::ranges::find(parts, place.empty, &Part::empty); };
    const auto part = part_of(one);
    if (one.empty != other.empty) return part < part_of(other);
    const auto& [first, second] = part->descending ? std::tie(other, one) : std::tie(one, other);
    return one.empty ? first.id < second.id : std::tie(first.key, first.id) < std::tie(second.key, second.id);
}

// A statement that is put together, with its values in the order in which they stand in it.
class Statement {
public:
    Statement& operator<<(std::string_view text) {
        text_ += text;
        return *this;
    }
    Statement& operator<<(BusinessId business) {
        text_ += ":business";
        if (!std::exchange(has_business_, true)) values_.emplace_back(business.value);
        return *this;
    }
    Statement& operator<<(Instant at) { return value(static_cast<std::int64_t>(at.time_since_epoch().count())); }
    Statement& value(db::Value value) {
        text_ += fmt::format(":v{}", values_.size());
        values_.push_back(std::move(value));
        return *this;
    }

    template <class... Columns>
    std::vector<std::tuple<Columns...>> rows(db::Session& session) const {
        return db::rows_of<Columns...>(session, text_, values_);
    }

private:
    bool has_business_ = false;
    std::string text_;
    std::vector<db::Value> values_;
};

// Where a statement begins to read: in the order of the list, or at those whom one part of the filter leaves.
enum class Begin { list, search, label, trouble, created, language, last_visit, next_visit };

struct Asked {
    db::Session& session;
    BusinessId business;
    const Filter& filter;
    std::optional<SearchTerms> terms{};
    // Where few keys have all trigrams of the search: the customers with them, as a JSON array.
    std::optional<std::string> candidates{};

    bool is_sqlite() const { return session.engine() == db::Engine::sqlite; }
};

void add_within(Statement& sql, std::string_view column, const Within& within) {
    if (within.from) sql << " and " << column << " >= " << *within.from;
    if (within.before) sql << " and " << column << " < " << *within.before;
}

void add_patterns(Statement& sql, const Asked& asked) {
    if (!asked.terms) return;
    for (const auto& pattern : asked.terms->patterns)
        (sql << " and c.search_key like ").value(pattern) << " escape '!'";
}

void add_visits(Statement& sql, const Filter& filter) {
    if (filter.standing == Standing::coming) sql << " and v.next_at > 0";
    if (filter.standing == Standing::been_here) sql << " and v.next_at = 0 and v.last_at > 0";
    if (filter.standing == Standing::never_came) sql << " and v.next_at = 0 and v.last_at = 0";
    if (filter.last_visit.any() || filter.not_since) sql << " and v.last_at > 0";
    add_within(sql, "v.last_at", filter.last_visit);
    if (filter.not_since) sql << " and v.last_at < " << *filter.not_since;
    if (filter.next_visit.any()) sql << " and v.next_at > 0";
    add_within(sql, "v.next_at", filter.next_visit);
}

// date_of_birth counts days from 1970-01-01.
std::string_view month_of_birth(const Asked& asked) {
    return asked.is_sqlite() ? "cast(strftime('%m', c.date_of_birth * 86400, 'unixepoch') as integer)"
                             : "cast(extract(month from date '1970-01-01' + c.date_of_birth) as integer)";
}

// The index that has them, where SQLite might take another one and sort.
std::string_view index_of(Begin begin) {
    switch (begin) {
        case Begin::trouble: return "customers_with_trouble";
        case Begin::created: return "customers_by_age";
        case Begin::language: return "customers_by_language";
        default: return {};
    }
}

// The tables, of which SQLite takes a cross join's in that order.
void add_tables(Statement& sql, const Asked& asked, Begin begin, bool by_visits, std::string_view index) {
    const bool visits_first =
        begin == Begin::last_visit || begin == Begin::next_visit || (begin == Begin::list && by_visits);
    sql << " from ";
    if (begin == Begin::search && asked.candidates)
        (sql << "json_each(").value(*asked.candidates) << ") found cross join ";
    else if (begin == Begin::search && asked.is_sqlite())
        sql << "customer_search cross join ";
    if (begin == Begin::label) sql << "customer_labels l cross join ";
    if (visits_first) sql << "customer_visits v cross join ";
    sql << "customers c";
    if (asked.is_sqlite() && !index.empty() && !visits_first) sql << " indexed by " << index;
    if (!visits_first && (by_visits || asked.filter.needs_visits())) sql << " cross join customer_visits v";
    sql << " where c.business_id = " << asked.business;
    if (visits_first || by_visits || asked.filter.needs_visits())
        sql << " and v.business_id = " << asked.business << " and v.customer_id = c.id";
}

// The tables and all that has to hold.
void add_customers(Statement& sql, const Asked& asked, Begin begin, bool by_visits, std::string_view index) {
    const auto& filter = asked.filter;
    add_tables(sql, asked, begin, by_visits, index);
    if (begin == Begin::search && asked.candidates)
        sql << " and c.id = found.value";
    else if (begin == Begin::search && asked.is_sqlite())
        (sql << " and customer_search match ").value(match_of(asked.terms->trigrams))
            << " and c.id = customer_search.rowid";
    if (begin == Begin::label)
        (sql << " and l.business_id = " << asked.business << " and l.label_id = ").value(filter.label->value)
            << " and c.id = l.customer_id";
    else if (filter.label)
        (sql << " and exists (select 1 from customer_labels l where l.business_id = c.business_id "
                "and l.customer_id = c.id and l.label_id = ")
                .value(filter.label->value)
            << ")";
    sql << " and c.anonymised_at is null and c.walk_in = 0";
    add_patterns(sql, asked);
    add_visits(sql, filter);
    add_within(sql, "c.created_at", filter.created);
    if (filter.refused_address) sql << " and c.email_trouble <> ''";
    if (filter.birth_month) (sql << " and " << month_of_birth(asked) << " = ").value(*filter.birth_month);
    if (!filter.language.empty()) (sql << " and c.language = ").value(filter.language);
    for (const auto* other : filter.others) sql << " and " << other->sql;
}

// Whom one part of the filter leaves, as its own index has them.
void add_of_part(Statement& sql, const Asked& asked, Begin begin) {
    const auto& filter = asked.filter;
    switch (begin) {
        case Begin::search:
            sql << "customers c where c.business_id = " << asked.business << " and c.anonymised_at is null";
            return add_patterns(sql, asked);
        case Begin::label:
            (sql << "customer_labels where business_id = " << asked.business << " and label_id = ")
                .value(filter.label->value);
            return;
        case Begin::trouble:
            sql << "customers where business_id = " << asked.business << " and email_trouble <> ''";
            return;
        case Begin::created:
            sql << "customers where business_id = " << asked.business;
            return add_within(sql, "created_at", filter.created);
        case Begin::language:
            (sql << "customers where business_id = " << asked.business << " and anonymised_at is null and language = ")
                .value(filter.language);
            return;
        case Begin::last_visit:
            sql << "customer_visits where business_id = " << asked.business << " and last_at > 0";
            if (filter.not_since) sql << " and last_at < " << *filter.not_since;
            return add_within(sql, "last_at", filter.last_visit);
        case Begin::next_visit:
            sql << "customer_visits where business_id = " << asked.business << " and next_at > 0";
            return add_within(sql, "next_at", filter.next_visit);
        case Begin::list: break;
    }
    CHECK(false);
}

// On SQLite. Those of other businesses are among them, whom the list then leaves out: what is rare is so everywhere.
bool are_few_candidates(Asked& asked) {
    Statement sql;
    (sql << "select rowid from customer_search where customer_search match ").value(match_of(asked.terms->trigrams));
    (sql << " limit ").value(kFew + 1);
    std::string ids = "[";
    const auto found = sql.rows<std::int64_t>(asked.session);
    for (const auto& [id] : found) ids += fmt::format("{}{}", ids.size() > 1 ? "," : "", id);
    if (std::ssize(found) > kFew) return false;
    asked.candidates = ids + "]";
    return true;
}

bool are_few(Asked& asked, Begin begin) {
    if (begin == Begin::search && asked.is_sqlite()) return are_few_candidates(asked);
    Statement sql;
    sql << "select count(*) from (select 1 from ";
    add_of_part(sql, asked, begin);
    (sql << " limit ").value(kFew + 1) << ") few";
    return std::get<0>(sql.rows<std::int64_t>(asked.session).front()) <= kFew;
}

// The first part of the filter that few pass; the list itself where there is none.
Begin begin_of(Asked& asked) {
    const auto& filter = asked.filter;
    std::vector<Begin> all;
    if (asked.terms && !asked.terms->trigrams.empty()) all.push_back(Begin::search);
    if (filter.label) all.push_back(Begin::label);
    if (filter.refused_address) all.push_back(Begin::trouble);
    if (filter.next_visit.any()) all.push_back(Begin::next_visit);
    if (filter.last_visit.any() || filter.not_since) all.push_back(Begin::last_visit);
    if (filter.created.any()) all.push_back(Begin::created);
    if (!filter.language.empty()) all.push_back(Begin::language);
    const auto few = std::ranges::find_if(all, [&](Begin begin) { return are_few(asked, begin); });
    return few == all.end() ? Begin::list : *few;
}

Place place_of(CustomerId id, std::int64_t key, const Sorting& sorting) {
    return {!sorting.lacks.empty() && key == 0, key, id};
}
Place place_of(CustomerId id, std::optional<std::string> key, const Sorting& sorting) {
    const bool is_empty = !sorting.lacks.empty() && (!key || key->empty());
    return {is_empty, std::move(key).value_or(""), id};
}

std::vector<Place> places(const Asked& asked, const Statement& sql, const Sorting& sorting) {
    std::vector<Place> out;
    if (sorting.is_text)
        for (auto& [id, key] : sql.rows<CustomerId, std::optional<std::string>>(asked.session))
            out.push_back(place_of(id, std::move(key), sorting));
    else
        for (const auto& [id, key] : sql.rows<CustomerId, std::int64_t>(asked.session))
            out.push_back(place_of(id, key, sorting));
    return out;
}

// Whether the filter lets them through or not.
std::optional<Place> find_place(const Asked& asked, const Sorting& sorting, CustomerId id) {
    const Filter everybody;
    const Asked anybody{asked.session, asked.business, everybody};
    Statement sql;
    sql << "select c.id, " << sorting.column;
    add_customers(sql, anybody, Begin::list, sorting.of_visits, {});
    (sql << " and " << sorting.id() << " = ").value(id.value);
    auto found = places(asked, sql, sorting);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// At most so many of the list whose parts these are, behind a place in it.
using Ids = std::vector<CustomerId>;
using Read = std::function<Ids(const std::vector<Part>&, const std::optional<Place>&, int)>;

// All that there are, read at once.
Read of_few(std::vector<Place> all) {
    return [all = std::move(all)](const std::vector<Part>& parts, const std::optional<Place>& behind, int limit) {
        const auto before = [&](const Place& one, const Place& other) { return is_before(parts, one, other); };
        auto sorted = all;
        std::ranges::sort(sorted, before);
        const auto begin = behind ? std::ranges::upper_bound(sorted, *behind, before) : sorted.begin();
        Ids out;
        for (auto each = begin; each != sorted.end() && std::ssize(out) < limit; ++each) out.push_back(each->id);
        return out;
    };
}

Ids ids_of_part(const Asked& asked, const Sorting& sorting, const Part& part, const std::optional<Place>& behind,
                int limit) {
    const std::string_view than = part.descending ? "<" : ">", way = part.descending ? " desc" : "";
    const auto id = sorting.id();
    Statement sql;
    sql << "select c.id";
    add_customers(sql, asked, Begin::list, sorting.of_visits, part.empty ? sorting.index_of_empty : sorting.index);
    // What comes behind a value has one itself; said again, SQLite would begin there, at the first of all.
    const bool goes_without_saying = behind && !part.empty && !part.descending;
    if (!goes_without_saying) sql << " and " << (part.empty ? sorting.lacks : sorting.has);
    if (behind && part.empty) (sql << " and " << id << " " << than << " ").value(behind->id.value);
    if (behind && !part.empty) {
        sql << " and (" << sorting.column << ", " << id << ") " << than << " (";
        (sql.value(behind->key) << ", ").value(behind->id.value) << ")";
    }
    sql << " order by ";
    if (!part.empty) sql << sorting.column << way << ", ";
    (sql << id << way << " limit ").value(limit);
    Ids out;
    for (const auto& [each] : sql.rows<CustomerId>(asked.session)) out.push_back(each);
    return out;
}

// In the order of an index until there are enough.
Read of_many(const Asked& asked, const Sorting& sorting) {
    return [&](const std::vector<Part>& parts, const std::optional<Place>& behind, int limit) {
        Ids out;
        auto part = behind ? std::ranges::find(parts, behind->empty, &Part::empty) : parts.begin();
        for (bool is_first = true; part != parts.end() && std::ssize(out) < limit; ++part, is_first = false)
            for (const auto id : ids_of_part(asked, sorting, *part, is_first ? behind : std::nullopt,
                                             limit - static_cast<int>(out.size())))
                out.push_back(id);
        return out;
    };
}

struct Page {
    Ids ids;
    bool earlier = false, more = false;
};

Page page_of(const Asked& asked, const ListWanted& wanted, const Sorting& sorting, const Read& read) {
    const auto limit = wanted.limit;
    const auto parts = parts_of(wanted.by, wanted.descending);
    if (wanted.before)
        if (const auto place = find_place(asked, sorting, *wanted.before)) {
            Page out{.ids = read(backwards(parts), place, limit + 1), .earlier = true, .more = true};
            if (std::ssize(out.ids) > limit) {
                out.ids.resize(static_cast<std::size_t>(limit));
                std::ranges::reverse(out.ids);
                return out;
            }
            // Less than a page lies before: the first page, and a whole one.
        }
    auto behind = wanted.after ? find_place(asked, sorting, *wanted.after) : std::nullopt;
    // Where all that lay behind it have gone, the first page.
    if (behind && read(parts, behind, 1).empty()) behind = std::nullopt;
    Page out{.ids = read(parts, behind, limit + 1), .earlier = behind.has_value()};
    out.more = std::ssize(out.ids) > limit;
    if (out.more) out.ids.pop_back();
    return out;
}

// Nullopt: the search finds nobody.
std::optional<Asked> asked_of(db::Session& session, BusinessId business, const Filter& filter) {
    Asked out{session, business, filter};
    if (filter.search.empty()) return out;
    out.terms = search_terms(filter.search);
    if (!out.terms) return std::nullopt;
    return out;
}

// How the list is read: whom few by a part of the filter, all at once, with how many they are, else in its order.
Read reader_of(Asked& asked, const Sorting& sorting, std::optional<std::int64_t>& count) {
    const auto begin = begin_of(asked);
    if (begin == Begin::list) return of_many(asked, sorting);
    Statement sql;
    sql << "select c.id, " << sorting.column;
    add_customers(sql, asked, begin, sorting.of_visits, index_of(begin));
    auto few = places(asked, sql, sorting);
    count = std::ssize(few);
    return of_few(std::move(few));
}

// A place as a text, and back.
std::string mark_of(const Place& place) {
    nlohmann::json out{{"empty", place.empty}, {"id", place.id.value}};
    std::visit([&](const auto& key) { out["key"] = key; }, place.key);
    return out.dump();
}
Place place_of(const std::string& mark) {
    const auto data = nlohmann::json::parse(mark);
    Place out{data.at("empty").get<bool>(), {}, CustomerId{data.at("id").get<std::int64_t>()}};
    const auto& key = data.at("key");
    if (key.is_string())
        out.key = key.get<std::string>();
    else
        out.key = key.get<std::int64_t>();
    return out;
}

SortedBy sorted_by(Order order) {
    switch (order) {
        case Order::name: return SortedBy::name;
        case Order::email: return SortedBy::email;
        case Order::phone: return SortedBy::phone;
        case Order::created: return SortedBy::created;
    }
    CHECK(false);
}

}  // namespace

ListPage list_page(db::Session& session, BusinessId business, const ListWanted& wanted) {
    ListPage out;
    auto asked = asked_of(session, business, wanted.filter);
    if (!asked) {
        out.count = 0;
        return out;
    }
    const auto sorting = sorting_of(wanted.by);
    const auto read = reader_of(*asked, sorting, out.count);
    const auto page = page_of(*asked, wanted, sorting, read);
    out.earlier = page.earlier;
    out.more = page.more;
    for (const auto id : page.ids)
        if (auto customer = find(session, business, id)) out.customers.push_back(*std::move(customer));
    if (!out.earlier && !out.more) out.count = std::ssize(out.customers);
    return out;
}

IdsPage list_ids(db::Session& session, BusinessId business, const Filter& filter, SortedBy by, bool descending,
                 const std::string& mark, int limit) {
    auto asked = asked_of(session, business, filter);
    if (!asked) return {};
    const auto sorting = sorting_of(by);
    std::optional<std::int64_t> count;
    const auto read = reader_of(*asked, sorting, count);
    IdsPage out{read(parts_of(by, descending), mark.empty() ? std::nullopt : std::optional(place_of(mark)), limit + 1)};
    if (std::ssize(out.ids) <= limit) return out;
    out.ids.pop_back();
    out.mark = mark_of(find_place(*asked, sorting, out.ids.back()).value());
    return out;
}

std::int64_t count_listed(db::Session& session, BusinessId business, const Filter& filter) {
    auto asked = asked_of(session, business, filter);
    if (!asked) return 0;
    auto begin = begin_of(*asked);
    // Where the words say where to look and the business has many, the others need not be read.
    if (begin == Begin::list && asked->terms && !asked->terms->trigrams.empty() &&
        count(session, business, kFew + 1) > kFew)
        begin = Begin::search;
    Statement sql;
    sql << "select count(*) from (select 1";
    add_customers(sql, *asked, begin, false, index_of(begin));
    (sql << " limit ").value(kMostListed + 1) << ") few";
    return std::get<0>(sql.rows<std::int64_t>(session).front());
}

Listed list(db::Session& session, BusinessId business, const Wanted& wanted) {
    auto page = list_page(session, business,
                          {.filter = {.search = wanted.search, .label = wanted.label},
                           .by = sorted_by(wanted.order),
                           .descending = wanted.descending,
                           .after = wanted.after,
                           .before = wanted.before,
                           .limit = wanted.limit});
    return {std::move(page.customers), page.earlier, page.more};
}

namespace {

void mark_stale(db::Database& database, BusinessId business) {
    constexpr std::size_t kAtOnce = 5000;
    const auto language =
        database.read([&](db::Session& session) { return businesses::main_language(session, business); });
    std::optional<CustomerId> last = CustomerId{INT64_MIN};
    while (last) last = database.write([&](db::Tx& tx) { return store::mark_stale(tx, business, *last, kAtOnce); });
    database.write([&](db::Tx& tx) { businesses::set_keys_language(tx, business, language); });
}

}  // namespace

int renew_keys(db::Database& database) {
    constexpr std::size_t kAtOnce = 200;
    constexpr int kMost = 20'000;
    for (const auto business : database.read(businesses::list_with_stale_keys)) mark_stale(database, business);
    int out = 0;
    for (std::size_t renewed = kAtOnce; renewed == kAtOnce && out < kMost;) {
        renewed = database.write([&](db::Tx& tx) { return store::renew_keys(tx, kAtOnce); });
        out += static_cast<int>(renewed);
    }
    return out;
}

}  // namespace customers
