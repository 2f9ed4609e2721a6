// The free times of a service, from memory: each provider's day is worked out once and kept until the version of the
// provider or of a needed resource changes. One cheap read per question tells which are stale, on any number of
// processes; history is never read.
#pragma once

#include "bookings/rules.h"
#include "bookings/snapshot.h"

#include <memory>
#include <mutex>

namespace bookings {

struct FreeStart {
    Instant start;
    ProviderId provider_id;
    // Places left for customers: in an appointment that they may share, a session or one that others have booked, or in
    // the one that would be opened.
    int left = 1;
    bool shared = false;  // the appointment is there
    friend auto operator<=>(const FreeStart&, const FreeStart&) = default;
};

// Whose times. Of a service for groups an appointment with places left is offered at its start; one whose times come
// from sessions (catalog::Times) is offered only so. Without a provider: any who gives the service; each start then
// names the one who has an appointment with places left, else the one with the least work that week among those who are
// free.
struct Wanted {
    ServiceId service_id;
    std::optional<ProviderId> provider_id;
    // The appointment of a booking that is to be moved: its own time counts as free where the booking is alone in it.
    std::optional<AppointmentId> moving{};
    // Where; none: wherever it is offered.
    std::optional<LocationId> location_id{};
    // For staff: from now on, whatever notice and horizon say. The same grid.
    Rules rules = Rules::customer;
    // For whom: a customer's own length of the service holds (tailored.h).
    std::optional<CustomerId> customer{};
    // Chosen with the service. What cannot be chosen with it has no times. An appointment that is moved has its own.
    std::vector<AddOnId> add_ons{};
    // What the visitor holds (hold.h): its time counts as free.
    std::optional<AppointmentId> held{};
    // All who are in the appointment that is moved move with it, so that its time is free however many they are.
    bool whole = false;
    // What is moved with it, or held besides, as parts of one visit: the time of these counts as free too.
    std::vector<AppointmentId> besides{};
};

inline constexpr int kLongestRangeDays = 62;

class FreeTimes {
public:
    // `bytes_max`: of what is kept of all businesses; those that nobody asked for longest go first.
    explicit FreeTimes(std::size_t bytes_max = std::size_t{24} << 20);
    ~FreeTimes();

    // Sorted; first..last are days of the business's zone, both included, at most kLongestRangeDays.
    // Empty for a service or provider that cannot be booked.
    std::vector<FreeStart> list(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first,
                                Day last, Instant now);
    // The days in first..last that have a free time, sorted.
    std::vector<Day> days(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first, Day last,
                          Instant now);
    // The first day from `first` on that has one; looks as far as the horizon.
    std::optional<Day> first_day(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first,
                                 Instant now);
    // Of each service, as it is given, and each of its providers the first start, looked for within `days` from `now`
    // on, sorted by time; who has none there is left out. One read for all, however many services there are.
    struct First {
        ServiceId service_id;
        FreeStart free;
    };
    std::vector<First> first_starts(db::Session& session, const Snapshot& snapshot,
                                    std::span<const catalog::Service* const> services, std::chrono::days days,
                                    Instant now);
    // The free times nearest to `wish`, at most `limit`, sorted by time.
    std::vector<FreeStart> nearest(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Instant wish,
                                   std::size_t limit, Instant now);

    // A number that changes whenever an answer for this service may change, time passing aside. What
    // expires (hold.h) changes it too.
    std::int64_t stamp(db::Session& session, const Snapshot& snapshot, const Wanted& wanted);
    // The same for all of the business's services.
    std::int64_t stamp_of_all(db::Session& session, const Snapshot& snapshot);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace bookings
