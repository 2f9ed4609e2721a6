// What the surfaces of booking (pages and API) work with; made once by the app.
#pragma once

#include "accounts/account.h"
#include "bookings/booking.h"
#include "bookings/free_times.h"
#include "bookings/snapshot.h"
#include "db/db.h"
#include "html/html.h"
#include "http/guard_parts.h"
#include "http/http.h"
#include "pages/kept_pages.h"
#include "pages/live.h"
#include "work/pool.h"

namespace pages {

using SnapshotPtr = std::shared_ptr<const bookings::Snapshot>;

struct Environment {
    db::Database& database;
    const Clock& clock;
    const activity::Registry& registry;
    const html::Pages& pages;
    const http::FormTokens& tokens;
    accounts::Hasher& hasher;
    work::Pool& pool;
    std::string secret;  // of the installation
    bookings::Snapshots snapshots;
    bookings::FreeTimes free_times;
    KeptPages kept_pages = KeptPages();
    bool sends_mail = false;         // a mail server is set
    std::string sign_up = "closed";  // whether strangers open businesses (operators::SignUp)
    std::string operator_contact{};  // where the businesses reach the operator; empty: not said
    Live live{database};

    bookings::Context context() { return {clock, registry, snapshots}; }
    accounts::Context accounts_context() const { return {clock, registry}; }
};

}  // namespace pages
