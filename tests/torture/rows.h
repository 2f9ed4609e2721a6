// The rows of all businesses as they are in the database, read without any of the program's own queries.
#pragma once

#include "bookings/booking.h"
#include "torture/fight.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace torture {

struct Booking {
    BusinessId business;
    BookingId id;
    AppointmentId appointment;
    bookings::Status status{};
    std::string note;
    int sequence = 0;
    ServiceId service;
    Place place;
    Instant end;
    bool appointment_live = false;
    int capacity = 1, seats_taken = 0;
    bool by_staff = false;
    bool of_queue = false;  // offered to who waited for it, or booked by others in their way
    VisitId visit;
    int visit_part = 0;
    std::string together{};  // the note of what it was booked with in one go (together.h)
};

struct Appointment {
    BusinessId business;
    AppointmentId id;
    ServiceId service;
    Place place;
    Instant end;
    int capacity = 1, seats_taken = 0;
    bool live = false;
    bool stands = false;  // a session
};

struct Taken {
    BusinessId business;
    OccupantId occupant;
    AppointmentId appointment;
    Span span;
    int quantity = 1;

    friend auto operator<=>(const Taken&, const Taken&) = default;
};

struct Activity {
    ActivityId id;
    std::string type;
    std::int64_t subject = 0;
    nlohmann::json data;
};

struct Job {
    ActivityId activity;
    std::string kind;
    Instant run_at;
    nlohmann::json payload;
};

struct Held {
    BusinessId business;
    AppointmentId appointment;
    ServiceId service;
    Place place;
    Instant end;
    std::optional<AppointmentId> place_in;  // a place in that appointment; none: all of its time
};

struct Rows {
    std::vector<Booking> bookings;
    std::vector<Appointment> appointments;
    std::vector<Held> holds;
    std::int64_t appointments_of_nobody = 0;  // that have neither a booking nor a hold, and are no sessions
    std::vector<Taken> taken;
    std::vector<Taken> over;  // what staff have put over another appointment
    std::map<OccupantId, int> quantities;
    std::vector<Activity> activities;  // oldest first
    std::vector<Job> jobs;
    std::set<std::int64_t> customers;  // but those who stand for whoever walks in
};

Rows read_rows(db::Session& session);
// Of what is taken alone: taken, over and quantities.
void read_taken(db::Session& session, Rows& out);

// The places that are held in appointments with several, by bookings that were not given up and by holds.
struct Places {
    BusinessId business;
    AppointmentId appointment;
    ServiceId service;
    int capacity = 1, held = 0;
};
std::vector<Places> read_places(db::Session& session);

std::string name(const Taken& taken);
std::string name(const Booking& booking);
std::string name(const Appointment& appointment);

}  // namespace torture
