#include "accounts/profile.h"

#include "accounts/email_change.h"
#include "accounts/login.h"

#include <algorithm>

namespace accounts {

bool is_other_address(const SignedIn& visitor, std::string_view email) {
    const auto parsed = base::parse_email(email);
    return parsed && parsed->key != base::folded(visitor.email);
}

Result<bool> update_profile(db::Tx& tx, const Context& context, const businesses::Business& business, AccountId account,
                            const Profile& profile, std::optional<std::int64_t> version,
                            std::vector<FieldError> wrong) {
    const auto known = find(tx, business.id, account);
    const auto stored = known ? customers::find(tx, business.id, known->customer_id) : std::nullopt;
    if (!stored) return not_found("account.unknown");
    auto changes = customers::changes_of(*stored);
    changes.name = profile.name;
    changes.surname = profile.surname;
    changes.phone = profile.phone;
    changes.date_of_birth = profile.date_of_birth;
    changes.reminders.email = profile.remind_by_email;
    if (!profile.language.empty()) changes.language = profile.language;

    const auto email = base::parse_email(profile.email);
    if (!email) wrong.push_back({"email", profile.email.empty() ? "field.required" : "field.email", {}});
    if (profile.surname.empty() && business.customer.surname_field == businesses::FieldRule::required)
        wrong.push_back({"surname", "field.required", {}});
    const bool other_address = email && email->key != base::folded(known->email);
    const auto is_of_password = [](const FieldError& error) { return error.field == "current_password"; };
    if (other_address && profile.by_staff) wrong.push_back({"email", "account.customer_alone", {}});
    if (other_address && !profile.by_staff && !profile.may_change_email && std::ranges::none_of(wrong, is_of_password))
        wrong.push_back({"current_password", "account.password_needed", {}});
    const activity::Actor actor{activity::ActorKind::customer, stored->id.value, profile.by_staff};
    auto updated = customers::update(tx, {context.clock, context.registry}, business.id, profile.country, stored->id,
                                     changes, version, actor);
    if (!updated && updated.error().fields.empty()) return std::unexpected(updated.error());
    // What is wrong with one field does not hide what is wrong with another.
    if (!updated) std::ranges::copy(updated.error().fields, std::back_inserter(wrong));
    if (!wrong.empty()) {
        const auto fault = updated ? Fault::invalid : updated.error().fault;
        return std::unexpected(Error{fault, "form.invalid", {}, std::move(wrong)});
    }
    if (!other_address) return false;
    if (const auto asked = ask_email_change(tx, context, business.id, account, *email); !asked)
        return std::unexpected(asked.error());
    return true;
}

Result<void> update_record(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                           CustomerId customer, const customers::Changes& changes, std::optional<std::int64_t> version,
                           bool confirmed, activity::Actor actor) {
    if (auto updated = customers::update(tx, {context.clock, context.registry}, business, country, customer, changes,
                                         version, actor);
        !updated)
        return updated;
    const auto account = find_by_customer(tx, business, customer);
    if (!account) return {};
    const auto email = base::parse_email(changes.email);
    if (!email) return store::wrong_field("email", {Fault::invalid, "account.needs_email", {}, {}});
    auto changed = change_email(tx, context, business, account->id, *email, confirmed, actor);
    if (!changed) return store::wrong_field("email", changed.error());
    return changed;
}

}  // namespace accounts
