#include "businesses/business.h"
#include "businesses/business_store.h"
#include "businesses/text_columns.h"
#include "db/db.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace businesses {
namespace {

constexpr std::size_t kLongestText = 2000, kMostOrigins = 20;
constexpr int kMostOpenBookings = 1000;

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

template <class Words>
std::string joined(const Words& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

std::set<std::string> set_of(std::string_view text) {
    const auto all = words(text);
    return {all.begin(), all.end()};
}

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

std::vector<FieldError> wrong_fields(const CustomerSettings& settings) {
    std::vector<FieldError> wrong;
    const auto expect = [&wrong](bool fine, const char* field) {
        if (!fine) wrong.push_back({field, "field.invalid", {}});
    };
    expect(settings.password_sign_in || settings.access_link_sign_in, "password_sign_in");
    constexpr std::array<std::string_view, 6> kStatuses{"pending",   "approved",  "declined",
                                                        "cancelled", "completed", "no_show"};
    const auto known = [&](const std::set<std::string>& statuses) {
        return std::ranges::all_of(
            statuses, [&](const auto& each) { return std::ranges::find(kStatuses, each) != kStatuses.end(); });
    };
    expect(known(settings.reschedule_statuses), "reschedule_statuses");
    expect(known(settings.status_changes), "status_changes");
    if (settings.open_bookings_max < 1 || settings.open_bookings_max > kMostOpenBookings)
        wrong.push_back(
            {"open_bookings_max", "field.number_between", {{"from", "1"}, {"to", std::to_string(kMostOpenBookings)}}});
    expect(is_short(settings.paid_text), "paid_text");
    expect(is_short(settings.panel_welcome), "panel_welcome");
    if (!settings.panel_address.empty() && !is_page_address(settings.panel_address))
        wrong.push_back({"panel_address", "business.page_address_invalid", {}});
    expect(settings.embed_origins.size() <= kMostOrigins && std::ranges::all_of(settings.embed_origins, is_origin),
           "embed_origins");
    // In a header of mails: one line without what would end or quote it.
    expect(base::is_clean_text(settings.sender_name) && base::length(settings.sender_name) <= 100 &&
               settings.sender_name.find_first_of("\r\n\t") == std::string::npos,
           "sender_name");
    expect(settings.reply_to.empty() || base::parse_email(settings.reply_to).has_value(), "reply_to");
    return wrong;
}

void write(db::Tx& tx, BusinessId id, const CustomerSettings& settings) {
    std::vector<std::string_view> roles;
    for (const auto role : settings.totp_roles) roles.push_back(to_text(role));
    tx.execute("delete from customer_settings where business_id = :business", id);
    tx.execute(R"sql(
        insert into customer_settings (business_id, logins, password_sign_in, access_link_sign_in, name_check,
                                       surname_field, phone_field, note_field, reschedule_statuses, status_changes,
                                       paid_reschedule, paid_cancel, mail_reschedule, mail_cancel,
                                       open_bookings_max, panel_address, panel_by_script, embed_origins, sender_name, reply_to, totp_roles, panel_welcome, paid_text,
                                       translations)
        values (:business, :logins, :password, :access_link, :name_check, :surname, :phone, :note, :reschedule,
                :changes, :paid_reschedule, :paid_cancel, :mail_reschedule, :mail_cancel, :open_bookings_max, :panel_address, :by_script, :origins,
                :sender, :reply_to, :roles, :welcome, :paid_text, :translations))sql",
               id, to_text(settings.logins), settings.password_sign_in, settings.access_link_sign_in,
               to_text(settings.name_check), to_text(settings.surname_field), to_text(settings.phone_field),
               to_text(settings.note_field), joined(settings.reschedule_statuses), joined(settings.status_changes),
               to_text(settings.paid_reschedule), to_text(settings.paid_cancel), settings.mail_reschedule,
               settings.mail_cancel, settings.open_bookings_max, settings.panel_address, settings.panel_by_script,
               joined(settings.embed_origins), settings.sender_name, settings.reply_to, joined(roles),
               settings.panel_welcome.fallback, settings.paid_text.fallback,
               translations_of({{"panel_welcome", &settings.panel_welcome}, {"paid_text", &settings.paid_text}}));
}

}  // namespace

CustomerSettings find_customer_settings(db::Session& session, BusinessId id) {
    using S = std::string;
    CustomerSettings out;
    auto ways = session.row<S, bool, bool, S, S, S, S, S, S, S, S, bool, bool, int, bool>(
        "select logins, password_sign_in, access_link_sign_in, name_check, surname_field, phone_field, note_field, "
        "reschedule_statuses, status_changes, paid_reschedule, paid_cancel, mail_reschedule, mail_cancel, "
        "open_bookings_max, panel_by_script "
        "from customer_settings where business_id = :business",
        id);
    if (!ways) return out;
    auto& [logins, password, link, name_check, surname, phone, note, reschedule, changes, paid_reschedule, paid_cancel,
           mail_reschedule, mail_cancel, open_bookings_max, panel_by_script] = *ways;
    out.logins = parse_logins(logins).value();
    out.password_sign_in = password;
    out.access_link_sign_in = link;
    out.name_check = parse_name_check(name_check).value();
    out.surname_field = parse_field_rule(surname).value();
    out.phone_field = parse_field_rule(phone).value();
    out.note_field = parse_field_rule(note).value();
    out.reschedule_statuses = set_of(reschedule);
    out.status_changes = set_of(changes);
    out.paid_reschedule = parse_paid_rule(paid_reschedule).value();
    out.paid_cancel = parse_paid_rule(paid_cancel).value();
    out.mail_reschedule = mail_reschedule;
    out.mail_cancel = mail_cancel;
    out.open_bookings_max = open_bookings_max;
    out.panel_by_script = panel_by_script;
    auto texts = session.row<S, S, S, S, S, S, S, S>("select panel_address, embed_origins, sender_name, reply_to, "
                                                     "totp_roles, panel_welcome, paid_text, translations "
                                                     "from customer_settings where business_id = :business",
                                                     id);
    auto& [panel_address, origins, sender, reply_to, roles, welcome, paid_text, translations] = texts.value();
    out.panel_address = std::move(panel_address);
    out.embed_origins = words(origins);
    out.sender_name = std::move(sender);
    out.reply_to = std::move(reply_to);
    for (const auto& role : words(roles))
        if (const auto known = parse_role(role)) out.totp_roles.insert(*known);
    out.panel_welcome.fallback = std::move(welcome);
    out.paid_text.fallback = std::move(paid_text);
    read_translations(translations, {{"panel_welcome", &out.panel_welcome}, {"paid_text", &out.paid_text}});
    return out;
}

Result<void> set_customer_settings(db::Tx& tx, BusinessId id, const CustomerSettings& settings) {
    if (auto wrong = wrong_fields(settings); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    write(tx, id, settings);
    touch(tx, id);
    return {};
}

}  // namespace businesses
