#include "office/frame/second_factor.h"

#include "office/frame/qr.h"

namespace office {
namespace {

constexpr std::string_view kScheme = "otpauth://totp/";

// In groups of four, as it is easiest to type.
std::string grouped(std::string_view key) {
    std::string out;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (i > 0 && i % 4 == 0) out += ' ';
        out += key[i];
    }
    return out;
}

// After the scheme, which the template writes itself.
std::string rest_of(std::string_view url) {
    return std::string(url.substr(url.starts_with(kScheme) ? kScheme.size() : url.size()));
}

bool is_base32(std::string_view key) {
    return key.size() <= 64 && key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=") == key.npos;
}

}  // namespace

void fill_totp(html::Values& values, const TotpShown& shown, const std::string& back_url) {
    if (!back_url.empty()) values.add("BACK").set("BACK_URL", back_url);
    values.set("KEY", grouped(shown.key)).set("APP_REST", rest_of(shown.url));
    if (const auto code = qr_code(shown.url)) values.add("QR").set("QR_SIZE", code->size).set("QR_PATH", code->path);
}

bool is_showable(const TotpShown& shown) { return is_base32(shown.key) && shown.url.starts_with(kScheme); }

void fill_recovery_codes(html::Values& values, const std::vector<std::string>& codes, const std::string& go_on_url) {
    values.set("GO_ON_URL", go_on_url);
    for (const auto& code : codes) values.add("CODE").set("CODE_TEXT", code);
}

}  // namespace office
