// Labels: short words with a colour that staff stick on customers (FEATURES 5.15), to tell them apart at a glance and
// to list them together. The business makes them once; customers never see them, save in what is stored about them.
#pragma once

#include "businesses/palette.h"
#include "customers/customer.h"

#include <set>

namespace customers {

inline constexpr std::size_t kLongestLabel = 40;  // code points
inline constexpr int kMostLabels = 200, kMostLabelsOfOne = 20;

struct Label {
    LabelId id;
    std::string name;
    std::string colour{};  // one of businesses::kPalette; empty: none
    std::int64_t version = 1;
};
struct CountedLabel {
    Label label;
    std::int64_t customers = 0;  // counted up to kMostCounted
};
inline constexpr std::int64_t kMostCounted = 10'000;

// By name, as the business's main language sorts.
std::vector<Label> list_labels(db::Session& session, BusinessId business);
std::vector<CountedLabel> list_counted_labels(db::Session& session, BusinessId business);
std::optional<Label> find_label(db::Session& session, BusinessId business, LabelId id);
// Of those of them who have any; a hundred customers in each statement.
std::map<CustomerId, std::vector<Label>> list_labels_of(db::Session& session, BusinessId business,
                                                        const std::vector<CustomerId>& customers);

// Names are unique, whatever their case. Each verb records one activity with the label as subject: label.created,
// label.changed {before, after}, label.merged {into, customers}, label.deleted {customers}.
// Errors: invalid form.invalid (fields name, colour); conflict label.name_taken (field name), label.too_many {max}.
Result<LabelId> create_label(db::Tx& tx, const Context& context, BusinessId business, const Label& draft,
                             activity::Actor actor);
// Errors: those of create_label; not_found label.unknown; conflict label.changed_meanwhile.
Result<void> change_label(db::Tx& tx, const Context& context, BusinessId business, const Label& typed,
                          activity::Actor actor);
// Whoever has `from` has `into` instead, and `from` is gone. Returns how many had it. Errors: not_found label.unknown,
// also where both are the same.
Result<std::int64_t> merge_labels(db::Tx& tx, const Context& context, BusinessId business, LabelId from, LabelId into,
                                  activity::Actor actor);
// Takes it off everybody. Returns how many had it. Errors: not_found label.unknown.
Result<std::int64_t> delete_label(db::Tx& tx, const Context& context, BusinessId business, LabelId id,
                                  activity::Actor actor);

// What is stuck on and taken off, so that two people who change the labels of one customer at once keep what both did.
struct Relabelling {
    std::set<LabelId> on{}, off{};
};
// Records customer.labels_changed {before, after}, by name; nothing where nothing changes.
// Errors: not_found customer.unknown, an anonymised one too; label.unknown, of one that is stuck on; invalid
// label.too_many_of_one {max}.
Result<void> relabel(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                     const Relabelling& wanted, activity::Actor actor);

}  // namespace customers
