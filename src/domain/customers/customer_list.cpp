#include "base/search.h"
#include "customers/customer_store.h"

namespace customers {
namespace {

constexpr std::size_t kMostWords = 4;

std::string_view order_of(const Wanted& wanted) {
    switch (wanted.order) {
        case Order::name: return wanted.descending ? "sort_key desc, id desc" : "sort_key, id";
        case Order::email: return wanted.descending ? "email_key desc nulls last, id desc" : "email_key nulls last, id";
        case Order::phone: return wanted.descending ? "phone = '' desc, phone desc, id desc" : "phone = '', phone, id";
        case Order::created: return wanted.descending ? "created_at desc, id desc" : "created_at, id";
    }
    CHECK(false);
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

std::vector<std::tuple<CustomerId>> ids_of(db::Session& session, BusinessId business, const Wanted& wanted) {
    const std::string all = "select id from customers where business_id = :business and anonymised_at is null";
    const auto page = fmt::format(" order by {} limit :limit offset :offset", order_of(wanted));
    const int limit = wanted.limit + 1;
    if (wanted.search.empty()) return session.rows<CustomerId>(all + page, business, limit, wanted.offset);
    const auto patterns = patterns_of(wanted.search);
    if (!patterns) return {};
    const auto& words = *patterns;
    return session.rows<CustomerId>(all +
                                        " and search_key like :w0 escape '!' and search_key like :w1 escape '!' and "
                                        "search_key like :w2 escape '!' and search_key like :w3 escape '!'" +
                                        page,
                                    business, words[0], words[1], words[2], words[3], limit, wanted.offset);
}

}  // namespace

Listed list(db::Session& session, BusinessId business, const Wanted& wanted) {
    Listed out;
    for (const auto& [id] : ids_of(session, business, wanted)) {
        if (out.customers.size() == static_cast<std::size_t>(wanted.limit)) {
            out.more = true;
            break;
        }
        if (auto customer = find(session, business, id)) out.customers.push_back(*std::move(customer));
    }
    return out;
}

int renew_keys(db::Database& database) {
    constexpr std::size_t kAtOnce = 200;
    int out = 0;
    for (std::size_t renewed = kAtOnce; renewed == kAtOnce;) {
        renewed = database.write([&](db::Tx& tx) { return store::renew_keys(tx, kAtOnce); });
        out += static_cast<int>(renewed);
    }
    return out;
}

}  // namespace customers
