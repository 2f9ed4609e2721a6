#include "customers/customer_store.h"

#include "base/search.h"

namespace customers::store {
namespace {

struct Keys {
    std::optional<std::string> email;
    std::string sort, search;
};

Keys keys_of(const Customer& customer) {
    Keys keys;
    if (customer.email) keys.email = base::folded(*customer.email);
    const auto name = base::folded(customer.name), surname = base::folded(customer.surname);
    keys.sort = surname.empty() ? name : surname + " " + name;
    const auto address = keys.email.value_or("");
    keys.search = fmt::format("{}{} {} {}", base::search_key(customer.full_name()),
                              base::search_key(address.substr(0, address.find('@'))), address,
                              customer.phone.empty() ? "" : std::string_view(customer.phone).substr(1));
    return keys;
}

template <class Key>
std::optional<Customer> select(db::Session& session, BusinessId business, std::string_view where, const Key& key) {
    using S = std::string;
    auto found = session.row<CustomerId, S, S, std::optional<S>, S, S, bool, bool, std::optional<Day>, S, S, S, S, bool,
                             bool, Instant, std::int64_t>(fmt::format(R"sql(
        select id, name, surname, email, phone, language, remind_by_email, remind_by_sms, date_of_birth, gender, note,
               important_note, email_trouble,
               (select count(*) from customer_pictures p where p.business_id = c.business_id and p.customer_id = c.id),
               case when anonymised_at is null then 0 else 1 end, created_at, version
        from customers c where business_id = :business and {})sql",
                                                                      where),
                                                          business, key);
    if (!found) return std::nullopt;
    auto& [id, name, surname, email, phone, language, by_email, by_sms, born, gender, note, important, trouble, picture,
           anonymised, created, version] = *found;
    return Customer{.id = id,
                    .name = std::move(name),
                    .surname = std::move(surname),
                    .email = std::move(email),
                    .phone = std::move(phone),
                    .language = std::move(language),
                    .reminders = {by_email, by_sms},
                    .date_of_birth = born,
                    .gender = std::move(gender),
                    .note = std::move(note),
                    .important_note = std::move(important),
                    .email_trouble = std::move(trouble),
                    .has_picture = picture,
                    .anonymised = anonymised,
                    .created_at = created,
                    .version = version};
}

}  // namespace

std::optional<Customer> find_by_email(db::Session& session, BusinessId business, std::string_view email_key) {
    return select(session, business, "email_key = :email_key", email_key);
}

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id) {
    return select(session, business, "id = :id", id);
}

bool insert(db::Tx& tx, BusinessId business, const Customer& customer) {
    const auto keys = keys_of(customer);
    return tx.execute(R"sql(
        insert into customers (business_id, id, name, surname, email, email_key, phone, language, remind_by_email,
                               remind_by_sms, date_of_birth, gender, note, important_note, created_at, sort_key, search_key)
        values (:business, :id, :name, :surname, :email, :email_key, :phone, :language, :by_email,
                :by_sms, :born, :gender, :note, :important, :created, :sort_key, :search_key)
        on conflict (business_id, email_key) do nothing)sql",
                      business, customer.id, customer.name, customer.surname, customer.email, keys.email,
                      customer.phone, customer.language, customer.reminders.email, customer.reminders.sms,
                      customer.date_of_birth, customer.gender, customer.note, customer.important_note,
                      customer.created_at, keys.sort, keys.search) == 1;
}

bool update(db::Tx& tx, BusinessId business, const Customer& customer) try {
    const auto keys = keys_of(customer);
    db::Savepoint savepoint(tx);
    const auto changed =
        tx.execute(R"sql(
        update customers set name = :name, surname = :surname, email = :email, email_key = :email_key, phone = :phone,
               language = :language, remind_by_email = :by_email, remind_by_sms = :by_sms, date_of_birth = :born, gender = :gender,
               note = :note, important_note = :important, email_trouble = :trouble, sort_key = :sort_key,
               search_key = :search_key, keys_stale = 0, version = version + 1
        where business_id = :business and id = :id and version = :version)sql",
                   customer.name, customer.surname, customer.email, keys.email, customer.phone, customer.language,
                   customer.reminders.email, customer.reminders.sms, customer.date_of_birth, customer.gender,
                   customer.note, customer.important_note, customer.email_trouble, keys.sort, keys.search, business,
                   customer.id, customer.version);
    savepoint.keep();
    return changed == 1;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "customers_email") return false;
    throw;
}

std::size_t renew_keys(db::Tx& tx, std::size_t limit) {
    using S = std::string;
    const auto stale = tx.rows<BusinessId, CustomerId, S, S, std::optional<S>, S>(
        "select business_id, id, name, surname, email, phone from customers where keys_stale = 1 limit :limit",
        static_cast<std::int64_t>(limit));
    for (const auto& [business, id, name, surname, email, phone] : stale) {
        Customer customer;
        customer.name = name;
        customer.surname = surname;
        customer.email = email;
        customer.phone = phone;
        const auto keys = keys_of(customer);
        tx.execute("update customers set sort_key = :sort_key, search_key = :search_key, keys_stale = 0 "
                   "where business_id = :business and id = :id",
                   keys.sort, keys.search, business, id);
    }
    return stale.size();
}

}  // namespace customers::store
