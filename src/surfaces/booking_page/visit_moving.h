// A visit of several parts that is looked after as a whole, for every page that shows one: what may be done with it,
// its parts in words, and moving it in the calendar of the booking page (as moving.h does one booking).
#pragma once

#include "bookings/allowed.h"
#include "bookings/visit.h"
#include "pages/page.h"

namespace booking_page {

// What may be done with all parts that are live, seen from one of the customer's ways.
struct WholeVisit {
    std::vector<bookings::Booking> live;  // by start
    bool may_move = false, may_cancel = false;
    std::vector<std::string> reasons{};  // why not, each once
};
WholeVisit whole_of(const pages::Page& page, const std::vector<bookings::Booking>& parts, bookings::Way way);

// Under {{#PARTS}}{{#PART}}: each part with its own page.
void fill_visit(html::Values& values, const pages::Page& page, const std::vector<bookings::Booking>& parts,
                const std::function<std::string(const bookings::Booking&)>& path_of);
// What was agreed for those that were not given up.
std::string agreed_total(const pages::Page& page, const std::vector<bookings::Booking>& parts);
// "Cut, Colour"
std::string service_names(const pages::Page& page, const std::vector<bookings::Booking>& parts);

struct VisitMoving {
    const pages::Page& page;
    std::vector<bookings::Booking> parts;  // that move, by start
    std::string path;                      // of the visit's page
    std::string root;                      // where it is moved: "/studio-lind/bookings/TOKEN/visit"
    std::string token;                     // as of Moving
    pages::Secrecy secrecy = pages::Secrecy::manage;
};
// As moving_page and move. That it may be moved was asked before.
http::Response moving_page(const VisitMoving& moving, const http::Form& query);
Result<std::optional<http::Response>> move(const VisitMoving& moving, const http::Form& form, activity::Actor actor);

// The page that asks whether all of it shall be cancelled.
http::Response cancellation_page(const VisitMoving& visit);

}  // namespace booking_page
