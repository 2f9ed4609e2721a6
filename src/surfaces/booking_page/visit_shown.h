// The parts of a visit in words, for every page that shows them.
#pragma once

#include "booking_page/choice.h"
#include "bookings/visit_times.h"
#include "pages/page.h"

namespace booking_page {

// An amount that is known, the least of several, or one that is told on request.
struct Priced {
    Money amount;
    bool is_least = false, on_request = false;
};
Priced price_with(const pages::Page& page, const catalog::Service& service, std::optional<ProviderId> provider);
// "2 180 kr", "from 2 180 kr"; what is told on request comes on top.
std::string total_of(const pages::Page& page, const std::vector<Priced>& prices);

struct ShownPart {
    std::optional<Span> time{};  // none: not chosen yet
    std::string service;
    std::optional<ProviderId> provider{};
    std::string person{};  // empty: there is one alone
    std::vector<std::string> extras{};
    std::string price{};
    Priced priced{};
};
std::string total_of(const pages::Page& page, const std::vector<ShownPart>& parts);
// From the first to the last; none: not chosen yet.
std::optional<Span> time_of(const std::vector<ShownPart>& parts);

// Under {{>MARKER}}: each part, and when, where and how much all of it is, or the parts alone.
enum class Totals { told, untold };
void include_parts(html::Values& values, std::string_view marker, const pages::Page& page, std::vector<ShownPart> parts,
                   std::string_view visitor_zone, const std::string& place, Totals totals = Totals::told);

// What an address says of it.
std::vector<Start> start_of(const bookings::VisitTimes& visit);
// "until 11:30"
std::string until_text(const pages::Page& page, const Span& time);
// "with Mira and Jonas"
std::string providers_of(const pages::Page& page, const bookings::VisitTimes& visit);
// "09:00 to 09:45"
std::string hours_text(const pages::Page& page, const Span& time);

}  // namespace booking_page
