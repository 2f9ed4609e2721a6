// The page of one booking, as the handlers of its forms draw it again. Internal to the calendar.
#pragma once

#include "office/calendar/one_booking.h"
#include "office/frame/form.h"

namespace office {

// Which of the page's forms comes back, with what was typed and what is wrong with it.
struct Shown {
    enum class Part { none, what, notes, answers };
    Part open = Part::none;
    Wrong wrong{};
    bool typed = false;                // the form's fields are as they were sent, not as they are stored
    bool ask_why_over = false;         // another appointment is in the way, and who asks may put it over
    bool ask_outside = false;          // nobody is at work then, and who asks may book there
    std::optional<ActivityId> seen{};  // what happened since is shown first: another one changed it meanwhile
    std::string latest{};              // set by the page: what has happened so far, which its forms say again
};
Response booking_page(const Page& page, const bookings::Booking& booking, Shown shown = {});

// Of the booking, as the page with the form showed it.
std::optional<int> version_of(const http::Form& form);

// Of what was deleted, for who may manage bookings; and its page, with why it was not restored.
std::optional<bookings::Booking> find_deleted_booking(const Page& page);
Response deleted_page(const Page& page, const bookings::Booking& booking, const std::string& notice = {},
                      int status = 200);

// The choice whether the customers are told, where a workflow answers that trigger and one of them has an address; the
// form also sends asked_to_tell, the trigger. What was chosen.
std::optional<Field> telling_field(const Page& page, const std::vector<bookings::Booking>& those,
                                   std::string_view trigger);
bookings::Telling read_telling(const http::Form& form);
// What the customers will hear of another time.
std::string moved_mail_text(const Page& page, const std::vector<bookings::Booking>& those);
// Reason for putting it over another, and the toggle for outside the hours.
Field why_over_field(const Page& page, const std::string& value);

std::string person(const bookings::Booking& booking);
std::string service_name(const Page& page, const bookings::Booking& booking);

}  // namespace office
