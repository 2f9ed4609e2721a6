#include "businesses/business.h"
#include "businesses/business_store.h"
#include "businesses/setting_columns.h"
#include "db/db.h"

#include <algorithm>

namespace businesses {
namespace {

constexpr std::size_t kLongestText = 2000, kMostOrigins = 20;

// "https://salon.example" or "http://127.0.0.1:8081": scheme, host and perhaps a port; what frame-ancestors takes.
bool is_origin(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == text.npos || (text.substr(0, scheme) != "https" && text.substr(0, scheme) != "http")) return false;
    const auto host = text.substr(scheme + 3);
    return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' ||
               c == ']';
    });
}

// "salon.example", "localhost": labels of letters, digits and hyphens (other letters as browsers write them, xn--...).
bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    for (std::size_t at = 0; at <= host.size();) {
        const auto end = std::min(host.find('.', at), host.size());
        const auto label = host.substr(at, end - at);
        const bool fine =
            !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
            std::ranges::all_of(label, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            });
        if (!fine) return false;
        at = end + 1;
    }
    return true;
}

bool is_port(std::string_view port) {
    const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == port.npos;
    return digits && std::stoi(std::string(port)) >= 1 && std::stoi(std::string(port)) <= 65535;
}

// A page on the web that links in mails may lead to. They hold what opens an account, so it goes over https, but for
// trying it out on one's own machine; and in the fragment, so the address has none of its own.
bool is_page_address(std::string_view text) {
    if (text.size() > 2000 || !base::is_clean_text(text)) return false;
    if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 127; })) return false;
    if (text.find_first_of("\"'<>\\#") != text.npos) return false;
    const bool safe = text.starts_with("https://");
    if (!safe && !text.starts_with("http://")) return false;
    text.remove_prefix(safe ? 8 : 7);
    const auto authority = text.substr(0, text.find_first_of("/?"));
    const auto colon = authority.find(':');
    const auto host = authority.substr(0, colon);
    if (colon != authority.npos && !is_port(authority.substr(colon + 1))) return false;
    return is_host(host) && (safe || host == "localhost" || host == "127.0.0.1");
}

bool is_short(const Text& text) {
    const auto fine = [](std::string_view each) {
        return base::is_clean_text(each) && base::length(each) <= kLongestText;
    };
    return fine(text.fallback) &&
           std::ranges::all_of(text.translations, [&](const auto& translation) { return fine(translation.second); });
}

bool are_statuses(const std::set<std::string>& statuses) {
    constexpr std::array<std::string_view, 6> kStatuses{"pending",   "approved",  "declined",
                                                        "cancelled", "completed", "no_show"};
    return std::ranges::all_of(statuses,
                               [&](const auto& each) { return std::ranges::find(kStatuses, each) != kStatuses.end(); });
}

const char* unless(bool fine) { return fine ? nullptr : "field.invalid"; }

void write(db::Tx& tx, BusinessId id, const CustomerSettings& settings) {
    static const std::string kSql =
        fmt::format("insert into customer_settings ({}, business_id, translations) "
                    "values ({}, :business, :translations)",
                    columns::names(kCustomerSettings, "{0}"), columns::names(kCustomerSettings, ":{0}"));
    tx.execute("delete from customer_settings where business_id = :business", id);
    std::apply(
        [&](const auto&... value) {
            tx.execute(kSql, value..., id, translations_of(columns::texts(settings, kCustomerSettings)));
        },
        columns::values(settings, kCustomerSettings));
}

}  // namespace

namespace wrong {

const char* ways_of_signing_in(const CustomerSettings& settings) {
    return unless(settings.password_sign_in || settings.access_link_sign_in);
}
const char* reschedule_statuses(const CustomerSettings& settings) {
    return unless(are_statuses(settings.reschedule_statuses));
}
const char* status_changes(const CustomerSettings& settings) { return unless(are_statuses(settings.status_changes)); }
const char* paid_text(const CustomerSettings& settings) { return unless(is_short(settings.paid_text)); }
const char* panel_welcome(const CustomerSettings& settings) { return unless(is_short(settings.panel_welcome)); }
const char* panel_address(const CustomerSettings& settings) {
    const bool fine = settings.panel_address.empty() || is_page_address(settings.panel_address);
    return fine ? nullptr : "business.page_address_invalid";
}
const char* offers_until_hour(const CustomerSettings& settings) {
    return settings.offers_from_hour < settings.offers_until_hour ? nullptr : "waiting.hours";
}
const char* embed_origins(const CustomerSettings& settings) {
    return unless(settings.embed_origins.size() <= kMostOrigins &&
                  std::ranges::all_of(settings.embed_origins, is_origin));
}
// In a header of mails: one line without what would end or quote it.
const char* sender_name(const CustomerSettings& settings) {
    const auto& name = settings.sender_name;
    return unless(base::is_clean_text(name) && base::length(name) <= 100 &&
                  name.find_first_of("\r\n\t") == std::string::npos);
}
const char* reply_to(const CustomerSettings& settings) {
    return unless(settings.reply_to.empty() || base::parse_email(settings.reply_to).has_value());
}

}  // namespace wrong

CustomerSettings find_customer_settings(db::Session& session, BusinessId id) {
    static const std::string kSql =
        fmt::format("select {}, translations from customer_settings where business_id = :business",
                    columns::names(kCustomerSettings, "{0}"));
    using Values = columns::Values<CustomerSettings, decltype(kCustomerSettings)>;
    CustomerSettings out;
    auto found = columns::rows<std::string>(session, kSql, std::type_identity<Values>{}, id);
    if (found.empty()) return out;
    auto& row = found.front();
    columns::take(row, out, kCustomerSettings);
    read_translations(std::get<std::tuple_size_v<Values>>(row), columns::texts(out, kCustomerSettings));
    return out;
}

Result<void> set_customer_settings(db::Tx& tx, BusinessId id, const CustomerSettings& settings) {
    std::vector<FieldError> wrong;
    add_wrong(wrong, settings, kCustomerSettings);
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    write(tx, id, settings);
    touch(tx, id);
    return {};
}

}  // namespace businesses
