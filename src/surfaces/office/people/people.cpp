// Team: everybody who works here, and adding somebody in place.
#include "office/people/people.h"

#include "catalog/givers.h"
#include "i18n/names.h"
#include "office/frame/registered.h"
#include "office/people/parts.h"

namespace office {
namespace {

using accounts::staff::Member;
using businesses::Role;
using Kind = Field::Kind;

constexpr int kRows = 100;

struct Draft {
    std::string name, email;
    Role role = Role::provider;
    bool gives = true;
    Wrong wrong{};
};

struct Team {
    staff::People page;
    std::map<StaffId, Member> members;
    std::map<ProviderId, int> services;
};

Team load(db::Session& session, BusinessId business, std::optional<StaffId> after) {
    Team out{staff::list_people(session, business, after, kRows), {}, catalog::count_services(session, business)};
    for (const auto& person : out.page.people)
        if (auto member = accounts::staff::find(session, business, person.id))
            out.members.emplace(person.id, *std::move(member));
    return out;
}

void fill_person(html::Values& row, const Page& page, const Team& team, const staff::Person& person) {
    const auto language = page.language;
    row.set("URL", person_path(page, person.id)).set("NAME", person.name);
    row.set("INITIALS", i18n::initials(person.name)).set("ROLE", role_name(language, person.role));
    row.show_if(person.id == page.who.id, "YOU").show_if(!person.active, "GONE");
    if (person.profile) {
        const auto found = team.services.find(ProviderId{person.id.value});
        const auto count = found == team.services.end() ? 0 : found->second;
        row.add("GIVES").set("SERVICES", count == 0 ? i18n::words(language, "gives no service yet")
                                                    : i18n::count(language, "{n} service", "{n} services", count));
        row.show_if(person.active && !person.profile->bookable, "NOT_BOOKABLE");
    }
    const auto member = team.members.find(person.id);
    if (member == team.members.end() || !person.active) return;
    row.add("SIGNS_IN").set("SIGN_IN", sign_in_words(page, member->second));
    row.show_if(member->second.has_totp, "HAS_TOTP");
}

Form add_form(const Page& page, const Draft& draft) {
    const auto language = page.language;
    auto roles = roles_to_give(page);
    // An owner is made on the person's own page, with the password once more.
    std::erase(roles, Role::owner);
    Form out{.action = people_path(page) + "/new", .token = form_token(page)};
    out.submit = i18n::words(language, "Add");
    out.wrong = draft.wrong;
    out.fields = {{.name = "name",
                   .label = i18n::words(language, "Name"),
                   .value = draft.name,
                   .limit = staff::kLongestPersonName,
                   .required = true},
                  {.name = "email",
                   .label = i18n::words(language, "E-mail"),
                   .hint = i18n::words(language, "Nothing is sent yet: you invite them on the next page."),
                   .value = draft.email,
                   .type = "email",
                   .limit = 254,
                   .required = true},
                  role_field(page, draft.role, roles),
                  {.kind = Kind::toggle,
                   .name = "gives",
                   .label = i18n::words(language, "Gives services that can be booked"),
                   .value = draft.gives ? "yes" : ""}};
    return out;
}

std::vector<Option> role_options(const Page& page) {
    std::vector<Option> out;
    for (const auto role : {Role::owner, Role::manager, Role::receptionist, Role::provider})
        if (may_decide(page, role)) out.push_back({std::string(to_text(role)), role_name(page.language, role)});
    return out;
}

Form codes_form(const Page& page) {
    std::set<std::string> roles;
    for (const auto role : page.business().customer.totp_roles) roles.insert(std::string(to_text(role)));
    Form out{.action = people_path(page) + "/codes", .token = form_token(page)};
    out.submit = i18n::words(page.language, "Save");
    out.weight = Form::Weight::plain;
    out.fields = {{.kind = Kind::checks,
                   .name = "totp_roles",
                   .label = i18n::words(page.language, "Who has to give a code from an app at signing in"),
                   .hint = i18n::words(page.language, "Whoever has none yet sets it up at the next sign-in."),
                   .options = role_options(page),
                   .chosen = roles}};
    return out;
}

Response list_page(const Page& page, const Draft& draft) {
    const auto after = base::parse_id<StaffId>(page.request.query.get("after"));
    const auto team =
        page.environment.database.snapshot([&](db::Session& session) { return load(session, page.id(), after); });
    const auto title = i18n::words(page.language, "Team");
    return render(
        page, {"office/people/people", title, "people", draft.wrong.page_status()}, [&](html::Values& values) {
            include_done(values, page);
            values.set("PERMISSIONS_URL", people_path(page) + "/permissions");
            const auto& people = team.page.people;
            for (const auto& person : people) fill_person(values.add("PERSON"), page, team, person);
            values.show_if(people.size() == 1 && !after, "ALONE");
            if (after || team.page.more) {
                auto& paging = values.add("PAGING");
                if (after) paging.add("FIRST").set("FIRST_URL", people_path(page));
                if (team.page.more)
                    paging.add("MORE").set("MORE_URL", people_path(page) + "?after=" + base::to_text(people.back().id));
            }
            include_form(values, "ADD_FORM", page, add_form(page, draft));
            values.show_if(draft.wrong.any(), "ADD_OPEN");
            include_form(values, "CODES_FORM", page, codes_form(page));
        });
}

Draft read_draft(const http::Form& form) {
    return {line(form, "name"), line(form, "email"), businesses::parse_role(form.get("role")).value_or(Role::provider),
            ticked(form, "gives")};
}

Result<StaffId> add(const Page& page, const Draft& draft) {
    if (draft.role == Role::owner) return refuse(Fault::forbidden, "staff.owners_only");
    const auto roles = roles_to_give(page);
    if (std::ranges::find(roles, draft.role) == roles.end()) return refuse(Fault::forbidden, "staff.more_than_own");
    const auto context = page.environment.accounts_context();
    return page.environment.database.write([&](db::Tx& tx) -> Result<StaffId> {
        const auto id = accounts::staff::add(tx, context, page.id(), draft.name, draft.email, draft.role, page.actor());
        if (!id || !draft.gives) return id;
        const auto made = staff::make_provider(tx, context, page.id(), *id, page.actor());
        if (!made) return std::unexpected(made.error());
        return id;
    });
}

}  // namespace

Response people(const Page& page) { return list_page(page, {}); }

Response add_person(const Page& page) {
    auto draft = read_draft(page.request.form);
    const auto added = add(page, draft);
    if (added) return back_to(person_path(page, *added), "added");
    draft.wrong = pages::wrong_of(page, added.error());
    return list_page(page, draft);
}

Response save_code_roles(const Page& page) {
    std::set<Role> roles;
    for (const auto& text : ticks(page.request.form, "totp_roles", role_options(page)))
        if (const auto role = businesses::parse_role(text)) roles.insert(*role);
    // What the form does not show stays.
    for (const auto role : page.business().customer.totp_roles)
        if (!may_decide(page, role)) roles.insert(role);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::set_totp_roles(tx, page.environment.accounts_context(), page.id(), roles, page.actor());
    });
    if (!saved) return refuse(page, saved.error(), {people_path(page), i18n::words(page.language, "Back")});
    return back_to(people_path(page), "saved");
}

void register_people(activity::Registry& registry) {
    registry.add(MenuEntry{60, "people", "/people", N_("Team"),
                           "M3 5h18v14H3zM9 12a2 2 0 1 0 0-4a2 2 0 1 0 0 4M5.5 16c.5-2.5 6.5-2.5 7 0M15 10h3M15 14h3",
                           businesses::kManageStaff});
}

}  // namespace office
