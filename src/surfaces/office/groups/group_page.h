// What the pages of groups share. Internal to this folder.
#pragma once

#include "bookings/session.h"
#include "office/frame/form.h"
#include "office/groups/groups.h"

namespace office {

struct Group {
    bookings::Appointment appointment;
    std::optional<bookings::Session> session;  // none: the first who booked opened it
    std::vector<bookings::Booking> bookings;
};
// What is wrong with one of its forms, or with all.
struct GroupWrong {
    Wrong places{}, time{}, whole{};
};

std::string group_path(const Page& page, AppointmentId id, std::string_view rest = {});
std::string person_of(const Page& page, const bookings::Booking& booking);

Field day_field(const Page& page, std::string value);
Field time_field(const Page& page, std::string value);
Field outside_field(const Page& page);
Field minimum_field(const Page& page, std::string value);
std::string clock_text(WallTime wall);  // "09:05", as a field of the type time has it
// Of the fields day and time, in the business's zone; an hour that the clocks skip is none.
std::optional<Instant> read_start(const Page& page, const http::Form& form);
Wrong start_wrong(const http::Form& form);

}  // namespace office
