// What the pages of groups share. Internal to this folder.
#pragma once

#include "bookings/session.h"
#include "office/frame/form.h"
#include "office/groups/groups.h"

namespace office {

inline constexpr int kEmptyLines = 3;  // of the list on paper, at most, for who comes without having booked

struct Group {
    bookings::Appointment appointment;
    std::optional<bookings::Session> session;  // none: the first who booked opened it, and it has no minimum
    std::vector<bookings::Booking> bookings;
};
// What is wrong with one of its forms, or with all.
struct GroupWrong {
    Wrong places{}, time{}, whole{};
};

// Of the path, within this business; a provider has only their own.
std::optional<Group> find_group(const Page& page);
std::string group_name(const Page& page, const Group& group);
// With whom, where and how many places are taken: WITH_NAME, AT, BOOKED.
void fill_head(html::Values& values, const Page& page, const Group& group);
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
