// Pages on which somebody sets up codes from an app, in the back office and elsewhere.
#pragma once

#include "office/frame/page.h"

namespace office {

// What the app is to know: of office/frame/totp, whose form the caller adds under {{>FORM}}. `url` is
// otpauth://totp/...
struct TotpShown {
    std::string key, url;
};
void fill_totp(html::Values& values, const TotpShown& shown, const std::string& back_url);
// Whether a form brought back what a page may show again.
bool is_showable(const TotpShown& shown);
// Of office/frame/recovery_codes.
void fill_recovery_codes(html::Values& values, const std::vector<std::string>& codes, const std::string& go_on_url);

}  // namespace office
