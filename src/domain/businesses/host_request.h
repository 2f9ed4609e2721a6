// A business asks for a host name of its own; the operator gives it or says why not (operators/oversight.h). Only names
// that an operator gave are answered at, so nobody takes another's name by asking for it.
#pragma once

#include "businesses/settings.h"

namespace businesses {

struct HostRequest {
    BusinessId business_id;
    std::string host;
    Instant asked_at;
    std::optional<Instant> refused_at{};
    std::string refused_why{};
};
std::optional<HostRequest> find_host_request(db::Session& session, BusinessId business);
// Those that wait for the operator, the oldest first, at most `limit`.
std::vector<HostRequest> list_host_requests(db::Session& session, int limit);

// In place of what was asked for before. `own`: the installation's own host name. Records business.host_asked. Errors:
// those of may_have_host.
Result<void> ask_for_host(db::Tx& tx, const Context& context, BusinessId business, std::string_view host,
                          std::string_view own, activity::Actor actor);
// Asks no more; also takes note of a refusal. Records business.host_ask_withdrawn. Without a request changes nothing.
void withdraw_host_request(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor);

// By the operator: `why` is shown to the business's owners. Records business.host_refused. Errors: not_found
// business.no_host_request, where none waits for that name; invalid form.invalid with field refused_why, longer than
// kLongestWhy.
Result<void> refuse_host(db::Tx& tx, const Context& context, BusinessId business, std::string_view host,
                         std::string_view why);
// The request goes, as the business has the name. Errors: not_found business.no_host_request.
Result<void> close_host_request(db::Tx& tx, BusinessId business, std::string_view host);

}  // namespace businesses
