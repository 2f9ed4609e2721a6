// Settings > Staff: who works here, what they may do, and how they sign in.
#include "i18n/names.h"
#include "office/frame/proof.h"
#include "office/frame/settings.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

using accounts::staff::Member;
using businesses::Role;
using Kind = Field::Kind;

constexpr std::array<Role, 4> kRoles{Role::owner, Role::manager, Role::receptionist, Role::provider};

std::string path(const Page& page) { return page.home() + "/settings/staff"; }
std::string path(const Page& page, const Member& member) { return path(page) + "/" + base::to_text(member.id); }

bool may_decide(const Page& page, Role role) { return accounts::staff::may_decide(page.who.role, role); }

std::string role_hint(i18n::Language language, Role role) {
    switch (role) {
        case Role::owner: return i18n::words(language, "Everything, the settings too.");
        case Role::manager: return i18n::words(language, "Everything but the settings of the business.");
        case Role::receptionist: return i18n::words(language, "Appointments, customers and messages.");
        case Role::provider: return i18n::words(language, "Their own appointments.");
    }
    return {};
}

Field role_field(const Page& page, Role role) {
    Field out{.kind = Kind::choice, .name = "role", .label = i18n::words(page.language, "Role")};
    out.value = to_text(role);
    for (const auto each : kRoles)
        if (may_decide(page, each))
            out.options.push_back(
                {std::string(to_text(each)), role_name(page.language, each), role_hint(page.language, each)});
    return out;
}

// Of what the member who looks may change.
std::vector<Option> role_options(const Page& page) {
    std::vector<Option> out;
    for (const auto role : kRoles)
        if (may_decide(page, role)) out.push_back({std::string(to_text(role)), role_name(page.language, role)});
    return out;
}

struct Draft {
    std::string name, email;
    Role role = Role::receptionist;
    std::vector<FieldError> errors;
    std::string notice;
};

void fill_member(html::Values& row, const Page& page, const Member& member) {
    row.set("URL", path(page, member)).set("NAME", member.name).set("INITIALS", i18n::initials(member.name));
    row.set("ROLE", role_name(page.language, member.role)).set("EMAIL", member.email);
    row.show_if(member.has_totp, "HAS_TOTP").show_if(!member.has_login, "NO_LOGIN");
    if (member.last_sign_in_at) row.add("SEEN").set("SEEN_AT", moment_with_year(page, *member.last_sign_in_at));
}

Response list_page(const Page& page, const Draft& draft, int status = 200) {
    const auto language = page.language;
    const auto members =
        page.environment.database.read([&](db::Session& session) { return accounts::staff::list(session, page.id()); });
    const auto title = i18n::words(language, "Settings");
    return render(page, {"office/settings/settings_staff", title, "settings", status}, [&](html::Values& values) {
        include_settings_head(values, page, "staff");
        for (const auto& member : members) fill_member(values.add("MEMBER"), page, member);
        Form add{.action = path(page) + "/new", .token = form_token(page)};
        add.submit = i18n::words(language, "Add");
        add.errors = draft.errors;
        add.notice = draft.notice;
        add.fields = {{.name = "name",
                       .label = i18n::words(language, "Name"),
                       .value = draft.name,
                       .limit = 100,
                       .required = true},
                      {.name = "email",
                       .label = i18n::words(language, "E-mail"),
                       .value = draft.email,
                       .type = "email",
                       .limit = 254,
                       .required = true},
                      role_field(page, draft.role)};
        include_form(values, "ADD_FORM", page, add);
        values.show_if(!draft.errors.empty() || !draft.notice.empty(), "ADD_OPEN");
        std::set<std::string> roles;
        for (const auto role : page.business().customer.totp_roles) roles.insert(std::string(to_text(role)));
        Form codes{.action = path(page), .token = form_token(page)};
        codes.submit = i18n::words(language, "Save");
        codes.weight = Form::Weight::plain;
        codes.fields = {{.kind = Kind::checks,
                         .name = "totp_roles",
                         .label = i18n::words(language, "Who has to give a code from an app at signing in"),
                         .hint = i18n::words(language, "Whoever has none yet sets it up at the next sign-in."),
                         .options = role_options(page),
                         .chosen = roles}};
        include_form(values, "CODES_FORM", page, codes);
    });
}

bool needs_proof(const Page& page, const Member& member) {
    return accounts::staff::needs_proof(member.id == page.who.id, member.role == Role::owner);
}

// Whether who looks at the page has a second factor.
bool gives_codes(const Page& page) {
    const auto me = page.environment.database.read(
        [&](db::Session& session) { return accounts::staff::find(session, page.id(), page.who.id); });
    return me && me->has_totp;
}

Response member_page(const Page& page, const Member& member, const std::vector<FieldError>& errors = {},
                     const std::string& notice = {}, int status = 200) {
    const auto language = page.language;
    const bool with_code = gives_codes(page);
    const auto ask_proof = [&](Form& form, const std::string& prefix) {
        if (needs_proof(page, member)) add_proof_fields(form.fields, page, prefix, with_code);
        form.errors = errors;
    };
    return render(page, {"office/settings/staff_member", member.name, "settings", status}, [&](html::Values& values) {
        include_done(values, page);
        values.set("LIST_URL", path(page)).set("NAME", member.name).set("INITIALS", i18n::initials(member.name));
        const bool mine = may_decide(page, member.role);
        values.show_if(!mine, "OWNERS_ONLY");
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        if (!mine) return;
        auto& forms = values.add("FORMS");
        Form role{.action = path(page, member), .token = form_token(page)};
        role.hidden = {{"do", "role"}};
        role.submit = i18n::words(language, "Save");
        role.weight = Form::Weight::plain;
        role.fields = {role_field(page, member.role)};
        ask_proof(role, "role");
        // An owner is made by an owner who proves it, whatever the member was.
        if (may_decide(page, Role::owner) && !needs_proof(page, member)) {
            add_proof_fields(role.fields, page, "role", with_code);
            for (auto& field : role.fields)
                if (field.kind == Kind::line) {
                    field.required = false;
                    field.hint = i18n::words(language, "Only to make them an owner.");
                }
        }
        include_form(forms, "ROLE_FORM", page, role);
        Form login{.action = path(page, member), .token = form_token(page)};
        login.hidden = {{"do", "login"}};
        login.submit =
            member.has_login ? i18n::words(language, "Set a new password") : i18n::words(language, "Make the login");
        login.weight = Form::Weight::plain;
        const auto typed = page.request.form.has("email") ? line(page.request.form, "email") : member.email;
        login.fields = {{.name = "email",
                         .label = i18n::words(language, "E-mail"),
                         .value = typed,
                         .type = "email",
                         .limit = 254,
                         .required = true},
                        {.name = "password",
                         .label = i18n::words(language, "Password"),
                         .hint = i18n::words(language, "Tell it to them yourself; they can change it after signing in. "
                                                       "It ends their sessions."),
                         .type = "password",
                         .autocomplete = "new-password",
                         .required = true}};
        ask_proof(login, "login");
        include_form(forms, "LOGIN_FORM", page, login);
        if (member.last_sign_in_at) forms.add("SEEN").set("SEEN_AT", moment_with_year(page, *member.last_sign_in_at));
        if (!member.has_login) return;
        auto& existing = forms.add("HAS_LOGIN");
        existing.show(member.has_totp ? "TOTP_ON" : "TOTP_OFF");
        if (member.has_totp) {
            Form codes{.action = path(page, member), .token = form_token(page)};
            codes.hidden = {{"do", "codes"}};
            codes.submit = i18n::words(language, "Take the codes away");
            codes.weight = Form::Weight::plain;
            ask_proof(codes, "codes");
            include_form(existing, "CODES_FORM", page, codes);
        }
        Form remove{.action = path(page, member), .token = form_token(page)};
        remove.hidden = {{"do", "removal"}};
        remove.submit = i18n::words(language, "Take the login away");
        remove.weight = Form::Weight::danger;
        ask_proof(remove, "removal");
        existing.show_if(
            std::ranges::any_of(errors, [](const auto& error) { return error.field.starts_with("removal_"); }),
            "REMOVE_OPEN");
        include_form(existing, "REMOVE_FORM", page, remove);
    });
}

std::optional<Member> find_member(const Page& page) {
    const auto id = base::parse_id<StaffId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return accounts::staff::find(session, page.id(), *id); });
}

// `prefix`: of the form's proof.
Response answer(const Page& page, const Member& member, const Result<void>& done, std::string_view code,
                const std::string& prefix) {
    if (done) return back_to(path(page, member), code);
    const auto& error = done.error();
    if (error.fault == Fault::forbidden) return refuse(page, error, {path(page), i18n::words(page.language, "Back")});
    auto errors = error.fields;
    if (errors.empty() && error.code == "staff.email_taken") errors.push_back({"email", error.code, {}});
    if (errors.empty() && error.code == "staff.password_needed")
        errors.push_back({prefix + "_password", error.code, {}});
    return member_page(page, member, errors, errors.empty() ? pages::sentence(page, error) : std::string(),
                       http::status_of(error.fault));
}

using Verb = std::function<Result<void>(db::Tx&, const std::optional<accounts::staff::Proof>&)>;

// With the proof that the form brings, which the verb demands where it is needed.
Result<void> proved(const Page& page, const std::string& prefix, const Verb& verb) {
    std::optional<accounts::staff::Proof> proof;
    if (!page.request.form.get(prefix + "_password").empty()) {
        const auto read = read_proof(page, prefix);
        if (!read) return std::unexpected(read.error());
        proof = *read;
    }
    return page.environment.database.write([&](db::Tx& tx) { return verb(tx, proof); });
}

Response set_login(const Page& page, const Member& member) {
    const auto& form = page.request.form;
    const auto email = base::parse_email(line(form, "email"));
    const auto password = form.get("password");
    std::vector<FieldError> errors;
    if (!email) errors.push_back({"email", "field.email", {}});
    if (const auto fine = accounts::may_be_password(password); !fine)
        errors.push_back({"password", fine.error().code, fine.error().parameters});
    if (!errors.empty()) return member_page(page, member, errors, {}, 422);
    const auto hash = page.environment.hasher.hash_new(password, {member.name, email->text, page.name()});
    if (!hash) return answer(page, member, std::unexpected(hash.error()), {}, "login");
    const auto done = proved(page, "login", [&](db::Tx& tx, const auto& proof) {
        return accounts::staff::set_login(tx, page.environment.accounts_context(), page.id(), member.id, *email, *hash,
                                          page.actor(), proof);
    });
    // One's own sessions end too.
    if (done && member.id == page.who.id) return http::see_other(page.home() + "/sign-in");
    return answer(page, member, done, "password", "login");
}

Response change_member(const Page& page, const Member& member) {
    const std::string what(page.request.form.get("do"));
    const auto context = page.environment.accounts_context();
    const auto role = businesses::parse_role(page.request.form.get("role"));
    if (what == "login") return set_login(page, member);
    if ((what != "role" || !role) && what != "codes" && what != "removal") return nothing_here(page);
    const auto done = proved(page, what, [&](db::Tx& tx, const auto& proof) {
        const auto actor = page.actor();
        if (what == "role") return accounts::staff::set_role(tx, context, page.id(), member.id, *role, actor, proof);
        if (what == "codes") return accounts::staff::remove_totp(tx, context, page.id(), member.id, actor, proof);
        return accounts::staff::remove_login(tx, context, page.id(), member.id, actor, proof);
    });
    return answer(page, member, done, "saved", what);
}

}  // namespace

Response staff_settings(const Request& request, Environment& environment) {
    return as_staff(request, environment, [](const Page& page) { return list_page(page, {}); });
}

Response save_staff_settings(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        std::set<Role> roles;
        for (const auto& text : ticks(page.request.form, "totp_roles", role_options(page)))
            if (const auto role = businesses::parse_role(text)) roles.insert(*role);
        // What the form does not show stays.
        for (const auto role : page.business().customer.totp_roles)
            if (!may_decide(page, role)) roles.insert(role);
        const auto saved = environment.database.write([&](db::Tx& tx) {
            return accounts::staff::set_totp_roles(tx, environment.accounts_context(), page.id(), roles, page.actor());
        });
        if (!saved) return refuse(page, saved.error(), {path(page), i18n::words(page.language, "Back")});
        return back_to(path(page), "saved");
    });
}

Response add_staff(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        Draft draft{line(request.form, "name"),
                    line(request.form, "email"),
                    businesses::parse_role(request.form.get("role")).value_or(Role::provider),
                    {},
                    {}};
        const auto added = environment.database.write([&](db::Tx& tx) -> Result<StaffId> {
            return accounts::staff::add(tx, environment.accounts_context(), page.id(), draft.name, draft.email,
                                        draft.role, page.actor());
        });
        if (added) return back_to(path(page) + "/" + base::to_text(*added), "added");
        draft.errors = added.error().fields;
        if (draft.errors.empty() && added.error().code == "staff.email_taken")
            draft.errors.push_back({"email", "staff.email_taken", {}});
        if (draft.errors.empty()) draft.notice = pages::sentence(page, added.error());
        return list_page(page, draft, http::status_of(added.error().fault));
    });
}

Response staff_member(const Request& request, Environment& environment) {
    return as_staff(request, environment, [](const Page& page) {
        const auto member = find_member(page);
        return member ? member_page(page, *member) : nothing_here(page);
    });
}

Response save_staff_member(const Request& request, Environment& environment) {
    return posted(request, environment, [](const Page& page) {
        const auto member = find_member(page);
        return member ? change_member(page, *member) : nothing_here(page);
    });
}

}  // namespace office
