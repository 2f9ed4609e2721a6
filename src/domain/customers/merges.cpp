#include "customers/merges.h"

#include "db/db.h"
#include "personal/merge.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using nlohmann::json;
using personal::Merging;

using Row = std::tuple<CustomerId, CustomerId, std::string, Instant, bool>;
Merge read(const Row& row) {
    const auto& [customer, survivor, name, at, can_be_undone] = row;
    return {customer, survivor, name, at, can_be_undone};
}
constexpr std::string_view kSelect =
    "select customer_id, survivor_id, name, merged_at, case when kept <> '' then 1 else 0 end from customer_merges ";

bool has_picture(db::Session& session, BusinessId business, CustomerId customer) {
    return session
        .value<int>("select 1 from customer_pictures where business_id = :business and customer_id = :customer",
                    business, customer)
        .has_value();
}

std::vector<LabelId> labels_of(db::Session& session, BusinessId business, CustomerId customer) {
    std::vector<LabelId> out;
    for (const auto& [label] : session.rows<LabelId>("select label_id from customer_labels where business_id = "
                                                     ":business and customer_id = :customer order by label_id",
                                                     business, customer))
        out.push_back(label);
    return out;
}

// Those that the survivor did not have before.
json move_labels(db::Tx& tx, const Merging& merging) {
    const auto had = labels_of(tx, merging.business, merging.survivor);
    json out = json::array();
    for (const auto label : labels_of(tx, merging.business, merging.other)) {
        const bool is_new = std::ranges::find(had, label) == had.end();
        out.push_back({label.value, is_new});
        if (is_new)
            tx.execute("update customer_labels set customer_id = :survivor where business_id = :business "
                       "and customer_id = :other and label_id = :label",
                       merging.survivor, merging.business, merging.other, label);
    }
    return out;
}

void take_labels_back(db::Tx& tx, const Merging& merging, const json& moved) {
    for (const auto& each : moved) {
        if (!each.at(1).get<bool>()) continue;
        tx.execute("update customer_labels set customer_id = :other where business_id = :business "
                   "and customer_id = :survivor and label_id = :label",
                   merging.other, merging.business, merging.survivor, each.at(0).get<std::int64_t>());
    }
}

std::optional<Error> forbids(db::Session& session, const Merging& merging) {
    const auto asked = session.value<int>("select 1 from erasure_requests where business_id = :business "
                                          "and customer_id = :other and decided_at is null",
                                          merging.business, merging.other);
    if (!asked) return std::nullopt;
    return Error{Fault::conflict, "customer.asked_to_be_erased", {}, {}};
}

std::string move(db::Tx& tx, const Merging& merging) {
    json out{{"labels", move_labels(tx, merging)},
             {"contact_persons", personal::move_rows(tx, merging, "contact_persons")},
             {"erasure_requests", personal::move_rows(tx, merging, "erasure_requests")},
             {"picture", false}};
    if (has_picture(tx, merging.business, merging.other) && !has_picture(tx, merging.business, merging.survivor)) {
        tx.execute("update customer_pictures set customer_id = :survivor where business_id = :business "
                   "and customer_id = :other",
                   merging.survivor, merging.business, merging.other);
        out["picture"] = true;
    }
    return out.dump();
}

void take_back(db::Tx& tx, const Merging& merging, const std::string& text) {
    const auto moved = json::parse(text);
    take_labels_back(tx, merging, moved.at("labels"));
    for (const auto* table : {"contact_persons", "erasure_requests"})
        personal::take_rows_back(tx, merging, table, moved.at(table));
    if (moved.at("picture").get<bool>())
        tx.execute("update customer_pictures set customer_id = :other where business_id = :business "
                   "and customer_id = :survivor",
                   merging.other, merging.business, merging.survivor);
}

}  // namespace

std::vector<Merge> list_merges(db::Session& session, BusinessId business, CustomerId survivor, int limit) {
    std::vector<Merge> out;
    for (const auto& [customer, into, name, at, can] : session.rows<CustomerId, CustomerId, std::string, Instant, bool>(
             fmt::format("{} where business_id = :business and survivor_id = :survivor "
                         "order by merged_at desc, customer_id desc limit :limit",
                         kSelect),
             business, survivor, limit))
        out.push_back(read({customer, into, name, at, can}));
    return out;
}

std::optional<Merge> find_merge(db::Session& session, BusinessId business, CustomerId customer) {
    const auto row = session.row<CustomerId, CustomerId, std::string, Instant, bool>(
        fmt::format("{} where business_id = :business and customer_id = :customer", kSelect), business, customer);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::optional<CustomerId> survivor_of(db::Session& session, BusinessId business, CustomerId customer) {
    std::optional<CustomerId> out;
    // Nobody is merged into someone who is no more, so it never goes round.
    for (auto merge = find_merge(session, business, customer); merge;
         merge = find_merge(session, business, merge->survivor))
        out = merge->survivor;
    return out;
}

std::vector<std::pair<BusinessId, CustomerId>> list_merged_before(db::Session& session, Instant moment, int limit) {
    std::vector<std::pair<BusinessId, CustomerId>> out;
    for (const auto& [business, customer] : session.rows<BusinessId, CustomerId>(
             "select business_id, customer_id from customer_merges where kept <> '' and merged_at < :moment "
             "order by merged_at limit :limit",
             moment, limit))
        out.emplace_back(business, customer);
    return out;
}

void keep_merge(db::Tx& tx, BusinessId business, const Merge& merge, std::string_view kept) {
    tx.execute("insert into customer_merges (business_id, customer_id, survivor_id, merged_at, name, kept) "
               "values (:business, :customer, :survivor, :at, :name, :kept)",
               business, merge.customer, merge.survivor, merge.merged_at, merge.name, kept);
}

std::string find_kept(db::Session& session, BusinessId business, CustomerId customer) {
    return session
        .value<std::string>(
            "select kept from customer_merges where business_id = :business and customer_id = :customer", business,
            customer)
        .value_or("");
}

void forget_kept(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("update customer_merges set kept = '', name = '' where business_id = :business "
               "and customer_id = :customer",
               business, customer);
}

void end_merge(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("delete from customer_merges where business_id = :business and customer_id = :customer", business,
               customer);
}

void add_merging(activity::Registry& registry) {
    registry.add(personal::MergePart{
        .name = "customer",
        .tables = {{"customer_labels"},
                   {"contact_persons"},
                   {"erasure_requests"},
                   {"customer_pictures", "the survivor has a picture already"},
                   {"customer_visits", "follows from the bookings, which say so"},
                   {"customer_deletions", "who was deleted is not merged"},
                   {"customer_merges", "what went into who goes still leads there, and from there on"}},
        .forbids = forbids,
        .move = move,
        .take_back = take_back});
}

}  // namespace customers
