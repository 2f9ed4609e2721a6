// Passkeys of customers (FEATURES 1.12), and the part of the page of security that is about the other ways in.
#include "i18n/names.h"
#include "pages/passkey.h"
#include "portal/ways_in.h"

namespace portal {
namespace {

using html::Values;
using http::Response;
using pages::Secrecy;

Response not_now(const Page&, const Wrong& wrong) { return http::problem(wrong.status, "Expired", wrong.notice); }
Response not_now(const InPerson& visit, const Wrong& wrong) { return not_now(visit.page, wrong); }

std::string sign_in_path(const Page& page) { return pages::home_path(page) + "/sign-in"; }

Response sign_in_again(const Page& page, const Wrong& wrong) {
    return pages::explain(page, wrong.status, wrong.notice,
                          pages::WayOn{sign_in_path(page), i18n::words(page.language, "Sign in")}, Secrecy::personal);
}

Response refused(const InPerson& visit, const Wrong& wrong) {
    auto why = wrong.notice;
    if (why.empty() && !wrong.fields.empty()) why = pages::sentence(visit.page, wrong.fields.front());
    return pages::explain(
        visit.page, wrong.status, why,
        pages::WayOn{visit.path("/security"), i18n::words(visit.page.language, "Sign-in and security")},
        Secrecy::personal);
}

std::string when(const Page& page, Instant at) { return i18n::full_date(page.language, page.zone().day(at)); }

std::string use_of(const Page& page, Instant since, const std::optional<Instant>& used) {
    if (used) return i18n::words(page.language, "Last used: {when}", {{"when", when(page, *used)}});
    return i18n::words(page.language, "Since: {when}", {{"when", when(page, since)}});
}

void fill_identities(Values& values, const InPerson& visit, const std::vector<accounts::Identity>& identities,
                     const std::vector<identity_providers::Provider>& providers) {
    const auto& page = visit.page;
    if (identities.empty() && providers.empty()) return;
    auto& part = values.add("IDENTITIES");
    if (!identities.empty())
        for (auto& some = part.add("SOME_IDENTITIES"); const auto& each : identities) {
            auto& row = some.add("IDENTITY");
            const auto name = each.provider.empty() ? each.issuer : each.provider;
            row.set("IDENTITY_NAME", name).set("IDENTITY_USE", use_of(page, each.linked_at, each.used_at));
            if (!each.email.empty()) row.add("IDENTITY_MAIL").set("IDENTITY_EMAIL", each.email);
            row.show_if(!each.works, "IDENTITY_OFF");
            row.set("IDENTITY_END", visit.path(fmt::format("/identities/{}/removal", base::to_text(each.id))));
            row.set("IDENTITY_TOKEN", form_token(page));
        }
    html::Values* others = nullptr;
    for (const auto& provider : providers) {
        const auto issuer = provider.identity_issuer();
        if (std::ranges::find(identities, issuer, &accounts::Identity::issuer) != identities.end()) continue;
        if (!others) others = &part.add("CONNECTS");
        others->add("CONNECT")
            .set("CONNECT_ACTION", visit.path("/sign-in-with/" + base::to_text(provider.id)))
            .set("CONNECT_TOKEN", form_token(page))
            .set("CONNECT_TEXT", i18n::words(page.language, "Connect {provider}", {{"provider", provider.name}}));
    }
}

}  // namespace

void include_passkey_door(Values& values, const Page& page, std::string_view next) {
    pages::include_passkey_door(values, page, sign_in_path(page), form_token(page), safe_next(page, next, ""));
}

const FormHandler<Page> passkey_challenge(not_now, [](const Page& page) -> Response {
    const auto challenge = page.environment.database.write(
        [&](db::Tx& tx) { return accounts::begin_passkey_sign_in(tx, page.environment.clock, page.business().id); });
    return pages::passkey_to_use(page, challenge);
});

const FormHandler<Page> sign_in_by_passkey(sign_in_again, [](const Page& page) -> Response {
    const auto entered = accounts::sign_in_by_passkey(
        page.environment.database, page.environment.accounts_context(), page.business().id, pages::place_of(page),
        pages::read_answer(page.request.form), pages::client_of(page.request));
    if (!entered) return sign_in_again(page, wrong_of(page, entered.error()));
    return let_in(page, *entered, safe_next(page, page.request.form.get("next"), pages::home_path(page) + "/my"));
});

const FormHandler<InPerson> new_passkey(not_now, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto [challenge, there] = page.environment.database.write([&](db::Tx& tx) {
        return std::pair(accounts::begin_passkey(tx, page.environment.clock, visit.business(), visit.who.account_id),
                         accounts::list_passkeys(tx, visit.business(), visit.who.account_id));
    });
    return pages::passkey_to_make(page, challenge,
                                  {"customer " + base::to_text(visit.who.account_id), visit.who.email,
                                   base::full_name(visit.who.name, visit.who.surname)},
                                  there);
});

const FormHandler<InPerson> add_passkey(refused, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto added =
        accounts::add_passkey(page.environment.database, page.environment.accounts_context(), visit.business(),
                              visit.who, pages::place_of(page), pages::read_made(page.request.form));
    return added ? go_to(visit.path("/security?passkey=1")) : refused(visit, wrong_of(page, added.error()));
});

const FormHandler<InPerson> remove_passkey(refused, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<PasskeyId>(page.request.param("id"));
    const auto removed = page.environment.database.write([&](db::Tx& tx) {
        return accounts::remove_passkey(tx, page.environment.accounts_context(), visit.business(), visit.who,
                                        id.value_or(PasskeyId{}));
    });
    return removed ? go_to(visit.path("/security?no-passkey=1")) : refused(visit, wrong_of(page, removed.error()));
});

void fill_ways(Values& values, const InPerson& visit) {
    const auto& page = visit.page;
    const bool on = !page.environment.registry.all<identity_providers::Gateway>().empty();
    page.environment.database.read([&](db::Session& session) {
        if (on)
            fill_identities(values, visit, accounts::list_identities(session, visit.business(), visit.who.account_id),
                            identity_providers::list_enabled(session, visit.business()));
        pages::include_passkeys(values, page,
                                {.passkeys = accounts::list_passkeys(session, visit.business(), visit.who.account_id),
                                 .path = visit.path("/passkeys"),
                                 .token = form_token(page)});
    });
}

}  // namespace portal
