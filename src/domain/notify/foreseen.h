// What the active workflows will tell the customer of a booking, before they do.
#pragma once

#include "bookings/booking.h"
#include "notify/workflow.h"

namespace notify {

struct Foreseen {
    WorkflowId workflow_id;
    std::string name;
    Instant due;
};
// Those that would answer the trigger now, with the booking as it is given: by their conditions, and by what speaks
// against telling this customer anything.
std::vector<Foreseen> list_answering(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot,
                                     const bookings::Booking& booking, std::string_view trigger, Instant now);
// What goes by time and has its moment still to come, by that.
std::vector<Foreseen> list_to_come(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot,
                                   const bookings::Booking& booking, Instant now);

// What the workflow's first message would say to the customer, with the booking as it is given, in the customer's
// language; secrets show as dots. `before`: as it was, where it is moved.
// Errors: not_found workflow.gone: no such workflow, or it tells the customer nothing; those of preview.
Result<Preview> foresee(db::Session& session, const Clock& clock, std::string_view base_url,
                        std::shared_ptr<const bookings::Snapshot> snapshot, WorkflowId workflow,
                        const bookings::Booking& booking, const bookings::Booking* before = nullptr);

}  // namespace notify
