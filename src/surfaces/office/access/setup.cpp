// The set-up of an installation: whoever can read its console makes the first owner's login, for a new business or one
// that is there without any login (the demo's).
#include "accounts/staff_manage.h"
#include "businesses/countries.h"
#include "businesses/words.h"
#include "office/access/access.h"
#include "office/frame/address_check.h"
#include "office/frame/form.h"
#include "onboarding/opening.h"

#include <algorithm>

namespace office {
namespace {

using accounts::staff::use_setup_code;

using businesses::kCountries;

struct Draft {
    std::string code;
    std::string business;  // "new", or the id of one that is there; empty: not chosen yet
    std::string owner, email, contact;
    std::string name, kind, slug, country = "NO", zone, currency, language, colour = "#0f766e";
    std::set<std::string> languages;
};

std::vector<Option> language_options() {
    std::vector<Option> out;
    for (const auto language : i18n::languages)
        out.push_back({std::string(i18n::tag(language)), std::string(i18n::native_name(language))});
    return out;
}

Draft read_draft(const pages::Page& page) {
    const auto& form = page.request.form;
    Draft out;
    out.code = line(form, "code");
    out.owner = line(form, "owner");
    out.email = line(form, "email");
    out.contact = line(form, "contact");
    out.name = line(form, "name");
    out.kind = line(form, "kind");
    out.slug = typed_slug(form);
    out.zone = line(form, "zone");
    out.currency = line(form, "currency");
    out.business = line(form, "business");
    if (form.has("country")) out.country = line(form, "country");
    if (form.has("colour")) out.colour = line(form, "colour");
    out.language = form.has("language") ? line(form, "language") : std::string(i18n::tag(page.language));
    out.languages = ticks(form, "languages", language_options());
    return out;
}

Response closed_page(const pages::Page& page) {
    const auto title = i18n::words(page.language, "Timebok is set up");
    return render_bare(page, {"office/frame/explain", title, "", 409}, [&](html::Values& values) {
        values.set("EXPLANATION",
                   i18n::words(page.language, "Someone has an owner's login already. Ask them to let you in."));
        values.set("WAY_ON_URL", "/").set("WAY_ON_TEXT", i18n::words(page.language, "To the start page"));
    });
}

Response code_page(const pages::Page& page, const Wrong& wrong) {
    if (!page.environment.database.read(accounts::staff::setup_is_open)) return closed_page(page);
    const auto title = i18n::words(page.language, "Set up Timebok");
    return render_bare(page, {"office/access/setup_code", title, "", wrong.page_status()}, [&](html::Values& values) {
        Form form{.action = "/setup", .token = bare_token(page)};
        form.submit = i18n::words(page.language, "Go on");
        form.hidden = {{"step", "code"}};
        form.fields = {{.name = "code", .label = i18n::words(page.language, "Code"), .limit = 60, .required = true}};
        form.wrong = wrong;
        include_form(values, "FORM", page, form);
    });
}

// Asks without using the code up: the transaction is rolled back.
Result<void> code_is_right(Environment& environment, const std::string& code) {
    const auto asked = environment.database.write([&](db::Tx& tx) -> Result<void> {
        if (const auto used = use_setup_code(tx, environment.secret, code); !used) return used;
        return std::unexpected(Error{});
    });
    if (asked.error().code.empty()) return {};
    return asked;
}

void add_business_fields(std::vector<Field>& fields, const pages::Page& page, const Draft& draft) {
    const auto language = page.language;
    std::vector<Option> countries, zones, kinds{{"", {}}};
    for (const auto kind : businesses::kKinds)
        kinds.push_back({std::string(kind), businesses::kind_name(language, kind)});
    for (const auto& country : kCountries) {
        countries.push_back({std::string(country.code), std::string(country.name)});
        zones.push_back({std::string(country.zone), {}});
    }
    fields.push_back({.name = "name",
                      .label = i18n::words(language, "Name of the business"),
                      .value = draft.name,
                      .limit = 100,
                      .required = true});
    fields.push_back({.kind = Field::Kind::select,
                      .name = "kind",
                      .label = i18n::words(language, "Kind of business"),
                      .hint = i18n::words(language, "So that you get a list of services to begin with."),
                      .value = draft.kind,
                      .options = kinds});
    fields.push_back({.name = "slug",
                      .label = i18n::words(language, "Address of the booking page"),
                      .hint = i18n::words(language,
                                          "The last part of {url}. Small letters, digits and hyphens. Left empty, it "
                                          "is made from the name.",
                                          {{"url", page.request.origin + "/studio-lind"}}),
                      .value = draft.slug,
                      .limit = 40,
                      .check = "/setup/address",
                      .check_with = "name"});
    fields.push_back({.name = "contact",
                      .label = i18n::words(language, "E-mail for your customers"),
                      .hint = i18n::words(language, "Everybody sees it on your booking page and in mails. Left empty, "
                                                    "none is shown; the one you sign in with stays unseen."),
                      .value = draft.contact,
                      .type = "email",
                      .limit = 254});
    fields.push_back({.kind = Field::Kind::select,
                      .name = "country",
                      .label = i18n::words(language, "Country"),
                      .value = draft.country,
                      .options = countries});
    fields.push_back({.name = "zone",
                      .label = i18n::words(language, "Time zone"),
                      .hint = i18n::words(language, "Left empty, the usual one of the country."),
                      .value = draft.zone,
                      .limit = 64,
                      .options = zones});
    fields.push_back({.name = "currency",
                      .label = i18n::words(language, "Currency"),
                      .hint = i18n::words(language, "Three letters, such as NOK. Left empty, that of the country."),
                      .value = draft.currency,
                      .limit = 3});
    fields.push_back({.kind = Field::Kind::select,
                      .name = "language",
                      .label = i18n::words(language, "Language of your customers"),
                      .value = draft.language,
                      .options = language_options()});
    fields.push_back({.kind = Field::Kind::checks,
                      .name = "languages",
                      .label = i18n::words(language, "Other languages that they may choose"),
                      .options = language_options(),
                      .chosen = draft.languages});
    fields.push_back({.name = "colour",
                      .label = i18n::words(language, "Colour"),
                      .hint = i18n::words(language, "Of buttons and links. You can change it later."),
                      .value = draft.colour,
                      .type = "color",
                      .limit = 7,
                      .required = true});
}

Response owner_page(const pages::Page& page, const Draft& draft, const Wrong& wrong) {
    const auto language = page.language;
    const auto waiting = page.environment.database.read(accounts::staff::list_without_login);
    const auto title = i18n::words(language, "Set up Timebok");
    return render_bare(page, {"office/access/setup", title, "", wrong.page_status()}, [&](html::Values& values) {
        Form form{.action = "/setup", .token = bare_token(page)};
        form.submit = i18n::words(language, "Set up");
        form.hidden = {{"step", "owner"}, {"code", draft.code}};
        form.wrong = wrong;
        form.fields = {{.kind = Field::Kind::heading, .label = i18n::words(language, "You, the owner")},
                       {.name = "owner",
                        .label = i18n::words(language, "Your name"),
                        .value = draft.owner,
                        .autocomplete = "name",
                        .limit = 100,
                        .required = true},
                       {.name = "email",
                        .label = i18n::words(language, "E-mail"),
                        .hint = i18n::words(language, "You sign in with it."),
                        .value = draft.email,
                        .type = "email",
                        .autocomplete = "username",
                        .limit = 254,
                        .required = true},
                       {.name = "password",
                        .label = i18n::words(language, "Password"),
                        .hint = i18n::words(language, "At least 8 characters. Several words are better than one."),
                        .type = "password",
                        .autocomplete = "new-password",
                        .required = true}};
        if (!waiting.empty()) {
            std::vector<Option> options;
            for (const auto& [id, name] : waiting) options.push_back({base::to_text(id), name});
            options.push_back(
                {"new", i18n::words(language, "A new business"), i18n::words(language, "Fill in what follows too.")});
            form.fields.push_back({.kind = Field::Kind::choice,
                                   .name = "business",
                                   .label = i18n::words(language, "Which business is yours?"),
                                   .value = draft.business,
                                   .required = true,
                                   .options = options});
        }
        form.fields.push_back({.kind = Field::Kind::heading,
                               .label = waiting.empty() ? i18n::words(language, "Your business")
                                                        : i18n::words(language, "A new business")});
        add_business_fields(form.fields, page, draft);
        include_form(values, "FORM", page, form);
    });
}

onboarding::Opening opening_of(const Draft& draft) {
    onboarding::Opening out;
    out.name = draft.name;
    out.kind = draft.kind;
    out.slug = draft.slug;
    out.country = draft.country;
    out.zone = draft.zone;
    out.currency = draft.currency;
    out.language = draft.language;
    out.others.assign(draft.languages.begin(), draft.languages.end());
    out.colour = draft.colour;
    out.contact = draft.contact;
    out.owner = draft.owner;
    out.email = base::parse_email(draft.email).value_or(Email{draft.email, {}});
    return out;
}

// Of a business that is there: the member of that address, who may be there as a provider already, or a new one.
Result<StaffId> owner_of(db::Tx& tx, const accounts::Context& context, BusinessId business, const Draft& draft,
                         const Email& email) {
    for (const auto& member : accounts::staff::list(tx, business))
        if (base::folded(member.email) == email.key) {
            const auto set = accounts::staff::set_role(tx, context, business, member.id, businesses::Role::owner, {});
            if (!set) return std::unexpected(set.error());
            return member.id;
        }
    return accounts::staff::add(tx, context, business, draft.owner, draft.email, businesses::Role::owner, {});
}

using Opened = onboarding::Opened;

// The business that was chosen among those that wait, or a new one.
Result<Opened> open(db::Tx& tx, const accounts::Context& context, const Draft& draft, const Email& email) {
    const auto chosen = base::parse_id<BusinessId>(draft.business);
    if (!chosen) return onboarding::open_business(tx, context, opening_of(draft));
    const auto waiting = accounts::staff::list_without_login(tx);
    if (std::ranges::find(waiting, *chosen, &std::pair<BusinessId, std::string>::first) == waiting.end())
        return not_found("business.unknown");
    const auto owner = owner_of(tx, context, *chosen, draft, email);
    if (!owner) return std::unexpected(owner.error());
    return Opened{*chosen, *owner};
}

Result<BusinessId> set_up(Environment& environment, const Draft& draft, const Email& email, const std::string& hash) {
    return environment.database.write([&](db::Tx& tx) -> Result<BusinessId> {
        if (const auto used = use_setup_code(tx, environment.secret, draft.code); !used)
            return std::unexpected(used.error());
        const auto context = environment.accounts_context();
        const auto opened = open(tx, context, draft, email);
        if (!opened) return std::unexpected(opened.error());
        const auto login = accounts::staff::set_login(tx, context, opened->id, opened->owner, email, hash, {});
        if (!login) return std::unexpected(login.error());
        return opened->id;
    });
}

// What can be said before the password is hashed and the database asked.
Wrong check(const Draft& draft, std::string_view password) {
    Wrong wrong;
    if (draft.business == "new") {
        wrong.fields = onboarding::wrong_fields(opening_of(draft));
    } else {
        if (!base::parse_id<BusinessId>(draft.business)) wrong.add("business", "field.choose_business");
        if (draft.owner.empty()) wrong.add("owner", "field.required");
        if (!base::parse_email(draft.email)) wrong.add("email", "field.email");
    }
    if (const auto fine = accounts::may_be_password(password); !fine) wrong.add("password", fine.error());
    return wrong;
}

// Signed in at once: who has just made the login need not type it again.
Response let_in(const pages::Page& page, BusinessId id, const Email& email, std::string_view password) {
    auto& environment = page.environment;
    const auto business =
        environment.database.read([&](db::Session& session) { return businesses::find(session, id); });
    CHECK(business);
    const auto home = "/" + business->slug + "/office";
    const auto signed_in =
        accounts::staff::sign_in(environment.database, environment.accounts_context(), environment.hasher, id, email,
                                 password, pages::client_of(page.request));
    if (!signed_in) return http::see_other(home + "/sign-in");
    auto response = http::see_other(home + "/start");
    http::set_cookie(response, page.request,
                     {std::string(pages::kStaffCookie), signed_in->session_token, {}, home, true});
    response.set("Cache-Control", "no-store");
    return response;
}

// The step that was sent, as far as it may be seen.
Response setup_again(const pages::Page& page, const Wrong& wrong) {
    const auto draft = read_draft(page);
    const bool is_owner = page.request.form.get("step") == "owner" &&
                          page.environment.database.read(accounts::staff::setup_is_open) &&
                          code_is_right(page.environment, draft.code);
    return is_owner ? owner_page(page, draft, wrong) : code_page(page, wrong);
}

}  // namespace

Response setup_form(const pages::Page& page) { return code_page(page, {}); }

Response check_setup_address(const pages::Page& page) {
    if (!page.environment.database.read(accounts::staff::setup_is_open)) return closed_page(page);
    return address_check(page, {}, typed_slug(page.request.query));
}

const FormHandler<pages::Page> setup(setup_again, [](const pages::Page& page) -> Response {
    if (!page.environment.database.read(accounts::staff::setup_is_open)) return closed_page(page);
    auto draft = read_draft(page);
    if (const auto right = code_is_right(page.environment, draft.code); !right)
        return code_page(page, pages::wrong_at("code", right.error()));
    // Where none is waiting there is nothing to choose.
    if (page.environment.database.read(accounts::staff::list_without_login).empty()) draft.business = "new";
    if (page.request.form.get("step") != "owner") return owner_page(page, draft, {});

    const auto password = page.request.form.get("password");
    if (const auto wrong = check(draft, password); wrong.any()) return owner_page(page, draft, wrong);
    const auto email = *base::parse_email(draft.email);
    const auto hash = page.environment.hasher.hash_new(password, {draft.owner, draft.email, draft.name});
    if (!hash) return owner_page(page, draft, pages::wrong_of(page, hash.error()));
    const auto made = set_up(page.environment, draft, email, *hash);
    if (made) return let_in(page, *made, email, password);
    return owner_page(page, draft, pages::wrong_of(page, made.error()));
});

}  // namespace office
