// Two customers who are one (FEATURES 4.5): their records become one, and whatever hangs on the one who goes hangs on
// the one who stays. It can be undone for customers::kMergeKept; old addresses lead to the survivor for good.
#pragma once

#include "customers/customer.h"
#include "customers/merges.h"

#include <set>

namespace duplicates {

struct MergeWish {
    CustomerId survivor, other;  // who stays, who goes
    std::set<std::string>
        from_other{};  // fields, named as in customers/fields.h, that the other one's record is right in
    // As they were seen; nothing is merged where somebody changed one of them since.
    std::int64_t survivor_version = 0, other_version = 0;
};

// What is proposed: what the survivor lacks comes from the other one.
std::set<std::string> proposed(const customers::Customer& survivor, const customers::Customer& other);
// The record as it would be. Nothing is lost: notes of both stand one below the other, and a phone that is not chosen
// becomes one of the further ones, as far as there is room.
customers::Changes combined(const customers::Customer& survivor, const customers::Customer& other,
                            const std::set<std::string>& from_other);

// Records customer.merged with the survivor as subject. Errors: not_found customer.unknown; invalid
// customer.merged_with_itself; conflict customer.changed_meanwhile, customer.asked_to_be_erased, customer.both_offered;
// those of accounts::update_record.
Result<void> merge(db::Tx& tx, const customers::Context& context, BusinessId business, std::string_view country,
                   const MergeWish& wish, activity::Actor actor);

// They are two again: what has not changed since is as it was, what came since stays with the survivor. Records
// customer.merge_undone with both as subjects. Errors: not_found customer.not_merged; conflict
// customer.survivor_is_gone, and those of privacy::restore_customer.
Result<void> undo_merge(db::Tx& tx, const customers::Context& context, BusinessId business, std::string_view country,
                        CustomerId other, activity::Actor actor);

// By the housekeeper: merges that cannot be undone any more, whose other one goes for good.
void finish_merges(db::Database& database, const customers::Context& context);

// Of a customer who is erased: whoever went into them goes too.
void erase_merged(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId survivor,
                  activity::Actor actor);

}  // namespace duplicates
