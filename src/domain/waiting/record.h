// What the verbs of the waiting list share. Internal to the domain.
#pragma once

#include "activity/telling.h"
#include "waiting/waiting_store.h"

namespace waiting {

// The activity is the customer's, and says of which entry and offer, and of what time.
void record(db::Tx& tx, const Context& context, const Entry& entry, std::string_view type, activity::Actor actor,
            const Offer* offer = nullptr);
std::vector<activity::Type> activity_types();
void add_personal(activity::Registry& registry);

// It goes on waiting, or ends.
void set_state(db::Tx& tx, const Context& context, Entry& entry, State state, std::string_view why = {});

// The offer is over: its time is free again, and is offered to the next, if anybody waits for it and it is not too late
// in the day.
void give_up(db::Tx& tx, const Context& context, Offer& offer, OfferState state);
void pass_on(db::Tx& tx, const Context& context, const Offer& offer);

// Whether they may answer for the entry.
bool is_theirs(db::Session& session, const Entry& entry, const By& by);

}  // namespace waiting
