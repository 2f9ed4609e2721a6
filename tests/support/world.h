// The world that tests of the features share: three businesses, their people and a clock that stands on
// Monday 30 November 2026, 08:00 UTC (09:00 in Oslo, 03:00 in New York).
//
//     support::World world(GetParam());
//     ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
//     EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
#pragma once

#include "bookings/booking.h"
#include "support/engines.h"

namespace support {

struct House {
    BusinessId id;
    std::string slug;
    Zone zone = Zone::utc();
};

// Studio Lind: Europe/Oslo, NOK, Norwegian and English. Monday to Friday 09:00-17:00, break 12:00-12:30.
struct Salon : House {
    ProviderId mira, jonas;
    ServiceId cut;     // 45 min, 690 kr, every 15 min, 90 days ahead, no notice; both give it
    ServiceId colour;  // 90 min and 15 min after it, 1490 kr, needs approval; both give it
};

// Fjord Clinic: America/New_York, USD, English. Monday to Friday 09:00-17:00 without a break.
struct Clinic : House {
    ProviderId ada, max;
    ResourceId room;         // one
    ResourceId scanner;      // two
    ServiceId consultation;  // 30 min, takes the room; both give it
    ServiceId scan;          // 60 min, takes one scanner, no room; both give it
};

// Salong Nord: another salon in Oslo, for what must stay apart. Hours as at Studio Lind.
struct Neighbour : House {
    ProviderId eva;
    ServiceId trim;  // 30 min
};

class World {
public:
    explicit World(db::Engine engine);

    db::Database& db() { return *fresh; }
    bookings::Context context() { return {clock, registry, snapshots}; }

    // The next "tue 10:00" after the clock's now, by the wall clock of the zone (Studio Lind's when none is given).
    // A day further on: "tue+1 10:00" is a week later.
    Instant at(std::string_view when) const { return at(when, salon.zone); }
    Instant at(std::string_view when, const Zone& zone) const;

    // As a visitor, in the business of the service; `when` in its zone. Without a provider: any.
    Result<bookings::Made> book(const customers::Details& details, ServiceId service,
                                std::optional<ProviderId> provider, std::string_view when);
    bookings::Wish wish(const customers::Details& details, ServiceId service, std::optional<ProviderId> provider,
                        std::string_view when) const;

    // As staff change a service; returns it as it is then.
    catalog::Service change(ServiceId service, const std::function<void(catalog::Service&)>& change);

    // What is taken of the provider or resource, buffers included, sorted.
    std::vector<Span> diary(ProviderId provider) { return diary(staff::occupant(provider)); }
    std::vector<Span> diary(ResourceId resource) { return diary(staff::occupant(resource)); }
    std::vector<Span> diary(OccupantId occupant);
    // The types of what happened to the booking, oldest first.
    std::vector<std::string> activities_of(BookingId booking);
    bookings::Status status_of(BookingId booking);
    // Does every job that is due, and those that become due by it.
    void run_jobs();

    const House& house_of(ServiceId service) const;

    base::ManualClock clock;
    FreshDatabase fresh;
    activity::Registry registry;
    bookings::Snapshots snapshots;
    Salon salon;
    Clinic clinic;
    Neighbour neighbour;
    customers::Details anna, ben;
};

}  // namespace support
