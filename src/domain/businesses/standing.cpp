#include "businesses/standing.h"

#include "db/db.h"

#include <algorithm>

namespace businesses {
namespace {

constexpr std::size_t kLongestHost = 253, kLongestLabel = 63;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= kLongestLabel && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

std::unexpected<Error> wrong_host(Fault fault, const char* code) {
    return std::unexpected(Error{fault, code, {}, {{"host", code, {}}}});
}

}  // namespace

bool suspend(db::Tx& tx, BusinessId id, Instant now, std::string_view why) {
    return tx.execute("update businesses set suspended_at = coalesce(suspended_at, :now), suspended_why = :why, "
                      "version = version + 1 where id = :id",
                      now, why, id) == 1;
}

bool reopen(db::Tx& tx, BusinessId id) {
    return tx.execute("update businesses set suspended_at = null, suspended_why = '', version = version + 1 "
                      "where id = :id and suspended_at is not null",
                      id) == 1;
}

Result<void> is_open(const Business& business) {
    if (business.standing.suspended_at) return refuse(Fault::forbidden, "business.suspended");
    return {};
}

Result<void> set_limits(db::Tx& tx, BusinessId id, const Limits& limits) {
    std::vector<FieldError> wrong;
    const auto expect = [&](const std::optional<int>& limit, int least, const char* field) {
        if (limit && (*limit < least || *limit > kMostOfALimit)) wrong.push_back({field, "field.invalid", {}});
    };
    expect(limits.staff, 1, "staff");
    expect(limits.customers, 0, "customers");
    expect(limits.mails_a_day, 0, "mails_a_day");
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    tx.execute("update businesses set staff_max = :staff, customers_max = :customers, mails_a_day_max = :mails, "
               "version = version + 1 where id = :id",
               limits.staff, limits.customers, limits.mails_a_day, id);
    return {};
}

Limits find_limits(db::Session& session, BusinessId id) {
    using Limit = std::optional<int>;
    const auto found = session.row<Limit, Limit, Limit>(
        "select staff_max, customers_max, mails_a_day_max from businesses where id = :id", id);
    if (!found) return {};
    const auto& [staff, customers, mails] = *found;
    return {staff, customers, mails};
}

std::vector<MailLimit> list_mail_limits(db::Session& session) {
    std::vector<MailLimit> out;
    for (const auto& [id, most, zone] : session.rows<BusinessId, int, std::string>(
             "select id, mails_a_day_max, time_zone from businesses where mails_a_day_max is not null"))
        out.push_back({id, most, Zone::find(zone).value_or(Zone::utc())});
    return out;
}

bool is_host(std::string_view text) {
    if (text.size() > kLongestHost || text.find('.') == text.npos) return false;
    std::string_view label;
    for (auto rest = text;;) {
        const auto dot = rest.find('.');
        label = rest.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot == rest.npos) break;
        rest.remove_prefix(dot + 1);
    }
    // The last label of a name has a letter; "10.0.0.1" is an address.
    return std::ranges::any_of(label, is_letter);
}

Result<void> may_have_host(db::Session& session, BusinessId business, std::string_view host, std::string_view own) {
    if (!is_host(host)) return wrong_host(Fault::invalid, "business.host_invalid");
    if (host == own) return wrong_host(Fault::conflict, "business.host_own");
    if (session.value<int>("select 1 from businesses where host = :host and id <> :business", host, business))
        return wrong_host(Fault::conflict, "business.host_taken");
    return {};
}

Result<void> set_host(db::Tx& tx, BusinessId id, std::string_view host) try {
    if (!host.empty() && !is_host(host)) return wrong_host(Fault::invalid, "business.host_invalid");
    const auto stored = host.empty() ? std::nullopt : std::optional(std::string(host));
    db::Savepoint savepoint(tx);
    tx.execute("update businesses set host = :host, version = version + 1 where id = :id", stored, id);
    savepoint.keep();
    return {};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "businesses_host") return wrong_host(Fault::conflict, "business.host_taken");
    throw;
}

std::string base_of(const Business& business, std::string_view base_url) {
    const auto scheme = base_url.find("://");
    if (business.standing.host.empty() || scheme == base_url.npos) return std::string(base_url);
    const auto port = base_url.find(':', scheme + 3);
    return fmt::format("{}{}{}", base_url.substr(0, scheme + 3), business.standing.host,
                       base_url.substr(std::min(port, base_url.size())));
}

std::vector<std::pair<std::string, std::string>> list_hosts(db::Session& session) {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto& [host, slug] :
         session.rows<std::string, std::string>("select host, slug from businesses where host is not null"))
        out.emplace_back(std::move(host), std::move(slug));
    return out;
}

std::optional<std::string> find_slug_by_host(db::Session& session, std::string_view host) {
    return session.value<std::string>("select slug from businesses where host = :host", host);
}

}  // namespace businesses
