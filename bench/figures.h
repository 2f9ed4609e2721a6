// What is measured, by name. Each measures what the names chosen by the caller ask for, and tells it.
#pragma once

#include "bench/stage.h"

#include <cstdint>
#include <set>

namespace bench {

// booking_page, first_page, provider_day, month_any_page, month_any_slots, month_any_alone,
// startup, rss_idle, rss_loaded, first_visit_bytes: one server, since being loaded is part of its footprint.
void measure_reading(const Place& place);
// bookings, one_time_for_32, known_address
void measure_booking(const Place& place);
// growth_by_providers, growth_by_history
void measure_growth(const Place& place);
// large_offer_page, explain
void measure_large_offer(const Place& place);
// calendar_day, calendar_week, group_page, reports_year, search: what staff look at all day
void measure_desk(const Place& place);
// customers_...: the list of a million customers, sorted, searched and filtered
void measure_customer_list(const Place& place);
// many_businesses_rss, many_businesses_p99
void measure_many_businesses(const Place& place);
// series_104: the table of a series, and booking it
void measure_series(const Place& place);
// visit_days: the days on which several services go together
void measure_visits(const Place& place);
// mixed_...: the slowest answers while everything goes on at once
void measure_mixed(const Place& place);
// mails
void measure_mails(const Place& place);

// The customer panel's first page, for one customer who is signed in.
void measure_panel(std::uint16_t port, const std::string& url, BusinessId business);
void measure_first_visit(std::uint16_t port);
// The addresses of what a browser loads with the first page.
std::set<std::string> parts_of_first_page(std::uint16_t port);

// The headers of a manager who is signed in, made beside the running program; whole lines, as Client takes them.
std::string manager_of(const std::string& url);

// Half hours that can be booked, of all providers, from `first` on, `days` days long; they do not overlap.
struct FreeSlot {
    std::string service, provider, start;
};
std::vector<FreeSlot> free_slots(std::uint16_t port, const bookings::Snapshot& snapshot, Day first,
                                 std::chrono::days length);
// The body of a booking by that guest.
std::string booking_body(const FreeSlot& slot, std::size_t guest);

// The first days of this month and the following ones that hold appointments.
std::vector<Day> months();
std::string month_text(Day month);
std::string month_slots_path(const bookings::Snapshot& snapshot, std::size_t service, Day month);

}  // namespace bench
