#include "customers/walk.h"

#include "db/db.h"

namespace customers {

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

}  // namespace customers
