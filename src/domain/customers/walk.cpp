#include "customers/walk.h"

#include "db/db.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace customers {
namespace {

constexpr std::string_view kLive = "business_id = :business and anonymised_at is null and walk_in = 0";

std::string_view column_of(Shared shared) {
    switch (shared) {
        case Shared::phone: return "phone";
        case Shared::name: return "sort_key";
        case Shared::birthday: return "date_of_birth";
    }
    std::unreachable();
}

// The days stand in the database as numbers.
std::int32_t number_in(const std::string& key) {
    std::int32_t out = INT32_MIN;
    std::from_chars(key.data(), key.data() + key.size(), out);
    return out;
}
std::string key_text(const std::string& key) { return key; }
std::string key_text(std::int32_t key) { return std::to_string(key); }

template <class Key>
SharedKeys next_shared(db::Session& session, BusinessId business, std::string_view column, const Key& after,
                       int limit) {
    SharedKeys out;
    const auto end = session.value<Key>(
        fmt::format("select {0} from customers where {1} and {0} > :after order by {0} limit 1 offset :limit", column,
                    kLive),
        business, after, limit);
    const auto upto = end ? fmt::format(" and {} <= :upto", column) : std::string();
    const auto grouped = fmt::format("select {0}, count(*) from customers where {1} and {0} > :after{2} group by {0} "
                                     "order by {0}",
                                     column, kLive, upto);
    const auto rows =
        end ? session.rows<Key, int>(grouped, business, after, *end) : session.rows<Key, int>(grouped, business, after);
    for (const auto& [key, count] : rows) {
        out.looked_at += count;
        if (count > 1) out.keys.push_back(key_text(key));
    }
    out.last = !end;
    if (end) out.after = key_text(*end);
    return out;
}

}  // namespace

std::vector<Walked> next_after(db::Tx& tx, BusinessId business, CustomerId after, CustomerId last, int limit) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for share" : "";
    std::vector<Walked> out;
    for (auto& [id, name, surname, language, sort_key] :
         tx.rows<CustomerId, std::string, std::string, std::string, std::string>(
             "select id, name, surname, language, sort_key from customers where business_id = :business and "
             "id > :after and id <= :last and anonymised_at is null order by id limit :limit" +
                 lock,
             business, after, last, limit))
        out.push_back({id, std::move(name), std::move(surname), std::move(language), std::move(sort_key)});
    return out;
}

Walk walk_of(db::Session& session, BusinessId business) {
    const auto counted = session.row<int, std::optional<CustomerId>>(
        "select count(*), max(id) from customers where business_id = :business and anonymised_at is null", business);
    return {std::get<0>(*counted), std::get<1>(*counted).value_or(CustomerId{})};
}

std::vector<CustomerId> present_of(db::Session& session, BusinessId business,
                                   const std::vector<CustomerId>& customers) {
    constexpr std::size_t kAtOnce = 100;
    static const auto sql = [] {
        std::string out = "select id from customers where business_id = :business and anonymised_at is null "
                          "and walk_in = 0 and id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:c{}", n ? ", " : "", n);
        return out + ") order by id";
    }();
    auto in_order = customers;
    std::ranges::sort(in_order);
    in_order.erase(std::unique(in_order.begin(), in_order.end()), in_order.end());
    std::vector<CustomerId> out;
    for (std::size_t from = 0; from < in_order.size(); from += kAtOnce) {
        std::array<CustomerId, kAtOnce> some{};  // 0 is nobody's id
        std::copy_n(in_order.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, in_order.size() - from),
                    some.begin());
        const auto found =
            std::apply([&](const auto&... id) { return session.rows<CustomerId>(sql, business, id...); }, some);
        for (const auto& [id] : found) out.push_back(id);
    }
    return out;
}

std::vector<CustomerId> born_on(db::Session& session, BusinessId business, Day today) {
    constexpr int kOldest = 120;
    const std::chrono::year_month_day date{today};
    const bool leap_too =
        date.month() == std::chrono::February && date.day() == std::chrono::day{28} && !date.year().is_leap();
    std::vector<CustomerId> out;
    const auto look_up = [&](std::chrono::year_month_day day) {
        if (!day.ok()) return;
        for (const auto& [id] : session.rows<CustomerId>(
                 "select id from customers where business_id = :business and date_of_birth = :day", business, Day{day}))
            out.push_back(id);
    };
    for (int age = 0; age <= kOldest; ++age) {
        const auto year = date.year() - std::chrono::years{age};
        look_up(year / date.month() / date.day());
        if (leap_too) look_up(year / std::chrono::February / 29);
    }
    return out;
}

SharedKeys next_shared(db::Session& session, BusinessId business, Shared shared, const std::string& after, int limit) {
    const auto column = column_of(shared);
    return shared == Shared::birthday ? next_shared<std::int32_t>(session, business, column, number_in(after), limit)
                                      : next_shared<std::string>(session, business, column, after, limit);
}

std::vector<Named> sharing(db::Session& session, BusinessId business, Shared shared, const std::string& key,
                           int limit) {
    const auto sql = fmt::format("select id, name, surname from customers where {} and {} = :key order by id limit "
                                 ":limit",
                                 kLive, column_of(shared));
    const auto rows = shared == Shared::birthday
                          ? session.rows<CustomerId, std::string, std::string>(sql, business, number_in(key), limit)
                          : session.rows<CustomerId, std::string, std::string>(sql, business, key, limit);
    std::vector<Named> out;
    for (const auto& [id, name, surname] : rows) out.push_back({id, name, surname});
    return out;
}

std::string key_of(db::Session& session, BusinessId business, Shared shared, CustomerId customer) {
    const auto sql = fmt::format("select {} from customers where {} and id = :id", column_of(shared), kLive);
    if (shared == Shared::birthday) {
        const auto row = session.row<std::optional<std::int32_t>>(sql, business, customer);
        return row && std::get<0>(*row) ? std::to_string(*std::get<0>(*row)) : std::string();
    }
    return session.value<std::string>(sql, business, customer).value_or("");
}

}  // namespace customers
