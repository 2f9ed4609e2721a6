#include "pages/passkey.h"

#include "html/browser.h"
#include "http/typed.h"
#include "i18n/names.h"
#include "signing/signing.h"

#include <nlohmann/json.hpp>

namespace pages {
namespace {

using nlohmann::json;

http::Response answer(json with) {
    with["timeout"] = std::chrono::milliseconds{accounts::kChallengeLifetime}.count();
    with["userVerification"] = "required";
    return http::json(with.dump()).set("Cache-Control", "no-store");
}

std::string bytes_of(const http::Form& form, std::string_view name) {
    return signing::base64url_decoded(form.get(name)).value_or("");
}

}  // namespace

webauthn::Place place_of(const Page& page) { return webauthn::place_of(page.request.origin); }

http::Response passkey_to_use(const Page& page, const std::string& challenge) {
    return answer({{"challenge", challenge}, {"rpId", place_of(page).host}});
}

http::Response passkey_to_make(const Page& page, const std::string& challenge, const Holder& who,
                               const std::vector<accounts::Passkey>& there) {
    json known = json::array();
    for (const auto& each : there) known.push_back(each.credential);
    return answer({{"challenge", challenge},
                   {"rp", {{"id", place_of(page).host}, {"name", page.name()}}},
                   {"user", {{"id", signing::base64url(who.id)}, {"name", who.name}, {"displayName", who.display}}},
                   {"exclude", std::move(known)}});
}

void include_passkey_door(html::Values& values, const Page& page, const std::string& path, const std::string& token,
                          const std::string& next) {
    html::Values part;
    if (!http::is_embedded(page.request))
        part.add("DOOR")
            .set("DOOR_ACTION", path + "/passkey")
            .set("DOOR_CHALLENGE", path + "/passkey/challenge")
            .set("DOOR_TOKEN", token)
            .set("DOOR_NEXT", next);
    values.include("PASSKEY_DOOR", "pages/passkey_door", std::move(part));
}

void include_passkeys(html::Values& values, const Page& page, const PasskeyList& list) {
    const auto when = [&](Instant at) {
        return i18n::Parameters{{"when", i18n::full_date(page.language, page.zone().day(at))}};
    };
    html::Values part;
    if (list.passkeys.empty())
        part.show("NO_PASSKEYS");
    else
        for (auto& some = part.add("SOME_PASSKEYS").set("LIST_CLASS", list.list_class);
             const auto& each : list.passkeys)
            some.add("PASSKEY")
                .set("PASSKEY_NAME", each.name)
                .set("PASSKEY_USE", each.used_at ? i18n::words(page.language, "Last used: {when}", when(*each.used_at))
                                                 : i18n::words(page.language, "Since: {when}", when(each.created_at)))
                .set("PASSKEY_END", fmt::format("{}/{}/removal", list.path, base::to_text(each.id)))
                .set("PASSKEY_TOKEN", list.token);
    if (list.passkeys.size() < accounts::kMostPasskeys) {
        auto& form = part.add("NEW_PASSKEY");
        form.set("NEW_ACTION", list.path).set("NEW_CHALLENGE", list.path + "/challenge").set("NEW_TOKEN", list.token);
        form.set("NEW_LIMIT", std::to_string(accounts::kLongestPasskeyName));
        form.set("NEW_NAME", html::browser_name(page.language, page.request.header("user-agent")));
        if (list.proof) list.proof(form);
    }
    values.include("PASSKEY_LIST", "pages/passkeys", std::move(part));
}

accounts::PasskeyAnswer read_answer(const http::Form& form) {
    return {bytes_of(form, "credential"), bytes_of(form, "client_data"), bytes_of(form, "authenticator_data"),
            bytes_of(form, "signature")};
}

accounts::MadePasskey read_made(const http::Form& form) {
    return {http::line(form, "name"), bytes_of(form, "client_data"), bytes_of(form, "attestation")};
}

}  // namespace pages
