// The page of one person: what customers read of them, what they give, how they sign in, what they may do, and whether
// they still work here. Each part is a form of its own, which says by `do` what it is.
#include "catalog/givers.h"
#include "i18n/names.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/people/parts.h"
#include "office/people/people.h"

namespace office {
namespace {

using accounts::staff::InviteBy;
using accounts::staff::Member;
using accounts::staff::Proof;
using accounts::staff::SignIn;
using businesses::Role;
using Kind = Field::Kind;

// Told apart from each other and from the page, in light and in dark.
constexpr std::array<std::string_view, 8> kColours{"#0f766e", "#2563eb", "#7c3aed", "#be185d",
                                                   "#b45309", "#4d7c0f", "#0e7490", "#64748b"};

struct Known {
    staff::Person person;
    Member member;
    std::set<ServiceId> services;
    bool gives_codes = false;  // the member who looks has a second factor
};

std::optional<Known> load(const Page& page, StaffId id) {
    return page.environment.database.snapshot([&](db::Session& session) -> std::optional<Known> {
        auto person = staff::find_person(session, page.id(), id);
        auto member = accounts::staff::find(session, page.id(), id);
        if (!person || !member) return std::nullopt;
        const auto me = accounts::staff::find(session, page.id(), page.who.id);
        auto services = catalog::list_services_of(session, page.id(), ProviderId{id.value});
        return Known{*std::move(person), *std::move(member), std::move(services), me && me->has_totp};
    });
}

class Drawing {
public:
    Drawing(const Page& page, const Known& known, const PersonView& view) : page_(page), known_(known), view_(view) {}

    void fill(html::Values& values) const {
        const auto& person = known_.person;
        include_done(values, page_);
        if (!view_.done.empty()) values.add("DONE").set("DONE_TEXT", view_.done);
        pages::fill_notice(values, view_.wrong);
        if (!view_.invitation.empty()) values.add("INVITATION").set("INVITATION_URL", view_.invitation);
        values.set("LIST_URL", people_path(page_)).set("NAME", person.name);
        values.set("INITIALS", i18n::initials(person.name)).set("ROLE", role_name(language(), person.role));
        values.show_if(!person.active, "GONE").show_if(own(), "YOU");
        if (!may_decide(page_, known_.member.role)) {
            values.show("OWNERS_ONLY");
            return;
        }
        fill_forms(values.add("FORMS"));
    }

private:
    i18n::Language language() const { return page_.language; }
    bool own() const { return known_.person.id == page_.who.id; }
    bool needs_proof() const { return accounts::staff::needs_proof(own(), known_.member.role == Role::owner); }
    std::string words(const char* text) const { return i18n::words(language(), text); }

    Form form(const char* what, std::string submit, Form::Weight weight = Form::Weight::plain) const {
        Form out{.action = person_path(page_, known_.person.id), .token = form_token(page_)};
        out.hidden = {{"do", what}};
        out.submit = std::move(submit);
        out.weight = weight;
        out.wrong.fields = view_.wrong.fields;
        return out;
    }
    void ask_proof(Form& form, const std::string& prefix) const {
        if (needs_proof()) add_proof_fields(form.fields, page_, prefix, known_.gives_codes);
    }
    bool has_errors_of(std::string_view prefix) const {
        return std::ranges::any_of(view_.wrong.fields,
                                   [&](const auto& error) { return error.field.starts_with(prefix); });
    }

    void fill_forms(html::Values& forms) const {
        include_form(forms, "PROFILE_FORM", page_, profile_form());
        if (known_.person.profile) {
            fill_services(forms.add("GIVES"));
        } else {
            auto& no = forms.add("GIVES_NOT").show(own() ? "OWN" : "OTHERS");
            include_form(no, "GIVES_FORM", page_,
                         form("gives", own() ? i18n::words(language(), "I give services too")
                                             : i18n::words(language(), "They give services")));
        }
        if (known_.person.active) {
            fill_sign_in(forms.add("SIGN_IN"));
            fill_role(forms.add("MAY"));
        }
        for (const auto* each : pages::by_place<PersonCard>(page_)) {
            auto& card = forms.add("CARD").set("CARD_HEADING", i18n::words(language(), each->words));
            card.set("CARD_ID", each->key).set("CARD_WHY", i18n::words(language(), each->why));
            include_form(card, "CARD_FORM", page_, each->form(page_, known_.person.id));
        }
        fill_working(forms);
    }

    const staff::Person& typed() const { return view_.typed ? *view_.typed : known_.person; }

    Form profile_form() const {
        const auto& person = typed();
        auto out = form("profile", i18n::words(language(), "Save"), Form::Weight::primary);
        // What was typed is saved over what is stored now, which stands beside it.
        out.hidden.emplace_back("version", std::to_string(known_.person.version));
        out.fields = {{.name = "name",
                       .label = i18n::words(language(), "Name"),
                       .value = person.name,
                       .limit = staff::kLongestPersonName,
                       .required = true}};
        if (known_.person.profile && person.profile) add_profile(out, *person.profile);
        if (view_.typed) say_stored(out);
        name_text_fields(out.wrong.fields, page_, {"title", "about"});
        return out;
    }

    void add_profile(Form& out, const staff::Profile& profile) const {
        add_text_fields(out.fields, page_, "title", i18n::words(language(), "Title"),
                        i18n::words(language(), "What customers read below the name, such as their profession."),
                        profile.title, staff::kLongestTitle, true);
        add_text_fields(out.fields, page_, "about", i18n::words(language(), "About them"), {}, profile.about,
                        staff::kLongestAbout);
        Field colour{.kind = Kind::line,
                     .name = "colour",
                     .label = i18n::words(language(), "Colour in the calendar"),
                     .value = profile.colour.empty() ? colour_of(known_.person.id) : profile.colour,
                     .type = "color",
                     .limit = 7};
        for (const auto each : kColours) colour.options.push_back({std::string(each), {}});
        out.fields.push_back(std::move(colour));
        if (!page_.snapshot->locations.empty()) {
            Field place{.kind = Kind::select,
                        .name = "location_id",
                        .label = i18n::words(language(), "Works at"),
                        .value = profile.location_id ? base::to_text(*profile.location_id) : ""};
            place.options.push_back({"", i18n::words(language(), "no location of their own")});
            for (const auto& location : page_.snapshot->locations)
                place.options.push_back({base::to_text(location.id), location.name});
            out.fields.push_back(std::move(place));
        }
        out.fields.push_back({.kind = Kind::toggle,
                              .name = "bookable",
                              .label = i18n::words(language(), "Customers may book them"),
                              .value = profile.bookable ? "yes" : ""});
    }

    // One of the palette, the same each time.
    static std::string colour_of(StaffId id) {
        return std::string(kColours.at(static_cast<std::size_t>(id.value) % kColours.size()));
    }

    // Where it is another than what was typed.
    void say_stored(Form& out) const {
        const auto stored = profile_values(known_.person), now = profile_values(*view_.typed);
        for (auto& field : out.fields) {
            const auto was = stored.find(field.name), is = now.find(field.name);
            if (was == stored.end() || is == now.end() || was->second == is->second) continue;
            field.hint = was->second.empty() ? i18n::words(language(), "Stored now: nothing")
                                             : i18n::words(language(), "Stored now: {value}", {{"value", was->second}});
        }
    }
    std::map<std::string, std::string> profile_values(const staff::Person& person) const {
        std::map<std::string, std::string> out{{"name", person.name}};
        if (!person.profile) return out;
        for (const auto& tag : page_.business().languages) {
            out["title_" + tag] = person.profile->title.in(tag);
            out["about_" + tag] = person.profile->about.in(tag);
        }
        out["colour"] = person.profile->colour;
        return out;
    }

    void fill_services(html::Values& gives) const {
        const auto& all = page_.snapshot->services;
        gives.show_if(all.empty(), "NO_SERVICES");
        if (all.empty()) return;
        auto out = form("services", i18n::words(language(), "Save"));
        Field services{.kind = Kind::checks, .name = "service", .label = words(N_("Services they give"))};
        for (const auto& service : all) {
            if (!service.active && !known_.services.contains(service.id)) continue;
            const auto id = base::to_text(service.id);
            services.options.push_back(
                {id, page_.text(service.name), service.active ? "" : i18n::words(language(), "switched off")});
            if (known_.services.contains(service.id)) services.chosen.insert(id);
        }
        out.fields.push_back(std::move(services));
        include_form(gives.add("SERVICES"), "SERVICES_FORM", page_, out);
    }

    Field email_field(const std::string& field, std::string_view value) const {
        return {.name = field,
                .label = i18n::words(language(), "E-mail"),
                .value = page_.request.form.has(field) ? line(page_.request.form, field) : std::string(value),
                .type = "email",
                .limit = 254,
                .required = true};
    }

    void fill_sign_in(html::Values& section) const {
        const auto& member = known_.member;
        const auto state = accounts::staff::sign_in_state(member, page_.now);
        section.set("STATE_TEXT", sign_in_words(page_, member));
        const bool waits = state == SignIn::invited || state == SignIn::expired;
        if (state != SignIn::accepted) fill_invite(section, waits);
        if (state == SignIn::accepted || !page_.environment.sends_mail) {
            auto& own_password = section.add("PASSWORD");
            own_password.show_if(has_errors_of("password") || has_errors_of("login_"), "PASSWORD_OPEN");
            own_password.set("PASSWORD_WAY", state == SignIn::accepted
                                                 ? i18n::words(language(), "Set a new password for them")
                                                 : i18n::words(language(), "Choose a password for them instead"));
            include_form(own_password, "LOGIN_FORM", page_, login_form());
        }
        if (member.has_password) fill_existing(section.add("HAS_LOGIN"));
    }

    void fill_invite(html::Values& section, bool again) const {
        auto invite = form("invite", again ? i18n::words(language(), "Invite again")
                                           : i18n::words(language(), "Invite them to sign in"));
        invite.fields = {email_field("invite_email", known_.member.email)};
        invite.fields.front().hint =
            page_.environment.sends_mail
                ? i18n::words(language(), "They get a link to choose a password, which works for seven days.")
                : i18n::words(language(), "No mail server is set: you get a link here to hand to them.");
        ask_proof(invite, "invite");
        include_form(section.add("INVITE"), "INVITE_FORM", page_, invite);
        if (!again) return;
        auto withdraw = form("withdrawal", i18n::words(language(), "Withdraw the invitation"));
        ask_proof(withdraw, "withdrawal");
        include_form(section.add("WITHDRAW"), "WITHDRAW_FORM", page_, withdraw);
    }

    Form login_form() const {
        auto login = form("login", i18n::words(language(), "Set the password"));
        login.fields = {email_field("email", known_.member.email),
                        {.name = "password",
                         .label = i18n::words(language(), "Password"),
                         .hint = i18n::words(language(), "Tell it to them yourself; they can change it after signing "
                                                         "in. It ends their sessions."),
                         .type = "password",
                         .autocomplete = "new-password",
                         .required = true}};
        ask_proof(login, "login");
        return login;
    }

    void fill_existing(html::Values& existing) const {
        existing.show(known_.member.has_totp ? "TOTP_ON" : "TOTP_OFF");
        if (known_.member.has_totp) {
            auto codes = form("codes", i18n::words(language(), "Take the codes away"));
            ask_proof(codes, "codes");
            include_form(existing, "CODES_FORM", page_, codes);
        }
        auto remove = form("removal", i18n::words(language(), "Take the login away"), Form::Weight::danger);
        ask_proof(remove, "removal");
        existing.show_if(has_errors_of("removal_"), "REMOVE_OPEN");
        include_form(existing, "REMOVE_FORM", page_, remove);
    }

    void fill_role(html::Values& may) const {
        auto role = form("role", i18n::words(language(), "Save"));
        auto roles = roles_to_give(page_);
        if (std::ranges::find(roles, known_.member.role) == roles.end()) roles.push_back(known_.member.role);
        role.fields = {role_field(page_, known_.member.role, roles)};
        ask_proof(role, "role");
        // An owner is made by an owner who proves it, whatever the member was.
        if (may_decide(page_, Role::owner) && !needs_proof()) {
            add_proof_fields(role.fields, page_, "role", known_.gives_codes);
            for (auto& field : role.fields)
                if (field.kind == Kind::line) {
                    field.required = false;
                    field.hint = i18n::words(language(), "Only to make them an owner.");
                }
        }
        include_form(may, "ROLE_FORM", page_, role);
        may.set("PERMISSIONS_URL", people_path(page_) + "/permissions");
        may.show_if(known_.member.role != Role::owner && !known_.member.single.empty(), "SINGLE");
    }

    void fill_working(html::Values& forms) const {
        if (own()) return;
        auto& working = forms.add("WORKING");
        auto change = known_.person.active
                          ? form("leaving", i18n::words(language(), "They no longer work here"), Form::Weight::danger)
                          : form("return", i18n::words(language(), "They work here again"));
        ask_proof(change, known_.person.active ? "leaving" : "return");
        auto& way = working.add(known_.person.active ? "LEAVING" : "RETURN");
        way.show_if(has_errors_of("leaving_"), "LEAVING_OPEN");
        include_form(way, "WORKING_FORM", page_, change);
        if (known_.person.profile) include_coming(working, page_, known_.person);
    }

    const Page& page_;
    const Known& known_;
    const PersonView& view_;
};

staff::Profile read_profile(const Page& page, const staff::Profile& stored) {
    const auto& form = page.request.form;
    auto out = stored;
    out.title = read_text(page, "title");
    out.about = read_text(page, "about");
    out.colour = line(form, "colour");
    out.bookable = ticked(form, "bookable");
    if (form.has("location_id")) out.location_id = base::parse_id<LocationId>(line(form, "location_id"));
    return out;
}

Response save_profile(const Page& page, const Known& known) {
    auto typed = known.person;
    typed.name = line(page.request.form, "name");
    typed.version = pages::whole_number(page.request.form.get("version")).value_or(-1);
    if (typed.profile) typed.profile = read_profile(page, *typed.profile);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return staff::change_person(tx, page.environment.accounts_context(), page.id(), typed, page.actor());
    });
    if (saved) return back_to(person_path(page, known.person.id), "saved");
    return person_page(page, known.person.id, {.wrong = pages::wrong_of(page, saved.error()), .typed = &typed});
}

Response save_services(const Page& page, const Known& known) {
    if (!known.person.profile) return nothing_here(page);
    // What the form does not show stays.
    auto services = known.services;
    for (const auto& service : page.snapshot->services) {
        const bool shown = service.active || known.services.contains(service.id);
        if (!shown) continue;
        if (ticked(page.request.form, "service_" + base::to_text(service.id)))
            services.insert(service.id);
        else
            services.erase(service.id);
    }
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return catalog::set_provider_services(tx, page.environment.accounts_context(), page.id(),
                                              ProviderId{known.person.id.value}, services, page.actor());
    });
    const auto path = person_path(page, known.person.id);
    if (!saved) return refuse(page, saved.error(), {path, i18n::words(page.language, "Back")});
    return back_to(path, "saved");
}

// `prefix`: of the form's proof.
Response answer(const Page& page, const Known& known, const Result<void>& done, std::string_view code,
                const std::string& prefix) {
    if (done) return back_to(person_path(page, known.person.id), code);
    const auto& error = done.error();
    if (error.fault == Fault::forbidden)
        return refuse(page, error, {person_path(page, known.person.id), i18n::words(page.language, "Back")});
    auto wrong = error.code == "staff.password_needed" ? pages::wrong_at(prefix + "_password", error)
                                                       : pages::wrong_of(page, error);
    if (prefix == "invite")
        for (auto& each : wrong.fields)
            if (each.field == "email") each.field = "invite_email";
    return person_page(page, known.person.id, {.wrong = std::move(wrong)});
}

// The proof that the form brings, which the verb demands where it is needed.
Result<std::optional<Proof>> proof_of(const Page& page, const std::string& prefix) {
    if (page.request.form.get(prefix + "_password").empty()) return std::optional<Proof>();
    auto read = read_proof(page, prefix);
    if (!read) return std::unexpected(read.error());
    return std::optional(*std::move(read));
}

using Verb = std::function<Result<void>(db::Tx&, const std::optional<Proof>&)>;

Result<void> proved(const Page& page, const std::string& prefix, const Verb& verb) {
    const auto proof = proof_of(page, prefix);
    if (!proof) return std::unexpected(proof.error());
    return page.environment.database.write([&](db::Tx& tx) { return verb(tx, *proof); });
}

Response set_login(const Page& page, const Known& known) {
    const auto& form = page.request.form;
    const auto email = base::parse_email(line(form, "email"));
    const auto password = form.get("password");
    Wrong wrong;
    if (!email) wrong.add("email", "field.email");
    if (const auto fine = accounts::may_be_password(password); !fine) wrong.add("password", fine.error());
    if (wrong.any()) return person_page(page, known.person.id, {.wrong = std::move(wrong)});
    const auto hash = page.environment.hasher.hash_new(password, {known.member.name, email->text, page.name()});
    if (!hash) return answer(page, known, std::unexpected(hash.error()), {}, "login");
    const auto done = proved(page, "login", [&](db::Tx& tx, const auto& proof) {
        return accounts::staff::set_login(tx, page.environment.accounts_context(), page.id(), known.person.id, *email,
                                          *hash, page.actor(), proof);
    });
    // One's own sessions end too.
    if (done && known.person.id == page.who.id) return http::see_other(page.home() + "/sign-in");
    return answer(page, known, done, "password", "login");
}

Response invite(const Page& page, const Known& known) {
    const auto email = base::parse_email(line(page.request.form, "invite_email"));
    if (!email) return person_page(page, known.person.id, {.wrong = {{{"invite_email", "field.email", {}}}}});
    const auto by = page.environment.sends_mail ? InviteBy::mail : InviteBy::hand;
    std::string token;
    const auto done = proved(page, "invite", [&](db::Tx& tx, const auto& proof) -> Result<void> {
        auto invited = accounts::staff::invite(tx, page.environment.accounts_context(), page.id(), known.person.id,
                                               *email, by, i18n::tag(page.language), page.actor(), proof);
        if (!invited) return std::unexpected(invited.error());
        token = *std::move(invited);
        return {};
    });
    if (!done || by == InviteBy::mail) return answer(page, known, done, "invited", "invite");
    return person_page(page, known.person.id,
                       {.invitation = fmt::format("{}{}/password/{}", page.request.origin, page.home(), token)});
}

Response change_person(const Page& page, const Known& known) {
    const std::string what(page.request.form.get("do"));
    const auto context = page.environment.accounts_context();
    const auto id = known.person.id;
    if (what == "profile") return save_profile(page, known);
    if (what == "services") return save_services(page, known);
    if (what == "login") return set_login(page, known);
    if (what == "invite") return invite(page, known);
    const auto role = businesses::parse_role(page.request.form.get("role"));
    const std::map<std::string_view, std::pair<std::string_view, Verb>> verbs{
        {"gives",
         {"saved",
          [&](db::Tx& tx, const auto&) -> Result<void> {
              const auto made = staff::make_provider(tx, context, page.id(), id, page.actor());
              return made ? Result<void>{} : std::unexpected(made.error());
          }}},
        {"withdrawal",
         {"withdrawn",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::withdraw_invitation(tx, context, page.id(), id, page.actor(), proof);
          }}},
        {"role",
         {"saved",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::set_role(tx, context, page.id(), id, *role, page.actor(), proof);
          }}},
        {"codes",
         {"saved",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::remove_totp(tx, context, page.id(), id, page.actor(), proof);
          }}},
        {"removal",
         {"saved",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::remove_login(tx, context, page.id(), id, page.actor(), proof);
          }}},
        {"leaving",
         {"left",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::set_active(tx, context, page.id(), id, false, page.actor(), proof);
          }}},
        {"return",
         {"saved",
          [&](db::Tx& tx, const auto& proof) {
              return accounts::staff::set_active(tx, context, page.id(), id, true, page.actor(), proof);
          }}},
    };
    const auto verb = verbs.find(what);
    if (verb == verbs.end() || (what == "role" && !role)) return nothing_here(page);
    const auto done = proved(page, what, verb->second.second);
    return answer(page, known, done, verb->second.first, what);
}

std::optional<StaffId> id_of(const Page& page) { return base::parse_id<StaffId>(page.request.param("id")); }

}  // namespace

Response person_page(const Page& page, StaffId id, const PersonView& view) {
    const auto known = load(page, id);
    if (!known) return nothing_here(page);
    return render(page, {"office/people/person", known->person.name, "people", view.wrong.page_status()},
                  [&](html::Values& values) { Drawing(page, *known, view).fill(values); });
}

Response person(const Page& page) {
    const auto id = id_of(page);
    return id ? person_page(page, *id) : nothing_here(page);
}

Response save_person(const Page& page) {
    const auto id = id_of(page);
    const auto known = id ? load(page, *id) : std::nullopt;
    if (!known) return nothing_here(page);
    // What concerns owners is not shown to others either.
    if (!may_decide(page, known->member.role))
        return refuse(page, Error{Fault::forbidden, "staff.owners_only", {}, {}},
                      {people_path(page), i18n::words(page.language, "Back")});
    return change_person(page, *known);
}

}  // namespace office
