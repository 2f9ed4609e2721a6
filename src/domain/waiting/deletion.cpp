#include "waiting/deletion.h"

#include "db/db.h"
#include "personal/deletion.h"
#include "personal/merge.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace waiting {

void add_deletion(activity::Registry& registry) {
    registry.add(personal::DeletionPart{
        .name = "waiting_list",
        .forbids = [](db::Session& session, Instant, BusinessId business, CustomerId customer) -> std::optional<Error> {
            const auto entries = list_of_customers(session, business, {customer}, kMostOfBusiness);
            if (std::ranges::none_of(entries, [](const Entry& entry) { return is_open(entry.state); }))
                return std::nullopt;
            return Error{Fault::conflict, "customer.waits", {}, {}};
        }});
}

void add_merging(activity::Registry& registry) {
    auto part = personal::rows_move("waiting_list", {"waiting_entries", "waiting_offers"});
    part.forbids = [](db::Session& session, const personal::Merging& merging) -> std::optional<Error> {
        const auto both = session.value<int>(
            "select 1 from waiting_offers o join waiting_offers s on s.business_id = o.business_id "
            "and s.customer_id = :survivor and s.provider_id = o.provider_id and s.starts_at = o.starts_at "
            "and s.state <> 'withdrawn' where o.business_id = :business and o.customer_id = :other "
            "and o.state <> 'withdrawn' limit 1",
            merging.survivor, merging.business, merging.other);
        return both ? std::optional(Error{Fault::conflict, "customer.both_offered", {}, {}}) : std::nullopt;
    };
    registry.add(std::move(part));
}

}  // namespace waiting
