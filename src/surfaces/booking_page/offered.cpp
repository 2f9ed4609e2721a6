#include "booking_page/offered.h"

#include "bookings/tailored.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;

// Nothing else proves that they may see what was agreed with that customer.
bool looks_after(db::Session& session, const Page& page, CustomerId customer) {
    const auto people = accounts::list_people(session, page.business().id, page.signed_in->account_id);
    return std::ranges::find(people, customer, &accounts::Person::id) != people.end();
}

Offered tailored(db::Session& session, const Page& page, const Service& service, CustomerId customer) {
    return {tailor(session, page.business().id, service, {customer}), customer,
            customer != page.signed_in->customer_id};
}

}  // namespace

Offered offer_to(const Page& page, const Service& service, CustomerId customer) {
    CHECK(page.signed_in);
    return page.environment.database.read(
        [&](db::Session& session) { return tailored(session, page, service, customer); });
}

Offered offer_to(const Page& page, const Service& service, const http::Form& query) {
    if (!page.signed_in) return {std::shared_ptr<const Service>(std::shared_ptr<void>(), &service)};
    const auto named = base::parse_id<CustomerId>(query.get("for"));
    return page.environment.database.read([&](db::Session& session) {
        const auto own = page.signed_in->customer_id;
        const bool is_another = named && *named != own && looks_after(session, page, *named);
        return tailored(session, page, service, is_another ? *named : own);
    });
}

bool is_alike(const Page& page, const Service& one, const Service& other, std::optional<ProviderId> taker) {
    const auto providers = page.snapshot->providers_of(one);
    return std::ranges::all_of(providers, [&](const staff::Provider* provider) {
        if (taker && provider->id != *taker) return true;
        return one.duration_with(provider->id) == other.duration_with(provider->id) &&
               one.price_with(provider->id) == other.price_with(provider->id) && one.price_kind == other.price_kind;
    });
}

}  // namespace booking_page
