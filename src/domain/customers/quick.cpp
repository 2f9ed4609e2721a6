#include "customers/quick.h"

#include "base/phone_countries.h"
#include "base/search.h"
#include "customers/customer_store.h"
#include "db/db.h"

#include <algorithm>

namespace customers {
namespace {

using Ids = std::vector<std::tuple<CustomerId>>;

constexpr std::size_t kMostWords = 3;

// Behind every text that begins with it: no letter or digit of a key is as high.
std::string end_of(std::string_view beginning) { return std::string(beginning) + "\U0010FFFF"; }

// In the index of that column: what begins with the first of the words and has the others.
Ids by_words(db::Session& session, BusinessId business, std::string_view column, const std::vector<std::string>& words,
             int limit) {
    // Words are letters and digits, so no pattern has to be escaped.
    const auto other = [&](std::size_t i) {
        return i < words.size() ? fmt::format("% {}%", words[i]) : std::string("%");
    };
    const auto first = " " + words.front();
    return session.rows<CustomerId>(
        fmt::format("select id from customers where business_id = :business and anonymised_at is null and walk_in = 0 "
                    "and {0} >= :from and {0} < :to and {0} like :one and {0} like :other order by {0} limit :limit",
                    column),
        business, first, end_of(first), other(1), other(2), limit);
}

Ids by_beginning(db::Session& session, BusinessId business, std::string_view column, const std::string& text,
                 int limit) {
    return session.rows<CustomerId>(
        fmt::format("select id from customers where business_id = :business and anonymised_at is null and walk_in = 0 "
                    "and {0} >= :from and {0} < :to{1} order by {0} limit :limit",
                    column, column == "customer_number" ? " and customer_number <> ''" : ""),
        business, text, end_of(text), limit);
}

// The beginnings of numbers, as they are stored, that were meant: "911 22", "0047 911 22", "+47 911 22".
std::vector<std::string> phones_of(std::string_view typed, std::string_view country) {
    std::string digits;
    for (const char c : typed) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view(" +()-./").find(c) == std::string_view::npos)
            return {};
    }
    if (digits.size() < 3) return {};
    if (typed.find('+') != std::string_view::npos) return {"+" + digits};
    if (digits.starts_with("00")) return {"+" + digits.substr(2)};
    const auto national = digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    const auto& all = base::phone_countries();
    const auto found = std::ranges::find(all, country, &base::PhoneCountry::country);
    if (found == all.end() || national.empty()) return {"+" + digits};
    return {fmt::format("+{}{}", found->calling_code, national), "+" + digits};
}

}  // namespace

std::vector<Customer> find_quickly(db::Session& session, const businesses::Business& business, std::string_view typed,
                                   int limit) {
    constexpr int kMost = 20;
    limit = std::clamp(limit, 1, kMost);
    std::vector<Customer> out;
    const auto is_full = [&] { return std::ssize(out) >= limit; };
    const auto add = [&](const Ids& ids) {
        for (const auto& [id] : ids)
            if (!is_full() && std::ranges::find(out, id, &Customer::id) == out.end())
                if (auto found = find(session, business.id, id)) out.push_back(*std::move(found));
    };
    if (!base::is_clean_text(typed)) return out;
    for (const auto& phone : phones_of(typed, business.country))
        add(by_beginning(session, business.id, "phone", phone, limit));
    auto words = base::search_words(typed);
    if (words.empty()) return out;
    words.resize(std::min(words.size(), kMostWords));
    if (typed.find('@') == std::string_view::npos) {
        add(by_words(session, business.id, "search_key", words, limit));
        if (!is_full()) add(by_words(session, business.id, "surname_key", words, limit));
    }
    const auto text = base::normalised(typed), folded = base::folded(text);
    if (!is_full() && folded.find(' ') == std::string::npos)
        add(by_beginning(session, business.id, "email_key", folded, limit));
    if (!is_full()) add(by_beginning(session, business.id, "customer_number", text, limit));
    return out;
}

}  // namespace customers
