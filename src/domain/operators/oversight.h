// What the operator does with the businesses of the installation, each in one transaction with the entry in the log
// (log.h), and what the operator sees of them: counts and owners, never a customer.
#pragma once

#include "accounts/staff_invite.h"
#include "businesses/host_request.h"
#include "businesses/overview.h"
#include "businesses/standing.h"
#include "onboarding/opening.h"
#include "operators/operator.h"

namespace operators {

struct Owner {
    StaffId id;
    std::string name, email;
    bool signs_in = false;
};
// Counts stop at kCounted; the page says "more".
inline constexpr std::int64_t kCounted = 10'000;
struct Overview {
    businesses::Brief brief;
    std::vector<Owner> owners;
    int staff = 0;               // who work there
    std::int64_t customers = 0;  // whose details are there
    std::int64_t bookings = 0;   // of the last 30 days
    std::optional<Instant> last_activity{};
};
// The newest first, behind `before`. `search`: a part of the name or of the address of its page, or the whole address
// that an owner signs in with. `limit` at most 100.
std::vector<Overview> list_businesses(db::Session& session, Instant now, std::string_view search,
                                      std::optional<BusinessId> before, int limit);
std::optional<Overview> find_business(db::Session& session, Instant now, BusinessId id);

struct Opened {
    BusinessId id;
    std::string token;  // of the owner's link to choose a password (invite_by hand)
};
// Opens the business and invites its owner. Errors: those of onboarding::open_business.
Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, OperatorId by,
                             const onboarding::Opening& opening, accounts::staff::InviteBy invite_by);

// Errors of all: not_found business.unknown.
Result<void> suspend(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view why);
Result<void> reopen(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id);
// Errors: those of businesses::set_limits.
Result<void> set_limits(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, const businesses::Limits& limits);
// `own`: the installation's own host name, which no business gets. Errors: those of businesses::set_host; conflict
// business.host_own (field host).
Result<void> set_host(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view host,
                      std::string_view own);

// What businesses ask for (businesses/host_request.h). `host`: the name that was asked for when the operator looked.
// Giving it records business.host_given for the business. Errors: not_found business.no_host_request; those of
// set_host, or of businesses::refuse_host.
Result<void> give_host(db::Tx& tx, const businesses::Context& context, OperatorId by, BusinessId id,
                       std::string_view host, std::string_view own);
Result<void> refuse_host(db::Tx& tx, const businesses::Context& context, OperatorId by, BusinessId id,
                         std::string_view host, std::string_view why);

// A new link to choose a password, for an owner who has none yet; the links before no longer work. Where the address
// was wrong, the new one is the owner's from now on. In the business's first language. Returns the token (invite_by
// hand). Errors: those of accounts::staff::invite; not_found business.unknown, staff.unknown, where it is no owner;
// invalid form.invalid with field email.
Result<std::string> invite_owner(db::Tx& tx, const accounts::Context& context, OperatorId by, BusinessId id,
                                 StaffId owner, const Email& email, accounts::staff::InviteBy invite_by);

}  // namespace operators
