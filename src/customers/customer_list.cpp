#include "customers/customer.h"
#include "db/db.h"

namespace customers {
namespace {

constexpr std::size_t kMostWords = 4;

std::string_view order_of(const Wanted& wanted) {
    switch (wanted.order) {
        case Order::name: return wanted.descending ? "sort_key desc, id desc" : "sort_key, id";
        case Order::email: return wanted.descending ? "email_key desc nulls last, id desc" : "email_key nulls last, id";
        case Order::created: return wanted.descending ? "created_at desc, id desc" : "created_at, id";
    }
    CHECK(false);
}

// Of a search for a phone number, however it is written: its digits without the zeros that stand for a country or an
// area. Empty for anything else.
std::string digits_of(std::string_view search) {
    std::string digits;
    for (const char c : search) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view(" +-()./").find(c) == std::string_view::npos)
            return "";
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits.size() < 3 ? "" : digits;
}

// The words as patterns of like ... escape '!'; where there are fewer, such as everything matches.
std::array<std::string, kMostWords> patterns_of(std::string_view search) {
    std::array<std::string, kMostWords> out;
    out.fill("%");
    std::size_t count = 0;
    if (const auto digits = digits_of(search); !digits.empty()) {
        out[0] = "%" + digits + "%";
        return out;
    }
    const auto folded = base::folded(base::is_clean_text(search) ? base::normalised(search) : "");
    for (std::size_t at = 0; at < folded.size() && count < kMostWords;) {
        const auto end = std::min(folded.find_first_of(" \t\r\n", at), folded.size());
        std::string pattern = "% ";
        for (const char c : std::string_view(folded).substr(at, end - at)) {
            if (c == '%' || c == '_' || c == '!') pattern += '!';
            pattern += c;
        }
        if (end > at) out[count++] = pattern + "%";
        at = end + 1;
    }
    return out;
}

std::vector<std::tuple<CustomerId>> ids_of(db::Session& session, BusinessId business, const Wanted& wanted) {
    const std::string all = "select id from customers where business_id = :business and anonymised_at is null";
    const auto page = fmt::format(" order by {} limit :limit offset :offset", order_of(wanted));
    const int limit = wanted.limit + 1;
    if (wanted.search.empty()) return session.rows<CustomerId>(all + page, business, limit, wanted.offset);
    const auto words = patterns_of(wanted.search);
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

}  // namespace customers
