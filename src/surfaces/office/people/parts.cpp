#include "office/people/parts.h"

namespace office {
namespace {

using businesses::Role;

constexpr std::array<Role, 4> kRoles{Role::owner, Role::manager, Role::receptionist, Role::provider};

std::string role_hint(i18n::Language language, Role role) {
    switch (role) {
        case Role::owner: return i18n::words(language, "Everything, the settings too.");
        case Role::manager: return i18n::words(language, "Everything but the settings of the business.");
        case Role::receptionist: return i18n::words(language, "Appointments, customers and messages.");
        case Role::provider: return i18n::words(language, "Their own appointments.");
    }
    return {};
}

}  // namespace

std::string people_path(const Page& page) { return page.home() + "/people"; }
std::string person_path(const Page& page, StaffId id) { return people_path(page) + "/" + base::to_text(id); }

bool may_decide(const Page& page, Role role) { return accounts::staff::may_decide(page.who.role, role); }

std::vector<Role> roles_to_give(const Page& page) {
    std::vector<Role> out;
    for (const auto role : kRoles) {
        const auto more = [&](const businesses::Permission& permission) {
            return businesses::may(role, permission) && !page.may(permission);
        };
        if (may_decide(page, role) &&
            std::ranges::none_of(page.environment.registry.all<businesses::Permission>(), more))
            out.push_back(role);
    }
    return out;
}

Field role_field(const Page& page, Role role, const std::vector<Role>& roles) {
    Field out{.kind = Field::Kind::choice, .name = "role", .label = i18n::words(page.language, "Role")};
    out.value = to_text(role);
    for (const auto each : roles)
        out.options.push_back(
            {std::string(to_text(each)), role_name(page.language, each), role_hint(page.language, each)});
    return out;
}

std::string sign_in_words(const Page& page, const accounts::staff::Member& member) {
    using accounts::staff::SignIn;
    const auto day = [&](Instant at) { return i18n::long_date(page.language, page.zone().day(at), 0); };
    switch (accounts::staff::sign_in_state(member, page.now)) {
        case SignIn::none: return i18n::words(page.language, "does not sign in");
        case SignIn::invited: return i18n::words(page.language, "invited on {day}", {{"day", day(*member.invited_at)}});
        case SignIn::expired: return i18n::words(page.language, "the invitation has expired");
        case SignIn::accepted: break;
    }
    if (!member.last_sign_in_at) return i18n::words(page.language, "has not signed in yet");
    return i18n::words(page.language, "last signed in {when}",
                       {{"when", moment_with_year(page, *member.last_sign_in_at)}});
}

}  // namespace office
