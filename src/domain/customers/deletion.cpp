#include "customers/deletion.h"

#include "customers/customer_store.h"
#include "customers/kept.h"
#include "customers/walk_in.h"
#include "personal/deletion.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using nlohmann::json;

std::optional<Error> forbids(db::Session& session, Instant, BusinessId business, CustomerId id) {
    const auto customer = find(session, business, id);
    if (customer && !customer->anonymised && !is_walk_in(session, business, id)) return std::nullopt;
    return Error{Fault::not_found, "customer.unknown", {}, {}};
}

std::vector<std::string> tells(db::Session& session, BusinessId business, CustomerId id, i18n::Language language) {
    std::vector<std::string> out{i18n::words(language, "The details, notes, labels and the picture")};
    const auto people = session
                            .value<std::int64_t>("select count(*) from contact_persons where business_id = :business "
                                                 "and customer_id = :customer",
                                                 business, id)
                            .value();
    if (people > 0) out.push_back(i18n::count(language, "{n} contact person", "{n} contact persons", people));
    return out;
}

std::string take(db::Tx& tx, Instant now, BusinessId business, CustomerId id) {
    const auto customer = find(tx, business, id);
    CHECK(customer && !customer->anonymised);
    CHECK(store::blank(tx, business, id, now));
    return kept_of(*customer).dump();
}

Result<void> restore(db::Tx& tx, BusinessId business, CustomerId id, const std::string& text, bool whole) {
    auto customer = record_of(json::parse(text));
    const bool email_taken = customer.email && store::find_by_email(tx, business, base::folded(*customer.email));
    const bool number_taken = store::find_by_number(tx, business, customer.customer_number).has_value();
    if (whole) {
        if (email_taken) return conflict("customer.email_taken_since");
        if (number_taken) return conflict("customer.number_taken");
        if (auto room = has_room(tx, business); !room) return room;
    }
    if (email_taken) customer.email = std::nullopt;
    if (number_taken) customer.customer_number.clear();
    store::revive(tx, business, id);
    const auto stored = find(tx, business, id);
    CHECK(stored);
    customer.id = id;
    customer.version = stored->version;
    if (!store::update(tx, business, customer)) return conflict("customer.changed_meanwhile");
    return {};
}

Deletion read(const std::tuple<CustomerId, std::string, Instant>& row) {
    return {std::get<0>(row), std::get<1>(row), std::get<2>(row)};
}

}  // namespace

Deletions list_deletions(db::Session& session, BusinessId business, std::optional<CustomerId> after, int limit) {
    const auto from = after ? find_deletion(session, business, *after) : std::nullopt;
    Deletions out;
    for (const auto& row : session.rows<CustomerId, std::string, Instant>(
             "select customer_id, name, deleted_at from customer_deletions where business_id = :business "
             "and (deleted_at, customer_id) < (:at, :id) order by deleted_at desc, customer_id desc limit :limit",
             business, from ? from->deleted_at : Instant::max(), from ? from->customer_id : CustomerId{INT64_MAX},
             limit + 1))
        out.deletions.push_back(read(row));
    out.more = std::ssize(out.deletions) > limit;
    if (out.more) out.deletions.pop_back();
    return out;
}

std::optional<Deletion> find_deletion(db::Session& session, BusinessId business, CustomerId customer) {
    const auto row = session.row<CustomerId, std::string, Instant>(
        "select customer_id, name, deleted_at from customer_deletions where business_id = :business "
        "and customer_id = :customer",
        business, customer);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::vector<std::pair<BusinessId, CustomerId>> list_deleted_before(db::Session& session, Instant moment, int limit) {
    std::vector<std::pair<BusinessId, CustomerId>> out;
    for (const auto& [business, customer] : session.rows<BusinessId, CustomerId>(
             "select business_id, customer_id from customer_deletions where deleted_at < :moment order by deleted_at "
             "limit :limit",
             moment, limit))
        out.emplace_back(business, customer);
    return out;
}

void keep_deletion(db::Tx& tx, BusinessId business, const Deletion& deletion, std::string_view kept) {
    tx.execute("insert into customer_deletions (business_id, customer_id, deleted_at, name, kept) "
               "values (:business, :customer, :at, :name, :kept)",
               business, deletion.customer_id, deletion.deleted_at, deletion.name, kept);
}

std::optional<std::string> end_deletion(db::Tx& tx, BusinessId business, CustomerId customer) {
    lock(tx, business, customer);
    auto kept = tx.value<std::string>("select kept from customer_deletions where business_id = :business "
                                      "and customer_id = :customer",
                                      business, customer);
    if (kept)
        tx.execute("delete from customer_deletions where business_id = :business and customer_id = :customer", business,
                   customer);
    return kept;
}

void add_deletion(activity::Registry& registry) {
    registry.add(personal::DeletionPart{
        .name = "customer", .forbids = forbids, .tells = tells, .take = take, .restore = restore});
}

}  // namespace customers
