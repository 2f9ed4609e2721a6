#include "accounts/activities.h"

#include "businesses/words.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using activity::Reader;
using nlohmann::json;

std::string say_role(const Reader& reader, const json& value) {
    const auto role = value.is_string() ? businesses::parse_role(value.get<std::string>()) : std::nullopt;
    return role ? businesses::role_name(reader.language, *role) : activity::plain_value(reader, value);
}

// {"manage_customers": true, ...}, each by its words.
std::string say_permissions(const Reader& reader, const json& value) {
    if (!value.is_object()) return activity::plain_value(reader, value);
    json names = json::array();
    for (const auto& permission : reader.registry().all<businesses::Permission>())
        if (const auto found = value.find(permission.name); found != value.end() && permission.words)
            names.push_back(i18n::words(reader.language, found->get<bool>() ? N_("{what}: yes") : N_("{what}: no"),
                                        {{"what", i18n::words(reader.language, permission.words)}}));
    return activity::plain_value(reader, names);
}

std::string member_name(const Reader& reader, const activity::Recorded& activity, const json&) {
    return reader.named("staff", activity.subject_id);
}

// As it was then; gone with the customer.
std::string customer_name(const Reader&, const activity::Recorded&, const json& data) {
    return data.value("customer", std::string());
}

// Of the log of the staff; `fields` are all that is told.
activity::Type of_staff(std::string name, const char* words, std::vector<activity::Field> fields = {}) {
    return {.name = std::move(name), .words = words, .fields = std::move(fields), .log = "staff", .about = member_name};
}

}  // namespace

std::vector<activity::Type> activity_types() {
    const activity::Field role{"role", N_("Role"), say_role}, email{"email", N_("E-mail")};
    return {
        {.name = "account.created", .words = N_("A login was made")},
        {.name = "account.signed_in", .words = N_("Signed in")},
        {.name = "account.new_device", .words = N_("Signed in with a new browser")},
        {.name = "account.password_set", .words = N_("The password was set")},
        {.name = "account.password_changed", .words = N_("The password was changed")},
        {.name = "account.allowed", .words = N_("Was allowed to sign in")},
        {.name = "account.refused", .words = N_("Was no longer allowed to sign in")},
        {.name = "account.email_changed", .words = N_("The address of the login was changed"), .fields = {email}},
        {.name = "account.identity_linked",
         .words = N_("Another way to sign in was connected"),
         .fields = {{"provider", N_("Provider")}}},
        {.name = "account.identity_removed",
         .words = N_("A way to sign in was disconnected"),
         .fields = {{"provider", N_("Provider")}}},
        {.name = "account.passkey_added", .words = N_("A passkey was added"), .fields = {{"name", N_("Name")}}},
        {.name = "account.passkey_removed", .words = N_("A passkey was removed"), .fields = {{"name", N_("Name")}}},
        {.name = "account.erased", .words = N_("The login was erased")},
        {.name = "account.nothing_asked", .words = N_("Nothing was asked for")},
        {.name = "customer.left_account", .words = N_("Is no longer looked after by another customer")},
        {.name = "access.sent", .words = N_("The details for signing in were sent")},
        {.name = "access_link.wanted", .words = N_("Asked for a sign-in link without having a login")},
        {.name = "access_link.asked", .words = N_("A sign-in link was asked for")},
        {.name = "password_reset.asked", .words = N_("A new password was asked for")},
        {.name = "registration.asked", .words = N_("Asked to be registered")},
        {.name = "registration.confirmed", .words = N_("The registration was confirmed")},
        {.name = "customer.quick_login",
         .words = N_("Quick login as a customer"),
         .fields = {{"reason", N_("Reason")}},
         .log = "quick_logins",
         .about = customer_name},
        {.name = "customer.quick_login_ended",
         .words = N_("Quick login ended"),
         .log = "quick_logins",
         .about = customer_name},
        of_staff("staff.added", N_("Added to the staff"), {role, {"name", nullptr}}),
        of_staff("staff.role_changed", N_("Given another role"), {role}),
        of_staff("staff.login_made", N_("Given a login from the console")),
        of_staff("staff.login_removed", N_("Login taken away")),
        of_staff("staff.permissions_changed", N_("Given other permissions"),
                 {{"permissions", N_("Permissions"), say_permissions}}),
        of_staff("staff.deactivated", N_("No longer works here")),
        of_staff("staff.activated", N_("Works here again")),
        of_staff("staff.invited", N_("Invited to sign in"), {{"by", nullptr}, {"language", nullptr}}),
        of_staff("staff.invitation_withdrawn", N_("Invitation withdrawn")),
        of_staff("staff.invitation_accepted", N_("Accepted the invitation")),
        of_staff("staff.password_set", N_("Given a password")),
        of_staff("staff.password_changed", N_("Changed their own password")),
        of_staff("staff.email_changed", N_("Given another address for signing in"), {email}),
        of_staff("staff.totp_set", N_("Set up codes for signing in")),
        of_staff("staff.totp_removed", N_("Codes for signing in taken away")),
        of_staff("staff.passkey_added", N_("Added a passkey"), {{"name", N_("Name")}}),
        of_staff("staff.passkey_removed", N_("Removed a passkey"), {{"name", N_("Name")}}),
        of_staff("staff.recovery_code_used", N_("Signed in with a recovery code")),
        // Nothing that was changed.
        {.name = "staff.signed_in", .words = N_("Signed in")},
        {.name = "staff.password_asked", .words = N_("A new password was asked for")},
    };
}

}  // namespace accounts
