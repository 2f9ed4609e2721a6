#include "accounts/personal.h"

#include "accounts/account.h"
#include "activity/activity_log.h"
#include "db/db.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

#include <array>
#include <limits>

namespace accounts {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;
using personal::Subject;
using personal::time_of;

std::string label(i18n::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"email", i18n::words(language, "E-mail")},
        {"name", i18n::words(language, "First name")},
        {"surname", i18n::words(language, "Last name")},
        {"phone", i18n::words(language, "Phone")},
        {"created_at", i18n::words(language, "Since")},
        {"asked_at", i18n::words(language, "When")},
        {"last_sign_in_at", i18n::words(language, "Last signed in")},
        {"last_sign_in_address", i18n::words(language, "From the address")},
        {"sessions", i18n::words(language, "Signed in on")},
        {"sign_in_by", i18n::words(language, "Signs in with")},
        {"passkeys", i18n::words(language, "Passkeys")},
        {"people", i18n::words(language, "People I book for")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

// The times are not told elsewhere; what a session or a link is, beside them, is a secret's hash.
json sessions_of(db::Session& session, BusinessId business, AccountId id) {
    json out = json::array();
    for (const auto& [agent, address, created, seen, expires, member] :
         session.rows<std::string, std::string, Instant, Instant, Instant, std::optional<std::int64_t>>(
             "select user_agent, address, created_at, seen_at, expires_at, staff_member_id from account_sessions "
             "where business_id = :business and account_id = :account order by id",
             business, id))
        out.push_back({{"browser", agent},
                       {"address", address},
                       {"since", json_time(created)},
                       {"last_seen", json_time(seen)},
                       {"until", json_time(expires)},
                       {"by_staff", member.has_value()}});
    return out;
}

json identities_of(db::Session& session, BusinessId business, AccountId id) {
    json out = json::array();
    for (const auto& [issuer, subject, email, linked, used] :
         session.rows<std::string, std::string, std::string, Instant, std::optional<Instant>>(
             "select issuer, subject, email, linked_at, used_at from account_identities "
             "where business_id = :business and account_id = :account order by id",
             business, id))
        out.push_back({{"provider", issuer},
                       {"number_there", subject},
                       {"email", email},
                       {"since", json_time(linked)},
                       {"last_used", time_of(used)}});
    return out;
}

json passkeys_of(db::Session& session, BusinessId business, AccountId id) {
    json out = json::array();
    for (const auto& [name, synced, created, used] : session.rows<std::string, bool, Instant, std::optional<Instant>>(
             "select name, synced, created_at, used_at from account_passkeys "
             "where business_id = :business and account_id = :account order by id",
             business, id))
        out.push_back({{"name", name},
                       {"on_several_devices", synced},
                       {"since", json_time(created)},
                       {"last_used", time_of(used)}});
    return out;
}

json links_of(db::Session& session, BusinessId business, AccountId id) {
    json out = json::array();
    for (const auto& [purpose, created, expires, used] :
         session.rows<std::string, Instant, Instant, std::optional<Instant>>(
             "select purpose, created_at, expires_at, used_at from one_time_links "
             "where business_id = :business and subject_id = :account order by id",
             business, id))
        out.push_back({{"for", purpose},
                       {"made_at", json_time(created)},
                       {"until", json_time(expires)},
                       {"used_at", time_of(used)}});
    return out;
}

personal::Files account_files(db::Session& session, const Clock&, const Subject& subject) {
    const auto business = subject.business;
    const auto account = find_by_customer(session, business, subject.customer);
    if (!account) return {};
    const auto times = session.row<std::optional<Instant>, std::optional<Instant>>(
        "select email_confirmed_at, consent_at from accounts where business_id = :business and id = :id", business,
        account->id);
    const auto feed = session.row<Instant, std::optional<Instant>>(
        "select created_at, used_at from calendar_feeds where business_id = :business and account_id = :account",
        business, account->id);
    json out{{"email", account->email},
             {"has_password", account->has_password},
             {"email_confirmed_at", time_of(std::get<0>(*times))},
             {"consent_at", time_of(std::get<1>(*times))},
             {"may_sign_in", account->allowed},
             {"created_at", json_time(account->created_at)},
             {"last_sign_in_at", time_of(account->last_sign_in_at)},
             {"last_sign_in_address", account->last_sign_in_address},
             {"calendar_address_since", feed ? json(json_time(std::get<0>(*feed))) : json(nullptr)},
             {"calendar_address_used_at", feed ? time_of(std::get<1>(*feed)) : json(nullptr)},
             {"sessions", sessions_of(session, business, account->id)},
             {"links", links_of(session, business, account->id)},
             {"sign_in_by", identities_of(session, business, account->id)},
             {"passkeys", passkeys_of(session, business, account->id)},
             {"people", json::array()}};
    for (const auto& person : list_people(session, business, account->id))
        if (!person.self) out["people"].push_back({{"name", person.name}, {"surname", person.surname}});
    return {{"account.json", out.dump(2)}};
}

using Registered = std::tuple<RegistrationId, std::string, std::string, std::string, std::string, std::string, Instant,
                              Instant, Instant, std::optional<Instant>>;

template <class Key>
std::vector<Registered> registrations(db::Session& session, const Subject& subject, std::string_view column,
                                      const Key& key) {
    using S = std::string;
    return session.rows<RegistrationId, S, S, S, S, S, Instant, Instant, Instant, std::optional<Instant>>(
        fmt::format(
            "select id, email, name, surname, phone, language, consent_at, created_at, expires_at, confirmed_at "
            "from registrations where business_id = :business and {} = :key order by id",
            column),
        subject.business, key);
}

// For the account's own asks for another address, and by all addresses that were theirs.
std::vector<Registered> registrations_of(db::Session& session, const Subject& subject) {
    std::vector<Registered> out;
    const auto account = find_by_customer(session, subject.business, subject.customer);
    if (account) out = registrations(session, subject, "account_id", account->id);
    for (const auto& address : subject.addresses)
        std::ranges::move(registrations(session, subject, "email_key", address), std::back_inserter(out));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

personal::Files registration_files(db::Session& session, const Clock&, const Subject& subject) {
    json out = json::array();
    for (const auto& [id, email, name, surname, phone, language, consent, created, expires, confirmed] :
         registrations_of(session, subject))
        out.push_back({{"email", email},
                       {"name", name},
                       {"surname", surname},
                       {"phone", phone},
                       {"language", language},
                       {"consent_at", json_time(consent)},
                       {"asked_at", json_time(created)},
                       {"until", json_time(expires)},
                       {"confirmed_at", time_of(confirmed)}});
    if (out.empty()) return {};
    return {{"registrations.json", out.dump(2)}};
}

// Those who left the account stay customers; that they did is in the change log.
void find_former_dependants(db::Session& session, Subject& subject, AccountId account) {
    constexpr std::array<std::string_view, 1> kLeft{"customer.left_account"};
    for (const auto& left :
         activity::list_of_types(session, subject.business, kLeft, {}, std::numeric_limits<int>::max())) {
        const CustomerId customer{left.subject_id};
        if (json::parse(left.data).value("account_id", std::int64_t{0}) == account.value &&
            !subject.looked_after(customer))
            subject.dependants.push_back(customer);
    }
}

void find_in_account(db::Session& session, Subject& subject) {
    const auto account = find_by_customer(session, subject.business, subject.customer);
    if (!account) return;
    subject.add_address(account->email);
    for (const auto& person : list_people(session, subject.business, account->id))
        if (!person.self) subject.dependants.push_back(person.id);
    find_former_dependants(session, subject, account->id);
    for (const auto& each : registrations(session, subject, "account_id", account->id)) {
        subject.add_address(std::get<1>(each));
        subject.records.push_back(std::get<0>(each).value);
    }
}

bool is_of_another(db::Session& session, const Subject& subject, std::string_view address) {
    const auto holder = find_by_email(session, subject.business, {std::string(address), std::string(address)});
    return holder && holder->customer_id != subject.customer;
}

void erase_registrations(db::Tx& tx, const personal::Erasing& erasing) {
    const auto& subject = erasing.subject;
    for (const auto& each : registrations_of(tx, subject)) {
        const auto id = std::get<0>(each);
        tx.execute("delete from one_time_links where business_id = :business and subject_id = :id", subject.business,
                   id);
        tx.execute("delete from registrations where business_id = :business and id = :id", subject.business, id);
    }
    for (const auto& address : subject.addresses)
        tx.execute("delete from one_time_links where business_id = :business and email_key = :address",
                   subject.business, address);
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(
        personal::Part{.name = "registrations",
                       .tables = {{"registrations", "email_key password_hash device_hash account_id",
                                   "a key made of the address; hashes; whose"}},
                       .heading = [](i18n::Language language) { return i18n::words(language, "Registrations"); },
                       .label = label,
                       .find = find_in_account,
                       .is_of_another = is_of_another,
                       .files = registration_files,
                       .erase = erase_registrations});
    registry.add(personal::Part{
        .name = "account",
        .tables = {{"accounts", "email_key password_hash", "a key made of the address; a hash, has_password tells"},
                   {"account_customers", "*", "people names those who are looked after"},
                   {"account_sessions", "account_id token_hash device_hash staff_session_id",
                    "whose; hashes; by_staff tells of quick logins"},
                   {"account_identities", "account_id", "whose"},
                   {"account_passkeys", "account_id credential_id public_key counter", "whose; what the device holds"},
                   {"one_time_links", "subject_id email_key token_hash", "whose; a key; a hash"},
                   {"calendar_feeds", "account_id token_hash", "whose; a hash"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Account"); },
        .label = label,
        .files = account_files,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                erase(tx, {erasing.clock, erasing.registry}, erasing.subject.business, erasing.subject.customer,
                      erasing.actor);
            }});
}

}  // namespace accounts
