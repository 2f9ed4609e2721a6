// Customers whose record was merged into another one's (FEATURES 4.5). The verbs, which see to everything that belongs
// to both, are in duplicates/merge.h.
#pragma once

#include "customers/customer.h"

namespace customers {

// How long a merge can be undone.
inline constexpr auto kMergeKept = std::chrono::days{30};

struct Merge {
    CustomerId customer, survivor;  // who is no more, and into whom they went
    std::string name;               // of who is no more; empty once it cannot be undone
    Instant merged_at;
    bool can_be_undone = false;
};
// Those that went into this customer, the latest first; at most `limit`.
std::vector<Merge> list_merges(db::Session& session, BusinessId business, CustomerId survivor, int limit);
std::optional<Merge> find_merge(db::Session& session, BusinessId business, CustomerId customer);
// Who is there instead of them, over as many merges as there were; nullopt for everybody else.
std::optional<CustomerId> survivor_of(db::Session& session, BusinessId business, CustomerId customer);
// Of any business, those of before that moment that can still be undone, the oldest first.
std::vector<std::pair<BusinessId, CustomerId>> list_merged_before(db::Session& session, Instant moment, int limit);

// `kept`: what undoes it, as JSON.
void keep_merge(db::Tx& tx, BusinessId business, const Merge& merge, std::string_view kept);
// Empty where it cannot be undone any more.
std::string find_kept(db::Session& session, BusinessId business, CustomerId customer);
// It cannot be undone from now on, and nothing of who it was is left.
void forget_kept(db::Tx& tx, BusinessId business, CustomerId customer);
// They are two again, or both are gone.
void end_merge(db::Tx& tx, BusinessId business, CustomerId customer);

// What hangs on the record itself (personal/merge.h). Errors: conflict customer.asked_to_be_erased, where who goes has
// asked for it.
void add_merging(activity::Registry& registry);

}  // namespace customers
