// A business of the demo: how it is set up, and how its customers behave.
#pragma once

#include "bookings/booking.h"
#include "db/db.h"
#include "demo/random.h"
#include "waiting/waiting.h"

#include <functional>

namespace demo {

// Where names and telephone numbers of customers come from.
struct People {
    std::vector<std::string> names, surnames;
    std::string phone_prefix;  // E.164, to which `phone_digits` digits are added
    int phone_digits = 6;
    std::vector<std::string> languages;  // of customers, the usual one first
    std::string zone;                    // of the visitors' browsers
    std::vector<std::string> notes;
    std::size_t count = 200;
};

struct Shop {
    std::string slug;
    std::uint64_t seed = 1;
    People people;
    // How full a usual day is in the coming two weeks, 0..1.
    double fullness = 0.66;
    std::vector<double> weekdays;  // Monday first: how busy, 1 is usual
    double mean_lead_days = 9;     // how long ahead customers book
    // What customers write into an extra field of that key.
    std::map<std::string, std::vector<std::string>> answers{};
    // What customers wait for today: times that nobody works at, so that the queue stays.
    std::function<std::vector<waiting::Wish>(const bookings::Snapshot&, Day today)> waits{};
    // Makes the business as it opens, seen from today.
    std::function<BusinessId(db::Tx&, const Clock&, Day today)> open;
};

Shop studio_lind();
Shop anna_vos();
Shop boa_vista();

std::vector<customers::Details> make_people(const People& people, Random& random);

// Shorthands of the shops.
using availability::WeeklyHours;
std::vector<WeeklyHours> on(const std::vector<int>& weekdays, const availability::Hours& hours);
std::vector<WeeklyHours> operator+(std::vector<WeeklyHours> a, const std::vector<WeeklyHours>& b);
availability::Hours from_to(int from_hour, int from_minute, int to_hour, int to_minute);
Day next(int weekday, Day after);  // ISO 8601 weekday, strictly after
// `month`-`day` of the years around today, a few days long each; one that would empty the coming weeks waits until they
// are over, so that visitors always find times.
void close_every_year(db::Tx& tx, BusinessId business, Day today, unsigned month, unsigned day, int length,
                      std::string_view reason);
// Both with the services at those positions.
void add_extra(db::Tx& tx, const Clock& clock, BusinessId business, businesses::Text name, Minutes duration,
               std::int64_t amount, const std::vector<int>& services);
catalog::ExtraFieldId ask(db::Tx& tx, const Clock& clock, BusinessId business, catalog::ExtraField field,
                          const std::vector<int>& services);
void set_logo(db::Tx& tx, BusinessId business, std::string_view slug);
// The cover, and of each service and provider, by position; all of them are in demo/.
void set_pictures(db::Tx& tx, const Clock& clock, BusinessId business, std::string_view slug);

}  // namespace demo
