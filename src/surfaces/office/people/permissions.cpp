// Team > Permissions: who may what, and where single permissions are given and taken.
#include "accounts/staff_manage.h"
#include "office/people/parts.h"
#include "office/people/people.h"

namespace office {
namespace {

using accounts::staff::Member;
using businesses::Permission;

std::vector<Permission> shown_permissions(const Page& page) {
    std::vector<Permission> out;
    for (const auto& permission : page.environment.registry.all<Permission>())
        if (permission.words) out.push_back(permission);
    return out;
}

// As accounts::staff::set_permissions would say.
bool may_set(const Page& page, const Member& member, const Permission& permission) {
    const bool of_owners = !businesses::may(businesses::Role::manager, permission);
    return member.role != businesses::Role::owner && member.id != page.who.id && page.may(permission) &&
           (!of_owners || page.who.role == businesses::Role::owner);
}

std::string field_of(const Member& member, const Permission& permission) {
    return fmt::format("{}.{}", base::to_text(member.id), permission.name);
}

std::vector<Member> list_members(const Page& page) {
    auto out =
        page.environment.database.read([&](db::Session& session) { return accounts::staff::list(session, page.id()); });
    std::erase_if(out, [](const Member& member) { return !member.active; });
    return out;
}

void fill_cell(html::Values& cell, const Page& page, const Member& member, const Permission& permission) {
    const auto what = i18n::words(page.language, permission.words);
    const bool on = member.may(permission), open = may_set(page, member, permission);
    const bool differs = member.role != businesses::Role::owner && member.single.contains(permission.name) &&
                         on != businesses::may(member.role, permission);
    cell.set("FIELD", field_of(member, permission)).set("WHAT", what).set("WHO", member.name);
    cell.show_if(on, "ON").show_if(!open, "FIXED").show_if(differs, "DIFFERS");
}

Response permissions_page(const Page& page, const std::string& notice = {}, int status = 200) {
    const auto title = i18n::words(page.language, "Who may do what");
    const auto all = shown_permissions(page);
    return render(page, {"office/people/permissions", title, "people", status}, [&](html::Values& values) {
        include_done(values, page);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.set("LIST_URL", people_path(page)).set("ACTION", people_path(page) + "/permissions");
        values.set("TOKEN", form_token(page));
        for (const auto& permission : all)
            values.add("COLUMN").set("COLUMN_TEXT", i18n::words(page.language, permission.words));
        std::string drawn;
        for (const auto& member : list_members(page)) {
            auto& row = values.add("ROW").set("URL", person_path(page, member.id)).set("NAME", member.name);
            row.set("ROLE", role_name(page.language, member.role)).show_if(member.id == page.who.id, "YOU");
            for (const auto& permission : all) {
                fill_cell(row.add("CELL"), page, member, permission);
                if (may_set(page, member, permission) && member.may(permission))
                    drawn += (drawn.empty() ? "" : " ") + field_of(member, permission);
            }
        }
        values.set("DRAWN", drawn);
    });
}

// Whether every person that the form names works for this business.
bool are_known(const http::Form& form, const std::vector<Member>& members) {
    return std::ranges::all_of(form.pairs(), [&](const auto& pair) {
        const auto dot = pair.first.find('.');
        if (dot == std::string::npos) return true;
        const auto id = base::parse_id<StaffId>(std::string_view(pair.first).substr(0, dot));
        return id && std::ranges::find(members, *id, &Member::id) != members.end();
    });
}

// Only what was changed on the page: what somebody else has changed meanwhile stays.
Result<void> save(const Page& page) {
    const auto& form = page.request.form;
    const auto drawn = " " + text(form, "drawn") + " ";
    const auto context = page.environment.accounts_context();
    const auto all = shown_permissions(page);
    return page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        const auto members = accounts::staff::list(tx, page.id());
        if (!are_known(form, members)) return base::not_found("staff.unknown");
        for (const auto& member : members) {
            std::map<std::string, bool, std::less<>> wanted;
            for (const auto& permission : all) {
                const auto field = field_of(member, permission);
                const bool was = drawn.find(" " + field + " ") != std::string::npos, is = ticked(form, field);
                if (was != is) wanted[std::string(permission.name)] = is;
            }
            if (wanted.empty()) continue;
            if (auto set = accounts::staff::set_permissions(tx, context, page.id(), member.id, wanted, page.actor());
                !set)
                return set;
        }
        return {};
    });
}

}  // namespace

Response permissions(const Page& page) { return permissions_page(page); }

Response save_permissions(const Page& page) {
    const auto saved = save(page);
    if (saved) return back_to(people_path(page) + "/permissions", "saved");
    return permissions_page(page, pages::sentence(page, saved.error()), http::status_of(saved.error().fault));
}

}  // namespace office
