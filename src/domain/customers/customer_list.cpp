#include "base/search.h"
#include "businesses/business.h"
#include "customers/customer_store.h"

#include <algorithm>
#include <variant>

namespace customers {
namespace {

constexpr std::size_t kMostWords = 4;

// A stretch of a list whose rows are sorted by one column and, where it is the same, by their ids.
struct Part {
    std::string_view where;
    std::string_view column;  // empty: by id alone
    bool descending;
};

// The list from its first part to its last.
std::vector<Part> parts_of(Order order, bool down) {
    const Part with_email{"email_key > ''", "email_key", down}, without_email{"email_key is null", "", down};
    const Part with_phone{"phone > ''", "phone", down}, without_phone{"phone = ''", "", down};
    switch (order) {
        case Order::name: return {{"sort_key >= ''", "sort_key", down}};
        case Order::email: return {with_email, without_email};
        case Order::phone:
            return down ? std::vector{without_phone, with_phone} : std::vector{with_phone, without_phone};
        case Order::created: return {{"created_at is not null", "created_at", down}};
    }
    CHECK(false);
}

std::vector<Part> backwards(std::vector<Part> parts) {
    std::ranges::reverse(parts);
    for (auto& part : parts) part.descending = !part.descending;
    return parts;
}

// Where a page goes on: behind this customer of that part, whose column holds `value`.
struct Anchor {
    std::size_t part = 0;
    std::variant<std::monostate, std::string, std::int64_t> value;
    CustomerId id;
};

std::optional<Anchor> anchor_of(db::Session& session, BusinessId business, const std::vector<Part>& parts,
                                CustomerId id) {
    constexpr std::string_view sql = "select {} from customers where business_id = :business and id = :id and "
                                     "anonymised_at is null and walk_in = 0 and {}";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [where, column, descending] = parts[i];
        const auto text = fmt::format(sql, column.empty() ? "1" : column, where);
        if (column == "created_at" || column.empty()) {
            const auto found = session.value<std::int64_t>(text, business, id);
            if (found && column.empty()) return Anchor{i, std::monostate(), id};
            if (found) return Anchor{i, *found, id};
        } else if (auto found = session.value<std::string>(text, business, id)) {
            return Anchor{i, *std::move(found), id};
        }
    }
    return std::nullopt;
}

// "0049 (0)30 123" and "+49 (0)30 123": the zero in brackets is not dialled from abroad.
std::string without_bracketed_zero(std::string_view search) {
    const auto begin = search.find_first_not_of(" (");
    std::string out(search);
    if (begin != search.npos && (search.substr(begin).starts_with("+") || search.substr(begin).starts_with("00")))
        if (const auto zero = out.find("(0)"); zero != out.npos) out.replace(zero, 3, " ");
    return out;
}

// Of a search for a phone number, however it is written: its digits without the zeros that stand for a country or an
// area. Empty for anything else.
std::string digits_of(std::string_view search) {
    std::string digits;
    for (const auto& word : base::search_words(without_bracketed_zero(search))) digits += word;
    if (digits.find_first_not_of("0123456789") != digits.npos) return "";
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits.size() < 3 ? "" : digits;
}

// An address is looked for as it stands; of everything else, the words.
std::vector<std::string> words_of(std::string_view search) {
    std::vector<std::string> out;
    const auto folded = base::folded(search);
    for (std::size_t at = 0; at < folded.size();) {
        const auto end = std::min(folded.find_first_of(" \t\r\n", at), folded.size());
        auto part = folded.substr(at, end - at);
        if (part.find('@') != part.npos)
            out.push_back(std::move(part));
        else
            std::ranges::move(base::search_words(part), std::back_inserter(out));
        at = end + 1;
    }
    return out;
}

std::string escaped(std::string_view word) {
    std::string out;
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out;
}

// The words as patterns of like ... escape '!'; where there are fewer, such as everything matches. Nullopt: nothing
// does, since there is no word in it.
std::optional<std::array<std::string, kMostWords>> patterns_of(std::string_view search) {
    if (!base::is_clean_text(search)) return std::nullopt;
    std::array<std::string, kMostWords> out;
    out.fill("%");
    if (const auto digits = digits_of(search); !digits.empty()) {
        out[0] = "%" + digits + "%";
        return out;
    }
    const auto words = words_of(search);
    if (words.empty()) return std::nullopt;
    for (std::size_t i = 0; i < std::min(words.size(), kMostWords); ++i) out.at(i) = "% " + escaped(words[i]) + "%";
    return out;
}

// What is looked for, as far as SQL says it.
struct Search {
    std::string_view condition{};
    std::vector<std::string> patterns{};  // kMostWords, or none
    std::optional<LabelId> label{};
    bool begins_at_label =
        false;  // whoever has it is read and sorted, rather than the list in its order until a page is full
};

// So many are read and sorted at once rather than looked for among all.
constexpr std::int64_t kFewOfLabel = 2'000;

bool has_few(db::Session& session, BusinessId business, LabelId label) {
    return session
               .value<std::int64_t>("select count(*) from (select 1 from customer_labels where business_id = :business "
                                    "and label_id = :label limit :most) few",
                                    business, label, kFewOfLabel)
               .value() < kFewOfLabel;
}

// Nullopt: nobody is found.
std::optional<Search> search_of(const Wanted& wanted) {
    if (wanted.search.empty()) return Search{};
    auto patterns = patterns_of(wanted.search);
    if (!patterns) return std::nullopt;
    return Search{
        " and search_key like :w0 escape '!' and search_key like :w1 escape '!' and search_key like :w2 escape "
        "'!' and search_key like :w3 escape '!'",
        {std::make_move_iterator(patterns->begin()), std::make_move_iterator(patterns->end())}};
}

// At most `limit` of one part, behind the anchor where it is given.
std::vector<std::tuple<CustomerId>> ids_of(db::Session& session, BusinessId business, const Part& part,
                                           const Search& search, const Anchor* anchor, int limit) {
    const std::string_view than = part.descending ? "<" : ">", way = part.descending ? " desc" : "";
    std::string sql = "select id from customers where customers.business_id = :business";
    // The cross join: SQLite takes its tables in that order.
    if (search.begins_at_label)
        sql = "select id from customer_labels cross join customers where customer_labels.business_id = :business "
              "and label_id = :label and customers.business_id = :business and id = customer_id";
    else if (search.label)
        sql += " and exists (select 1 from customer_labels l where l.business_id = customers.business_id "
               "and l.customer_id = customers.id and l.label_id = :label)";
    sql += fmt::format(" and anonymised_at is null and walk_in = 0 and {}{}", part.where, search.condition);
    if (anchor && part.column.empty()) sql += fmt::format(" and id {} :id", than);
    if (anchor && !part.column.empty()) sql += fmt::format(" and ({}, id) {} (:value, :id)", part.column, than);
    sql += part.column.empty() ? fmt::format(" order by id{} limit :limit", way)
                               : fmt::format(" order by {0}{1}, id{1} limit :limit", part.column, way);
    const auto ask = [&](const auto&... beyond) {
        const auto ask_of = [&](const auto&... whom) {
            const auto& words = search.patterns;
            return words.empty() ? session.rows<CustomerId>(sql, whom..., beyond..., limit)
                                 : session.rows<CustomerId>(sql, whom..., words[0], words[1], words[2], words[3],
                                                            beyond..., limit);
        };
        return search.label ? ask_of(business, *search.label) : ask_of(business);
    };
    if (!anchor) return ask();
    if (part.column.empty()) return ask(anchor->id);
    if (const auto* text = std::get_if<std::string>(&anchor->value)) return ask(*text, anchor->id);
    return ask(std::get<std::int64_t>(anchor->value), anchor->id);
}

// At most `limit` of the whole list, behind the anchor where it is given.
std::vector<CustomerId> ids_of(db::Session& session, BusinessId business, const std::vector<Part>& parts,
                               const Search& search, const std::optional<Anchor>& anchor, int limit) {
    std::vector<CustomerId> out;
    const auto first = anchor ? anchor->part : 0;
    for (auto i = first; i < parts.size() && std::ssize(out) < limit; ++i)
        for (const auto& [id] : ids_of(session, business, parts[i], search, anchor && i == first ? &*anchor : nullptr,
                                       limit - static_cast<int>(out.size())))
            out.push_back(id);
    return out;
}

struct Page {
    std::vector<CustomerId> ids;
    bool earlier = false, more = false;
};

Page page_of(db::Session& session, BusinessId business, const Wanted& wanted, const Search& search) {
    const auto limit = wanted.limit;
    const auto parts = parts_of(wanted.order, wanted.descending);
    if (wanted.before) {
        const auto back = backwards(parts);
        if (const auto anchor = anchor_of(session, business, back, *wanted.before)) {
            Page out{.ids = ids_of(session, business, back, search, anchor, limit + 1), .earlier = true, .more = true};
            if (std::ssize(out.ids) > limit) {
                out.ids.resize(static_cast<std::size_t>(limit));
                std::ranges::reverse(out.ids);
                return out;
            }
            // Less than a page lies before: the first page, and a whole one.
        }
    }
    auto anchor = wanted.after ? anchor_of(session, business, parts, *wanted.after) : std::nullopt;
    // Where all that lay behind it have gone, the first page.
    if (anchor && ids_of(session, business, parts, search, anchor, 1).empty()) anchor = std::nullopt;
    Page out{.ids = ids_of(session, business, parts, search, anchor, limit + 1), .earlier = anchor.has_value()};
    out.more = std::ssize(out.ids) > limit;
    if (out.more) out.ids.pop_back();
    return out;
}

}  // namespace

Listed list(db::Session& session, BusinessId business, const Wanted& wanted) {
    Listed out;
    auto search = search_of(wanted);
    if (!search) return out;
    search->label = wanted.label;
    search->begins_at_label = wanted.label && has_few(session, business, *wanted.label);
    const auto page = page_of(session, business, wanted, *search);
    out.earlier = page.earlier;
    out.more = page.more;
    for (const auto id : page.ids)
        if (auto customer = find(session, business, id)) out.customers.push_back(*std::move(customer));
    return out;
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
