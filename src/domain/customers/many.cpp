#include "customers/many.h"

#include "activity/activity_log.h"
#include "businesses/settings.h"
#include "businesses/standing.h"
#include "customers/customer_store.h"

namespace customers {

std::optional<Customer> find_by_phone_and_name(db::Session& session, BusinessId business, std::string_view phone,
                                               std::string_view full_name) {
    constexpr int kLookedAt = 20;
    const auto wanted = base::folded(full_name);
    for (const auto& [id, name, surname] : session.rows<CustomerId, std::string, std::string>(
             "select id, name, surname from customers where business_id = :business and phone = :phone "
             "and anonymised_at is null order by id limit :limit",
             business, phone, kLookedAt))
        if (base::folded(base::full_name(name, surname)) == wanted) return find(session, business, id);
    return std::nullopt;
}

std::optional<Room> room_of(db::Session& session, BusinessId business) {
    const auto most = businesses::find_limits(session, business).customers;
    if (!most) return std::nullopt;
    return Room{*most, std::max<std::int64_t>(0, *most - count(session, business, *most))};
}

bool take_away(db::Tx& tx, BusinessId business, CustomerId customer) try {
    db::Savepoint savepoint(tx);
    for (const auto* table : {"customer_labels", "customer_visits"})
        tx.execute(fmt::format("delete from {} where business_id = :business and customer_id = :customer", table),
                   business, customer);
    tx.execute("delete from customers where business_id = :business and id = :customer", business, customer);
    activity::remove(tx, business, customer.value);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

Adding::Adding(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor)
    : tx_(tx), context_(context), business_(business), actor_(actor), sorted_in_(store::language_of(tx, business)) {
    if (!businesses::find_limits(tx, business).customers) return;
    businesses::lock(tx, business);
    room_ = room_of(tx, business);
}

Result<CustomerId> Adding::add(Customer customer, std::string_view type, const std::string& data) {
    if (room_ && room_->left == 0) return conflict("customers.limit_reached", {{"max", std::to_string(room_->most)}});
    customer.id = base::make_id<CustomerId>();
    customer.created_at = context_.clock.now();
    if (store::find_by_number(tx_, business_, customer.customer_number))
        return std::unexpected(
            Error{Fault::conflict, "customer.number_taken", {}, {{"customer_number", "customer.number_taken", {}}}});
    if (!store::insert(tx_, business_, customer, sorted_in_))
        return std::unexpected(
            Error{Fault::conflict, "customer.email_taken", {}, {{"email", "customer.email_taken", {}}}});
    if (room_) --room_->left;
    activity::record(tx_, context_.registry, business_, context_.clock.now(), {type, customer.id.value, actor_, data});
    return customer.id;
}

void Adding::stick(CustomerId customer, const std::set<LabelId>& labels) {
    int stuck = 0;
    for (const auto label : labels) {
        if (++stuck > kMostLabelsOfOne) return;
        tx_.execute("insert into customer_labels (business_id, customer_id, label_id) "
                    "values (:business, :customer, :label)",
                    business_, customer, label);
    }
}

}  // namespace customers
