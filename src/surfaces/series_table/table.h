// The table of dates of a series, as pages draw it and read what was decided.
#pragma once

#include "pages/form.h"
#include "series/series.h"

namespace series_table {

// What a row of the form says. None of them: it is left out.
struct Decided {
    std::optional<bookings::FreeStart> at{};
    bool outside_hours = false;
};
// By position. Positions that were not decided about are missing.
struct Sent {
    std::map<int, Decided> decided{};
    std::map<int, series::State> seen{};  // what the table said of them
};
// A time that the table showed by another clock is that hour by the clock of now (pages/shown_in.h).
Sent read(const pages::Page& page, const http::Form& form);

// How one row is drawn.
struct Drawing {
    const std::vector<series::Row>& rows;
    series::Rule rule;
    Day first;
    Minutes time_of_day;
    const Sent* sent = nullptr;  // it comes back: what was decided stays, and what has changed is said
    std::string leave_out{};     // how leaving a date out is called
    bool outside_hours = false;  // who decides may book there
};
// Under {{>ROWS}}. Returns whether a date is without a decision.
bool include(html::Values& values, const pages::Page& page, const Drawing& drawing);
// Whether the form decided about each of them.
bool is_complete(const std::vector<series::Row>& rows, const Sent& sent);

}  // namespace series_table
