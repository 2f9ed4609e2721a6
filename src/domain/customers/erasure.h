// Whoever asks to be forgotten (FEATURES 2.11's other half): asked by the customer, decided by staff, since bookkeeping
// may have to stay.
#pragma once

#include "customers/customer.h"

namespace customers {

struct ErasureRequest {
    CustomerId customer_id;
    Instant asked_at;
};

// Records customer.erasure_asked; while one is open, asking again changes nothing.
void ask_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor);

enum class Decision { erased, refused, withdrawn };
std::string_view to_text(Decision decision);
// Records customer.erasure_decided {decision}. False when none is open. What is to be erased is erased by the caller.
bool decide_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, Decision decision,
                    activity::Actor actor);

// The open one.
std::optional<ErasureRequest> find_erasure(db::Session& session, BusinessId business, CustomerId id);
// Those that wait, the oldest first; at most 200.
std::vector<ErasureRequest> list_erasures(db::Session& session, BusinessId business);

}  // namespace customers
