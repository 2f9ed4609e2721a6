#include "customers/customer_store.h"

#include "base/search.h"
#include "businesses/business.h"
#include "customers/fields.h"
#include "customers/phones.h"
#include "i18n/i18n.h"

#include <algorithm>
#include <array>

namespace customers::store {
namespace {

struct Keys {
    std::optional<std::string> email;
    std::string sort, search, surname;
};

Keys keys_of(i18n::Language language, const Customer& customer) {
    constexpr std::string_view between = "\uFFFE";
    Keys keys;
    if (customer.email) keys.email = base::folded(*customer.email);
    const auto& [name, surname] = std::tie(customer.name, customer.surname);
    keys.sort = i18n::sort_key(language, surname.empty() ? name : fmt::format("{}{}{}", surname, between, name));
    const auto address = keys.email.value_or("");
    keys.surname = base::search_key(base::full_name(surname, name));
    keys.search =
        fmt::format("{}{}{} {} {}", base::search_key(customer.full_name()), base::search_key(customer.customer_number),
                    base::search_key(address.substr(0, address.find('@'))), address,
                    customer.phone.empty() ? "" : std::string_view(customer.phone).substr(1));
    for (const auto& phone : phones_in(customer.more_phones))
        if (phone.number.starts_with('+')) keys.search += " " + phone.number.substr(1);
    return keys;
}

// "name, surname, ..."; each as `one` writes it, such as "{0} = :{0}".
std::string columns(std::string_view one) {
    std::string out;
    for_each_field([&](const auto& field) {
        if (!out.empty()) out += ", ";
        out += fmt::format(fmt::runtime(one), field.name);
    });
    return out;
}

// Every field as its column holds it.
auto values(const Customer& customer) {
    return std::apply([&](const auto&... field) { return std::tuple{fields::column(field.of(customer))...}; }, kFields);
}
using Values = decltype(values(std::declval<const Customer&>()));
constexpr std::size_t kFieldCount = std::tuple_size_v<Values>;

template <class... Fixed, class... Columns, class... Args>
auto row_of(db::Session& session, const std::string& sql, std::type_identity<std::tuple<Columns...>>,
            const Args&... args) {
    return session.row<Columns..., Fixed...>(sql, args...);
}

template <class Key>
std::optional<Customer> select(db::Session& session, BusinessId business, std::string_view where, const Key& key) {
    static const std::string kColumns = columns("{0}");
    auto found = row_of<CustomerId, std::string, bool, bool, bool, Instant, std::int64_t>(session,
                                                                                          fmt::format(R"sql(
        select {}, id, email_trouble,
               (select count(*) from customer_pictures p where p.business_id = c.business_id and p.customer_id = c.id),
               case when anonymised_at is null then 0 else 1 end,
               (select count(*) from customer_deletions d where d.business_id = c.business_id and d.customer_id = c.id),
               created_at, version
        from customers c where business_id = :business and {})sql",
                                                                                                      kColumns, where),
                                                                                          std::type_identity<Values>{},
                                                                                          business, key);
    if (!found) return std::nullopt;
    Customer out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((std::get<I>(kFields).of(out) = std::get<I>(std::move(*found))), ...);
    }
    (std::make_index_sequence<kFieldCount>{});
    out.id = std::get<kFieldCount>(*found);
    out.email_trouble = std::get<kFieldCount + 1>(std::move(*found));
    out.has_picture = std::get<kFieldCount + 2>(*found);
    out.anonymised = std::get<kFieldCount + 3>(*found);
    out.deleted = std::get<kFieldCount + 4>(*found);
    out.created_at = std::get<kFieldCount + 5>(*found);
    out.version = std::get<kFieldCount + 6>(*found);
    return out;
}

}  // namespace

i18n::Language language_of(db::Session& session, BusinessId business) {
    return i18n::parse_language(businesses::main_language(session, business)).value_or(i18n::Language::en);
}

std::optional<Customer> find_by_email(db::Session& session, BusinessId business, std::string_view email_key) {
    return select(session, business, "email_key = :email_key", email_key);
}

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id) {
    return select(session, business, "id = :id", id);
}

std::map<CustomerId, std::string> list_important_notes(db::Session& session, BusinessId business,
                                                       const std::vector<CustomerId>& customers) {
    constexpr std::size_t kAtOnce = 100;
    static const auto sql = [] {
        std::string out = "select id, important_note from customers where business_id = :business "
                          "and important_note <> '' and id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:c{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::map<CustomerId, std::string> out;
    for (std::size_t from = 0; from < customers.size(); from += kAtOnce) {
        std::array<CustomerId, kAtOnce> some{};  // 0 is nobody's id
        std::copy_n(customers.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, customers.size() - from),
                    some.begin());
        const auto found = std::apply(
            [&](const auto&... id) { return session.rows<CustomerId, std::string>(sql, business, id...); }, some);
        for (const auto& [id, note] : found) out.emplace(id, note);
    }
    return out;
}

std::optional<CustomerId> find_by_number(db::Session& session, BusinessId business, std::string_view number) {
    if (number.empty()) return std::nullopt;
    return session.value<CustomerId>(
        "select id from customers where business_id = :business and customer_number = :number "
        "and customer_number <> ''",
        business, number);
}

bool insert(db::Tx& tx, BusinessId business, const Customer& customer) {
    return insert(tx, business, customer, language_of(tx, business));
}

bool insert(db::Tx& tx, BusinessId business, const Customer& customer, i18n::Language sorted_in) {
    static const std::string kSql = fmt::format(R"sql(
        insert into customers ({}, business_id, id, email_key, created_at, sort_key, search_key, surname_key)
        values ({}, :business, :id, :email_key, :created, :sort_key, :search_key, :surname_key)
        on conflict (business_id, email_key) do nothing)sql",
                                                columns("{0}"), columns(":{0}"));
    const auto keys = keys_of(sorted_in, customer);
    const auto inserted = std::apply(
        [&](const auto&... value) {
            return tx.execute(kSql, value..., business, customer.id, keys.email, customer.created_at, keys.sort,
                              keys.search, keys.surname);
        },
        values(customer));
    if (inserted != 1) return false;
    tx.execute("insert into customer_visits (business_id, customer_id) values (:business, :customer)", business,
               customer.id);
    return true;
}

bool update(db::Tx& tx, BusinessId business, const Customer& customer) try {
    static const std::string kSql = fmt::format(R"sql(
        update customers set {}, email_key = :email_key, email_trouble = :trouble, sort_key = :sort_key,
               search_key = :search_key, surname_key = :surname_key, keys_stale = 0, version = version + 1
        where business_id = :business and id = :id and version = :version)sql",
                                                columns("{0} = :{0}"));
    const auto keys = keys_of(language_of(tx, business), customer);
    db::Savepoint savepoint(tx);
    const auto changed = std::apply(
        [&](const auto&... value) {
            return tx.execute(kSql, value..., keys.email, customer.email_trouble, keys.sort, keys.search, keys.surname,
                              business, customer.id, customer.version);
        },
        values(customer));
    savepoint.keep();
    return changed == 1;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "customers_email" || violation.constraint == "customers_number") return false;
    throw;
}

bool blank(db::Tx& tx, BusinessId business, CustomerId id, Instant now) {
    static const std::string kSql = fmt::format(R"sql(
        update customers set {}, email_key = null, email_trouble = '', sort_key = '', search_key = '',
               surname_key = '', anonymised_at = :now, walk_in = 0, version = version + 1
        where business_id = :business and id = :id and anonymised_at is null)sql",
                                                columns("{0} = :{0}"));
    const auto stored = find(tx, business, id);
    if (!stored) return false;
    Customer nobody;
    nobody.reminders = {.email = false, .sms = false};
    for_each_field([&](const auto& field) {
        if (!field.erased) field.of(nobody) = field.of(*stored);
    });
    const auto done =
        std::apply([&](const auto&... value) { return tx.execute(kSql, value..., now, business, id); }, values(nobody));
    return done == 1;
}

void revive(db::Tx& tx, BusinessId business, CustomerId id) {
    tx.execute("update customers set anonymised_at = null, version = version + 1 "
               "where business_id = :business and id = :id",
               business, id);
}

std::size_t renew_keys(db::Tx& tx, std::size_t limit) {
    using S = std::string;
    const auto stale = tx.rows<BusinessId, CustomerId, S, S, std::optional<S>, S, S, S>(
        "select business_id, id, name, surname, email, phone, customer_number, more_phones from customers "
        "where keys_stale = 1 limit :limit",
        static_cast<std::int64_t>(limit));
    for (const auto& [business, id, name, surname, email, phone, number, more_phones] : stale) {
        Customer customer;
        customer.name = name;
        customer.surname = surname;
        customer.email = email;
        customer.phone = phone;
        customer.customer_number = number;
        customer.more_phones = more_phones;
        const auto keys = keys_of(language_of(tx, business), customer);
        tx.execute("update customers set sort_key = :sort_key, search_key = :search_key, surname_key = :surname_key, "
                   "keys_stale = 0 where business_id = :business and id = :id",
                   keys.sort, keys.search, keys.surname, business, id);
    }
    return stale.size();
}

std::optional<CustomerId> mark_stale(db::Tx& tx, BusinessId business, CustomerId after, std::size_t limit) {
    const auto last = tx.value<std::optional<CustomerId>>(
        "select max(id) from (select id from customers where business_id = :business and id > :after order by id "
        "limit :limit) piece",
        business, after, static_cast<std::int64_t>(limit));
    if (!last || !*last) return std::nullopt;
    tx.execute("update customers set keys_stale = 1 where business_id = :business and id > :after and id <= :last "
               "and keys_stale = 0 and anonymised_at is null",
               business, after, **last);
    return *last;
}

}  // namespace customers::store
