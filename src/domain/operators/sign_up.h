// How strangers open a business by themselves, where the operator lets them. The business is there at once and
// suspended; it opens when its owner has confirmed the address by choosing a password with the mailed link, and goes
// when nobody does.
#pragma once

#include "operators/oversight.h"

namespace operators {

enum class SignUp { open, invited, closed };  // invited: with an operator's link alone
std::string_view to_text(SignUp value);
std::optional<SignUp> parse_sign_up(std::string_view text);

inline constexpr Seconds kSignUpInvitation = std::chrono::days{14};
// For one business; told once.
std::string invite_to_sign_up(db::Tx& tx, const Clock& clock, OperatorId by);
// Whether a POST with this token would be taken now.
bool is_invitation(db::Session& session, const Clock& clock, std::string_view token);

// Opens the business and has its owner invited by mail. `invitation` is asked for where `sign_up` is invited, and used
// up. At most 3 a day of one address, and 10 of one network; over it for an address nothing is opened and the answer is
// the same. Errors: forbidden sign_up.closed; not_found sign_up.link_dead; those of open_business; too_many
// account.too_many_attempts {minutes}.
Result<void> sign_up(db::Database& database, const accounts::Context& context, SignUp sign_up,
                     std::string_view invitation, const onboarding::Opening& opening, const accounts::Client& client);

// Opens what was confirmed, in the transaction of the confirmation; takes away what nobody confirmed.
void subscribe_sign_up(activity::Registry& registry);

}  // namespace operators
