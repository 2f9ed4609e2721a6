// What the staff's calendar shows of some days: what is booked, and when nobody works (FEATURES 8.1). Read in a handful
// of statements, however much there is.
#pragma once

#include "bookings/hold.h"
#include "bookings/session.h"

namespace bookings {

// An appointment as one customer has a place in it.
struct AgendaEntry {
    BookingId id;
    AppointmentId appointment_id;
    CustomerId customer_id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;   // half-open, UTC, without buffers
    Span taken;  // of the provider, buffers included; `time` where it takes none any more
    Status status = Status::approved;
    std::string name, surname;  // as given at booking
    std::string important_note{};
    int version = 1;
    bool paid = false;
    Seats seats{};
    std::vector<ResourceId> resources{};
};

inline constexpr int kMostInAgenda = 5000;
struct Agenda {
    std::vector<AgendaEntry> entries;  // by start
    bool more = false;                 // there are more than kMostInAgenda
    std::vector<Hold> holds{};         // what visitors hold, by start
    std::vector<Session> sessions{};   // in which nobody has a place yet, by start
};
// What lies at least in part within `span`, of one provider or of all; `given_up` with what was cancelled or declined.
Agenda list_agenda(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider,
                   bool given_up);

// When a provider does not work, and why.
struct Shade {
    enum class Kind { closed, pause, day_off, holiday, blocked };
    ProviderId provider_id;
    Span span;
    Kind kind = Kind::closed;
    std::string reason{};  // as staff typed it
};
std::string_view to_text(Shade::Kind kind);
// Of the days first..last of the business's zone; by provider, then by begin. `time_off` of staff::list_time_off.
std::vector<Shade> shades(const Snapshot& snapshot, const std::vector<ProviderId>& providers, Day first, Day last,
                          const std::vector<staff::TimeOff>& time_off);

// How much there is in a provider's day.
struct DayLoad {
    int booked = 0;   // appointments that were not given up and begin on it
    Minutes free{0};  // of the hours, less breaks and what is taken
};
DayLoad load_of(const Snapshot& snapshot, ProviderId provider, Day day, const std::vector<AgendaEntry>& entries);

}  // namespace bookings
