// Every URL with its guard, its permission, its module and its limits, in one table, feature by feature.
#pragma once

#include "accounts/staff_account.h"
#include "api_keys/api_key.h"
#include "businesses/business.h"
#include "http/openapi.h"
#include "http/router.h"
#include "operators/operator.h"
#include "pages/environment.h"

#include <functional>

namespace app {

class App;

// Who may come in at all. A guard runs before the handler and answers in its place when it says no.
enum class Guard {
    everyone,
    business,          // the business of the path exists
    manage_link,       // ... and the token in the path leads to a booking of it
    manage_bearer,     // ... and the Bearer token leads to the booking in the path
    api_key,           // ... and the Bearer token is a key of it that opens the route's area (Terms::area)
    customer,          // ... and a customer of it is signed in; without: to the sign-in page
    staff,             // ... and a staff member of it is signed in, with all that their role asks for
    staff_halfway,     // ... and a staff member gave the password: a code or the set-up of one may still be missing
    this_machine,      // from this machine, or with the metrics token
    operator_halfway,  // an operator of the installation gave the password: a code may still be missing, or be set up
    operators,         // ... and the code
};

// How an answer looks when something is wrong.
enum class Surface { page, api, plain };

// What the guard read to let somebody in: it is handed on, so that nobody reads it once more.
struct Found {
    pages::SnapshotPtr business{};
    std::optional<accounts::SignedIn> customer{};
    std::optional<accounts::staff::SignedIn> member{};
    std::optional<operators::SignedIn> who_operates{};
    std::optional<bookings::Booking> booking{};  // of the link or the Bearer token
    std::optional<api_keys::Key> key{};
};

// On what terms a route is there, besides its guard.
struct Terms {
    Surface surface = Surface::page;
    // The module it belongs to; switched off: 404.
    std::optional<businesses::Module> module = {};
    // What a staff member's role has to allow; routes that only need a staff member have none.
    std::optional<businesses::Permission> permission = {};
    // Of routes behind api_key: what the key has to open, to read by GET, to change by all else.
    std::string_view area{};
    bool while_suspended = false;  // is there while the operator has suspended the business
    bool quick = false;            // needs no database: answered on the I/O thread
};

struct Policy : Terms {
    Guard guard = Guard::everyone;
    std::function<http::Response(const http::Request&, App&, Found)> handler{};
    const http::ApiDoc* doc = nullptr;
    bool keeps_typed = false;  // its page shows again what was typed before the session ended
};

using Route = http::Route<Policy>;

using RouteTable = std::vector<Route>;

// Each feature's own.
namespace routes {

void core(RouteTable& table);
void booking_page(RouteTable& table);
void panel(RouteTable& table);
void sign_in_providers(RouteTable& table);
void calendar(RouteTable& table);
void groups(RouteTable& table);
void services(RouteTable& table);
void hours(RouteTable& table);
void customers(RouteTable& table);
void duplicates(RouteTable& table);
void messages(RouteTable& table);
void settings(RouteTable& table);
void people(RouteTable& table);
void start(RouteTable& table);
void today(RouteTable& table);
void search(RouteTable& table);
void reports(RouteTable& table);
void waiting(RouteTable& table);
void events(RouteTable& table);
void series(RouteTable& table);
void demo(RouteTable& table);
void live(RouteTable& table);
void days(RouteTable& table);
void archives(RouteTable& table);
void imports(RouteTable& table);
void api(RouteTable& table);
void operators(RouteTable& table);

}  // namespace routes

}  // namespace app
