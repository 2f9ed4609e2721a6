// Whoever asks to be forgotten (FEATURES 2.11's other half): asked by the customer, decided by staff, since bookkeeping
// may have to stay.
#pragma once

#include "customers/customer.h"

namespace customers {

struct ErasureRequest {
    CustomerId customer_id;
    Instant asked_at;
};

// Records customer.erasure_asked; while one is open, asking again changes nothing. Errors: forbidden
// account.customer_alone, where staff act in the customer's stead.
Result<void> ask_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor);

// A customer who asked staff, on the phone or across the counter; as if they had asked in the panel. Records
// customer.erasure_asked, unless they asked already.
void note_erasure_asked(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor);

enum class Decision { erased, refused, withdrawn };
std::string_view to_text(Decision decision);
// Records customer.erasure_decided {decision}. False when none is open, or staff would withdraw it in the customer's
// stead. What is to be erased is erased by the caller.
bool decide_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, Decision decision,
                    activity::Actor actor);

// The open one.
std::optional<ErasureRequest> find_erasure(db::Session& session, BusinessId business, CustomerId id);
struct ErasureRequests {
    std::vector<ErasureRequest> requests;
    bool more = false;  // behind the last
};
// Those that wait, the oldest first, behind that of `after`; where they never asked it begins at the first. `limit` at
// most 200.
ErasureRequests list_erasures(db::Session& session, BusinessId business, std::optional<CustomerId> after, int limit);

// Takes away a customer of whom nothing is left but what tells of the customer alone: who never was one. Erased before
// (privacy/erasure.h), without bookings.
void remove(db::Tx& tx, BusinessId business, CustomerId id);

}  // namespace customers
