// What messages say of a customer's account, and of a registration that is to become one.
#include "notify/adaptor.h"

#include "accounts/identity.h"
#include "accounts/in_charge.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

void set_account(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) {
    const auto language = speaker.language;
    const auto& account = speaker.facts.account;
    const bool open = has_panel(speaker.business()) && account && account->allowed;
    const auto link = [&](const char* name, std::string label, std::string_view folder, const std::string& token) {
        const bool there = open && !token.empty();
        scope.set(name, engine::Link{std::move(label), there ? speaker.link(std::string(folder) + token) : ""});
    };
    link("access_link", words(language, "Sign in"), "access/", secrets.access);
    link("set_password_link", words(language, "Choose a password"), "password/", secrets.set_password);
    scope.set("customer_panel_password", open ? secrets.password : std::string());
    scope.set("has_password", open && account->has_password);
    scope.set("sign_in_providers", open ? speaker.facts.sign_in_providers : std::string());
    const auto panel = open ? speaker.link("my") : std::string();
    scope.set("customer_panel_url", panel);
    scope.set("customer_panel_link", engine::Link{words(language, "Your appointments"), panel});
}

class Account : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        const std::vector<About> registration{About::registration};
        const std::vector<About> person{About::customer, About::account, About::booking};
        return {
            {.name = "customer_panel_link",
             .kind = link,
             .words = [](Language l) { return words(l, "Link to the customer panel"); }},
            {.name = "customer_panel_url",
             .words = [](Language l) { return words(l, "Address of the customer panel"); }},
            {.name = "has_password",
             .kind = flag,
             .about = person,
             .words = [](Language l) { return words(l, "Whether the customer signs in with a password"); }},
            {.name = "sign_in_providers",
             .about = person,
             .words =
                 [](Language l) {
                     return words(l, "Where a customer without a password has the login they use here");
                 }},
            {.name = "access_link",
             .kind = link,
             .secret = true,
             .about = person,
             .words = [](Language l) { return words(l, "Link that signs in, once"); }},
            {.name = "set_password_link",
             .kind = link,
             .secret = true,
             .about = person,
             .words = [](Language l) { return words(l, "Link to choose a password"); }},
            {.name = "link_lifetime",
             .words = [](Language l) { return words(l, "How long the links of the message work"); }},
            {.name = "customer_panel_password",
             .secret = true,
             .about = person,
             .words = [](Language l) { return words(l, "A random password, for a login that has none"); }},
            {.name = "confirm_registration_link",
             .kind = link,
             .secret = true,
             .about = registration,
             .words = [](Language l) { return words(l, "Link to confirm the address"); }},
        };
    }

    void load(db::Session& session, Subject& subject, Facts& facts) const override {
        const auto business = facts.business().id;
        facts.former_address = subject.former_address;
        if (!subject.account_id && subject.customer_id)
            subject.account_id = accounts::find_in_charge(session, business, *subject.customer_id);
        if (subject.account_id) facts.account = accounts::find(session, business, *subject.account_id);
        if (facts.account && !facts.account->has_password)
            for (const auto& each : accounts::list_identities(session, business, facts.account->id))
                if (each.works)
                    facts.sign_in_providers += (facts.sign_in_providers.empty() ? "" : ", ") + each.provider;
        if (!subject.customer_id && facts.account) subject.customer_id = facts.account->customer_id;
        if (!subject.registration_id) return;
        facts.registration_id = subject.registration_id;
        facts.registration = accounts::find_registration(session, business, *subject.registration_id);
    }

    std::string outdated(const Trigger& trigger, const Facts& facts, const Sending&) const override {
        return trigger.about == About::registration && !facts.registration ? "registration_over" : "";
    }

    std::string unwanted(const Trigger& trigger, const Facts& facts) const override {
        if (trigger.about != About::account && trigger.about != About::registration) return {};
        const auto& business = facts.business();
        if (business.customer.logins == businesses::Logins::off) return "logins_off";
        if (!business.has(accounts::kCustomerPanel)) return "panel_off";
        if (trigger.about == About::registration) return {};
        if (!facts.account) return "no_account";
        return facts.account->allowed ? "" : "not_allowed";
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) const override {
        set_account(scope, speaker, secrets);
        if (speaker.facts.registration || speaker.facts.registration_id)
            scope.set(
                "confirm_registration_link",
                engine::Link{words(speaker.language, "Confirm the address"),
                             secrets.registration.empty() ? "" : speaker.link("registration/" + secrets.registration)});
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_account() { return std::make_unique<Account>(); }

}  // namespace notify
