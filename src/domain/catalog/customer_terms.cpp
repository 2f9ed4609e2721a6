#include "catalog/customer_terms.h"

#include "businesses/checking.h"
#include "businesses/settings.h"
#include "catalog/offer.h"
#include "db/db.h"
#include "personal/merge.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace catalog {
namespace {

using nlohmann::json;

Result<void> check(const std::vector<TermsOf>& changes) {
    businesses::Checking check;
    for (const auto& [service, terms] : changes) {
        const auto id = base::to_text(service);
        if (terms.duration)
            check.between("own_duration_" + id, terms.duration->count(), kShortest.count(), kLongestService.count());
        if (terms.price_amount && (*terms.price_amount < 0 || *terms.price_amount > kHighestPrice))
            check.refuse("own_price_" + id, "field.price", {{"example", "450"}});
    }
    return std::move(check).result();
}

void record(db::Tx& tx, const activity::Context& context, BusinessId business, CustomerId customer,
            const Service& service, const CustomerTerms& before, const CustomerTerms& after, activity::Actor actor) {
    const auto length = [](const CustomerTerms& terms) {
        return terms.duration ? json(terms.duration->count()) : json(nullptr);
    };
    const auto price = [&](const CustomerTerms& terms) {
        return terms.price_amount ? json::array({*terms.price_amount, service.price.currency}) : json(nullptr);
    };
    json was = json::object(), is = json::object();
    if (before.duration != after.duration) was["own_duration"] = length(before), is["own_duration"] = length(after);
    if (before.price_amount != after.price_amount) was["own_price"] = price(before), is["own_price"] = price(after);
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"customer.terms_changed", customer.value, actor,
                      json{{"service", std::to_string(service.id.value)},
                           {"name", service.name.fallback},
                           {"before", was},
                           {"after", is}}
                          .dump()});
}

// False: there is no such customer; nothing else that the constraints hold is left to be wrong here.
bool store_terms(db::Tx& tx, BusinessId business, CustomerId customer, const TermsOf& of) try {
    const auto& [service, terms] = of;
    if (terms.empty()) {
        tx.execute("delete from customer_services "
                   "where business_id = :business and customer_id = :customer and service_id = :service",
                   business, customer, service);
        return true;
    }
    db::Savepoint savepoint(tx);
    tx.execute(R"sql(
        insert into customer_services (business_id, customer_id, service_id, duration_minutes, price_amount)
        values (:business, :customer, :service, :duration, :price)
        on conflict (business_id, customer_id, service_id)
            do update set duration_minutes = excluded.duration_minutes, price_amount = excluded.price_amount)sql",
               business, customer, service, terms.duration, terms.price_amount);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

personal::Files files(db::Session& session, const Clock&, const personal::Subject& subject) {
    const auto currency = businesses::find(session, subject.business).value().currency;
    const auto services = list_services(session, subject.business, currency);
    auto out = nlohmann::ordered_json::array();
    for (const auto& [id, terms] : list_customer_terms(session, subject.business, subject.customer)) {
        const auto service = std::ranges::find(services, id, &Service::id);
        nlohmann::ordered_json each{{"service", service->name.in(i18n::tag(subject.language))}};
        if (terms.duration) each["duration_minutes"] = terms.duration->count();
        if (terms.price_amount) each["price"] = {{"amount", *terms.price_amount}, {"currency", currency}};
        out.push_back(std::move(each));
    }
    if (out.empty()) return {};
    return {{"own_terms.json", out.dump(2)}};
}

std::string label(i18n::Language language, std::string_view member) {
    if (member == "service") return i18n::words(language, "Service");
    if (member == "duration_minutes") return i18n::words(language, "Length in minutes");
    if (member == "price") return i18n::words(language, "Price");
    return {};
}

void erase(db::Tx& tx, const personal::Erasing& erasing) {
    tx.execute("delete from customer_services where business_id = :business and customer_id = :customer",
               erasing.subject.business, erasing.subject.customer);
}

void move_terms(db::Tx& tx, BusinessId business, ServiceId service, CustomerId from, CustomerId to) {
    tx.execute("update customer_services set customer_id = :to where business_id = :business and customer_id = :from "
               "and service_id = :service",
               to, business, from, service);
}

}  // namespace

std::vector<TermsOf> list_customer_terms(db::Session& session, BusinessId business, CustomerId customer) {
    std::vector<TermsOf> out;
    for (const auto& [service, duration, price] :
         session.rows<ServiceId, std::optional<Minutes>, std::optional<std::int64_t>>(R"sql(
            select service_id, duration_minutes, price_amount from customer_services
            where business_id = :business and customer_id = :customer order by service_id)sql",
                                                                                      business, customer))
        out.push_back({service, {duration, price}});
    return out;
}

std::optional<CustomerTerms> find_customer_terms(db::Session& session, BusinessId business, CustomerId customer,
                                                 ServiceId service) {
    const auto found = session.row<std::optional<Minutes>, std::optional<std::int64_t>>(R"sql(
        select duration_minutes, price_amount from customer_services
        where business_id = :business and customer_id = :customer and service_id = :service)sql",
                                                                                        business, customer, service);
    if (!found) return std::nullopt;
    return CustomerTerms{std::get<0>(*found), std::get<1>(*found)};
}

Result<void> change_customer_terms(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   CustomerId customer, const std::vector<TermsOf>& changes, activity::Actor actor) {
    if (auto fine = check(changes); !fine) return fine;
    businesses::lock(tx, business);
    const auto currency = businesses::find(tx, business).value().currency;
    const auto services = list_services(tx, business, currency);
    for (const auto& change : changes) {
        const auto service = std::ranges::find(services, change.service_id, &Service::id);
        if (service == services.end()) return not_found("service.unknown");
        const auto before = find_customer_terms(tx, business, customer, change.service_id).value_or(CustomerTerms{});
        if (before == change.terms) continue;
        if (!store_terms(tx, business, customer, change)) return not_found("customer.unknown");
        record(tx, context, business, customer, *service, before, change.terms, actor);
    }
    return {};
}

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "own_terms",
        .tables = {{"customer_services", "customer_id service_id", "whose; the service is told by its name"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Own length and price of services"); },
        .label = label,
        .files = files,
        .erase = erase});
}

void add_merging(activity::Registry& registry) {
    registry.add(personal::MergePart{
        .name = "terms",
        .tables = {{"customer_services"}},
        .move =
            [](db::Tx& tx, const personal::Merging& merging) {
                json moved = json::array();
                for (const auto& [service] :
                     tx.rows<ServiceId>("select o.service_id from customer_services o where o.business_id = :business "
                                        "and o.customer_id = :other and not exists (select 1 from customer_services s "
                                        "where s.business_id = o.business_id and s.customer_id = :survivor "
                                        "and s.service_id = o.service_id)",
                                        merging.business, merging.other, merging.survivor)) {
                    move_terms(tx, merging.business, service, merging.other, merging.survivor);
                    moved.push_back(service.value);
                }
                return moved.empty() ? std::string() : moved.dump();
            },
        .take_back =
            [](db::Tx& tx, const personal::Merging& merging, const std::string& moved) {
                for (const auto& service : json::parse(moved))
                    move_terms(tx, merging.business, ServiceId{service.get<std::int64_t>()}, merging.survivor,
                               merging.other);
            }});
}

}  // namespace catalog
