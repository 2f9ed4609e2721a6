#include "customers/customer.h"

#include "activity/activity_log.h"
#include "businesses/settings.h"
#include "businesses/standing.h"
#include "customers/by_number.h"
#include "customers/customer_store.h"
#include "customers/fields.h"
#include "customers/many.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using nlohmann::json;
std::unexpected<Error> email_taken() {
    return std::unexpected(Error{Fault::conflict, "customer.email_taken", {}, {{"email", "customer.email_taken", {}}}});
}

std::unexpected<Error> number_taken() {
    return std::unexpected(
        Error{Fault::conflict, "customer.number_taken", {}, {{"customer_number", "customer.number_taken", {}}}});
}

// Whether another customer of the business has that number.
bool is_number_taken(db::Session& session, BusinessId business, const Customer& customer) {
    const auto holder = store::find_by_number(session, business, customer.customer_number);
    return holder && *holder != customer.id;
}

json told(const std::string& value) { return value; }
json told(const std::optional<std::string>& value) { return value.value_or(""); }
json told(const std::optional<Day>& value) { return value ? base::to_text(*value) : ""; }
json told(bool value) { return value; }

// What differs, as it was and as it is.
std::pair<json, json> difference(const Customer& before, const Customer& after) {
    json was = json::object(), is = json::object();
    for_each_field([&](const auto& field) {
        if (field.of(before) == field.of(after)) return;
        was[std::string(field.name)] = told(field.of(before));
        is[std::string(field.name)] = told(field.of(after));
    });
    return {std::move(was), std::move(is)};
}

// As a form shows it, to be typed over.
template <class Value>
const Value& typed(const Value& stored) {
    return stored;
}
std::string typed(const std::optional<std::string>& stored) { return stored.value_or(""); }

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, std::string_view type,
            activity::Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, data.dump()});
}

void raise_version(db::Tx& tx, BusinessId business, CustomerId id) {
    tx.execute("update customers set version = version + 1 where business_id = :business and id = :id", business, id);
}

}  // namespace

Result<Customer> checked(const Context& context, std::string_view country, const Changes& changes) {
    std::vector<FieldError> wrong;
    FieldCheck check(wrong);
    Customer out;
    for_each_field([&](const auto& field) {
        field.of(out) = field.read({check, field.name, country, context.clock.now()}, field.of(changes), field.limit);
    });
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return out;
}

// Those whose details are gone need no room.
std::int64_t count(db::Session& session, BusinessId business, std::int64_t most) {
    return session
        .value<std::int64_t>("select count(*) from (select 1 from customers where business_id = :business "
                             "and anonymised_at is null and walk_in = 0 limit :most) few",
                             business, most)
        .value();
}

Result<void> has_room(db::Tx& tx, BusinessId business) {
    const auto most = businesses::find_limits(tx, business).customers;
    if (!most) return {};
    businesses::lock(tx, business);
    if (count(tx, business, *most) < *most) return {};
    return conflict("customers.limit_reached", {{"max", std::to_string(*most)}});
}

Joined join(db::Tx& tx, BusinessId business, const Clock& clock, const Details& details) {
    if (auto known = store::find_by_email(tx, business, details.email.key)) return {*std::move(known), false};

    Customer customer;
    customer.id = base::make_id<CustomerId>();
    customer.name = base::name_of(details.name);
    customer.surname = base::name_of(details.surname);
    customer.email = details.email.text;
    customer.phone = details.phone;
    customer.language = details.language;
    customer.created_at = clock.now();
    if (store::insert(tx, business, customer)) return {std::move(customer), true};

    auto meanwhile = store::find_by_email(tx, business, details.email.key);
    CHECK(meanwhile);
    return {*std::move(meanwhile), false};
}

// SQLite has one writer at a time anyhow.
void lock(db::Tx& tx, BusinessId business, CustomerId customer) {
    if (tx.engine() == db::Engine::postgres)
        tx.value<CustomerId>("select id from customers where business_id = :business and id = :id for no key update",
                             business, customer);
}

std::optional<Customer> find_by_email(db::Session& session, BusinessId business, std::string_view email_key) {
    return store::find_by_email(session, business, email_key);
}

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id) {
    return store::find(session, business, id);
}

std::optional<Customer> find_by_number(db::Session& session, BusinessId business, std::string_view number) {
    const auto id = number.empty() ? std::nullopt : store::find_by_number(session, business, number);
    return id ? find(session, business, *id) : std::nullopt;
}

std::map<CustomerId, std::string> list_important_notes(db::Session& session, BusinessId business,
                                                       const std::vector<CustomerId>& customers) {
    return store::list_important_notes(session, business, customers);
}

Changes changes_of(const Customer& customer) {
    Changes out;
    for_each_field([&](const auto& field) { field.of(out) = typed(field.of(customer)); });
    return out;
}

Result<CustomerId> create(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                          const Changes& changes, activity::Actor actor) try {
    auto customer = checked(context, country, changes);
    if (!customer) return std::unexpected(customer.error());
    customer->id = base::make_id<CustomerId>();
    customer->created_at = context.clock.now();
    if (is_number_taken(tx, business, *customer)) return number_taken();
    if (const auto room = has_room(tx, business); !room) return std::unexpected(room.error());
    db::Savepoint savepoint(tx);
    if (!store::insert(tx, business, *customer)) return email_taken();
    savepoint.keep();
    record(tx, context, business, customer->id, "customer.created", actor, json::object());
    return customer->id;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "customers_number") return number_taken();
    throw;
}

Result<void> update(db::Tx& tx, const Context& context, BusinessId business, std::string_view country, CustomerId id,
                    const Changes& changes, std::optional<std::int64_t> version, activity::Actor actor) {
    const auto stored = find(tx, business, id);
    if (!stored || stored->anonymised) return not_found("customer.unknown");
    if (version && *version != stored->version) return conflict("customer.changed_meanwhile");
    auto wanted = checked(context, country, changes);
    if (!wanted) return std::unexpected(wanted.error());

    auto [before, after] = difference(*stored, *wanted);
    if (after.empty()) return {};

    wanted->id = id;
    wanted->version = stored->version;
    if (!after.contains("email")) wanted->email_trouble = stored->email_trouble;
    const auto holder = wanted->email ? store::find_by_email(tx, business, base::folded(*wanted->email)) : std::nullopt;
    if (holder && holder->id != id) return email_taken();
    if (is_number_taken(tx, business, *wanted)) return number_taken();
    if (!store::update(tx, business, *wanted)) return conflict("customer.changed_meanwhile");
    record(tx, context, business, id, "customer.changed", actor,
           {{"before", std::move(before)}, {"after", std::move(after)}, {"customer_id", id.value}});
    return {};
}

void note_email_trouble(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, std::string_view why) {
    const auto noted =
        tx.execute("update customers set email_trouble = :why, version = version + 1 "
                   "where business_id = :business and id = :id and email is not null and email_trouble = ''",
                   why, business, id);
    if (noted == 1) record(tx, context, business, id, "customer.email_refused", {}, {{"why", why}});
}

void set_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, const Picture& picture,
                 activity::Actor actor) {
    tx.execute(R"sql(
        insert into customer_pictures (business_id, customer_id, media_type, content, changed_at)
        values (:business, :id, :media_type, :content, :at)
        on conflict (business_id, customer_id) do update
        set media_type = excluded.media_type, content = excluded.content, changed_at = excluded.changed_at)sql",
               business, id, picture.media_type, db::Bytes{picture.content}, picture.changed_at);
    raise_version(tx, business, id);
    record(tx, context, business, id, "customer.picture_changed", actor, {{"picture", true}});
}

void remove_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    if (tx.execute("delete from customer_pictures where business_id = :business and customer_id = :id", business, id) ==
        0)
        return;
    raise_version(tx, business, id);
    record(tx, context, business, id, "customer.picture_changed", actor, {{"picture", false}});
}

std::optional<Picture> find_picture(db::Session& session, BusinessId business, CustomerId id) {
    auto found =
        session.row<std::string, db::Bytes, Instant>("select media_type, content, changed_at from customer_pictures "
                                                     "where business_id = :business and customer_id = :id",
                                                     business, id);
    if (!found) return std::nullopt;
    auto& [media_type, content, changed_at] = *found;
    return Picture{std::move(media_type), std::move(content.value), changed_at};
}

void anonymise(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    if (!store::blank(tx, business, id, context.clock.now())) return;
    tx.execute("delete from customer_pictures where business_id = :business and customer_id = :id", business, id);
    activity::blank_data(tx, business, id.value);
    record(tx, context, business, id, "customer.anonymised", actor, json::object());
}

}  // namespace customers
