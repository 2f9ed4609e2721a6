// A request that carries a key of the business (api_keys/api_key.h), which the guard of its route has looked at: it
// opens what the handler does.
#pragma once

#include "api_keys/api_key.h"
#include "http/json.h"
#include "pages/environment.h"

namespace api {

struct KeyVisit {
    const http::Request& request;
    pages::Environment& environment;
    const bookings::Snapshot& snapshot;
    const api_keys::Key& key;

    const businesses::Business& business() const { return snapshot.business; }
    activity::Actor actor() const { return key.actor(); }
};

// What keys are granted.
inline constexpr api_keys::Area kCustomers{10, "customers", N_("Customers")};
inline constexpr api_keys::Area kBookings{20, "bookings", N_("Appointments"), false};
inline constexpr api_keys::Area kActivity{30, "activity", N_("What happens"), false};
void register_areas(activity::Registry& registry);

// Where the next page of a list begins: behind that id, for this list of this business alone. A cursor that was
// changed, or that is of another question, is none.
std::string make_cursor(const KeyVisit& visit, std::string_view question, std::int64_t after);
std::optional<std::int64_t> read_cursor(const KeyVisit& visit, std::string_view question, std::string_view cursor);
// Of the query's `after`, field.invalid where it is none; and its `limit`, field.invalid where it is not from 1 to
// kMostOfPage.
inline constexpr int kMostOfPage = 200, kUsualPage = 50;
std::optional<std::int64_t> read_after(const KeyVisit& visit, std::string_view question, http::FieldErrors& errors);
int read_limit(const http::Form& query, http::FieldErrors& errors);

}  // namespace api
