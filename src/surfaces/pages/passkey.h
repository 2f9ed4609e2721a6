// What pages and their script (web/passkey.ts) tell each other about passkeys.
#pragma once

#include "accounts/passkey.h"
#include "pages/page.h"

namespace pages {

// The address that the browser came to is the place of its passkeys.
webauthn::Place place_of(const Page& page);

// What the script asks the browser with: to use one, and to make one. `who` is what the device shows.
http::Response passkey_to_use(const Page& page, const std::string& challenge);
struct Holder {
    std::string id, name, display;
};
http::Response passkey_to_make(const Page& page, const std::string& challenge, const Holder& who,
                               const std::vector<accounts::Passkey>& there);

// The form that signs in by one, under {{>PASSKEY_DOOR}}: at `path` + "/passkey". Within another site's page there is
// none, since browsers let nobody use one there.
void include_passkey_door(html::Values& values, const Page& page, const std::string& path, const std::string& token,
                          const std::string& next);
// The list of somebody's own, with the form that adds one, under {{>PASSKEY_LIST}}: at `path`.
struct PasskeyList {
    std::vector<accounts::Passkey> passkeys;
    std::string path, token;
    std::string list_class = "card tb-list";
    // Fields that prove who they are, as the form has them under {{>PROOF}}.
    std::function<void(html::Values&)> proof{};
};
void include_passkeys(html::Values& values, const Page& page, const PasskeyList& list);

// What the script put into the form. What is not base64url is empty, and so refused where it is looked at.
accounts::PasskeyAnswer read_answer(const http::Form& form);
accounts::MadePasskey read_made(const http::Form& form);

}  // namespace pages
