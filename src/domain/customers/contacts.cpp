#include "customers/contacts.h"

#include "customers/details.h"
#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace customers {
namespace {

using activity::Actor;
using businesses::FieldRule;
using nlohmann::json;

Result<ContactPerson> check(std::string_view country, const ContactPerson& typed) {
    std::vector<FieldError> wrong;
    FieldCheck check(wrong);
    auto out = typed;
    out.name = check.name("name", typed.name, FieldRule::required);
    out.relation = check.line("relation", typed.relation, kLongestRelation);
    out.phone = check.phone(typed.phone, country, FieldRule::optional);
    const auto email = check.email(typed.email, FieldRule::optional);
    out.email = email ? email->text : std::string();
    if (out.gets_messages && wrong.empty() && out.email.empty()) check.refuse("email", "contact_person.needs_email");
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return out;
}

json told(const ContactPerson& person) {
    return {{"name", person.name},
            {"relation", person.relation},
            {"phone", person.phone},
            {"email", person.email},
            {"gets_messages", person.gets_messages}};
}

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, std::string_view type,
            Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, customer.value, actor, data.dump()});
}

// Locked, so that they are counted and changed one after the other.
Result<void> hold(db::Tx& tx, BusinessId business, CustomerId customer) {
    lock(tx, business, customer);
    const auto known = find(tx, business, customer);
    if (!known || known->anonymised) return not_found("customer.unknown");
    return {};
}

std::optional<ContactPerson> find_one(db::Session& session, BusinessId business, CustomerId customer,
                                      ContactPersonId id) {
    auto all = list_contact_persons(session, business, customer);
    const auto found = std::ranges::find(all, id, &ContactPerson::id);
    return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

}  // namespace

std::vector<ContactPerson> list_contact_persons(db::Session& session, BusinessId business, CustomerId customer) {
    std::vector<ContactPerson> out;
    using S = std::string;
    for (auto& [id, name, relation, phone, email, gets_messages, version] :
         session.rows<ContactPersonId, S, S, S, S, bool, std::int64_t>(
             "select id, name, relation, phone, email, gets_messages, version from contact_persons "
             "where business_id = :business and customer_id = :customer order by id",
             business, customer))
        out.push_back(
            {id, std::move(name), std::move(relation), std::move(phone), std::move(email), gets_messages, version});
    return out;
}

Result<ContactPersonId> add_contact_person(db::Tx& tx, const Context& context, BusinessId business,
                                           std::string_view country, CustomerId customer, const ContactPerson& typed,
                                           Actor actor) {
    auto person = check(country, typed);
    if (!person) return std::unexpected(person.error());
    if (const auto held = hold(tx, business, customer); !held) return std::unexpected(held.error());
    if (list_contact_persons(tx, business, customer).size() >= kMostContactPersons)
        return conflict("contact_person.too_many", {{"max", std::to_string(kMostContactPersons)}});
    person->id = base::make_id<ContactPersonId>();
    tx.execute("insert into contact_persons (business_id, id, customer_id, name, relation, phone, email, "
               "gets_messages, created_at) "
               "values (:business, :id, :customer, :name, :relation, :phone, :email, :gets_messages, :now)",
               business, person->id, customer, person->name, person->relation, person->phone, person->email,
               person->gets_messages, context.clock.now());
    record(tx, context, business, customer, "contact_person.added", actor, {{"after", told(*person)}});
    return person->id;
}

Result<void> change_contact_person(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                                   CustomerId customer, const ContactPerson& typed, Actor actor) {
    const auto person = check(country, typed);
    if (!person) return std::unexpected(person.error());
    if (auto held = hold(tx, business, customer); !held) return held;
    const auto before = find_one(tx, business, customer, typed.id);
    if (!before) return not_found("contact_person.unknown");
    if (before->version != typed.version) return conflict("contact_person.changed_meanwhile");
    auto was = told(*before), is = told(*person);
    if (was == is) return {};
    for (const auto& [name, value] : told(*person).items())
        if (was[name] == value) {
            was.erase(name);
            if (name != "name") is.erase(name);  // the log says whose
        }
    tx.execute("update contact_persons set name = :name, relation = :relation, phone = :phone, email = :email, "
               "gets_messages = :gets_messages, version = version + 1 "
               "where business_id = :business and customer_id = :customer and id = :id",
               person->name, person->relation, person->phone, person->email, person->gets_messages, business, customer,
               person->id);
    record(tx, context, business, customer, "contact_person.changed", actor, {{"before", was}, {"after", is}});
    return {};
}

Result<void> remove_contact_person(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                   ContactPersonId id, Actor actor) {
    if (auto held = hold(tx, business, customer); !held) return held;
    const auto before = find_one(tx, business, customer, id);
    if (!before) return not_found("contact_person.unknown");
    tx.execute("delete from contact_persons where business_id = :business and customer_id = :customer and id = :id",
               business, customer, id);
    record(tx, context, business, customer, "contact_person.removed", actor, {{"after", {{"name", before->name}}}});
    return {};
}

}  // namespace customers
