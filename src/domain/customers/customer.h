// The customer record. Every customer belongs to one business.
#pragma once

#include "activity/activity.h"
#include "base/base.h"
#include "base/typed.h"
#include "businesses/business.h"

#include <map>
#include <string>
#include <vector>

namespace db {
class Database;
class Session;
class Tx;
}  // namespace db

using LabelId = base::Id<struct LabelTag>;

namespace customers {

// The activities and permissions of this folder, what it tells of a customer and erases, and its housekeeping.
void subscribe(activity::Registry& registry);

// Also who sees what was sent to them.
inline constexpr businesses::Permission kManageCustomers{"manage_customers", businesses::kAllButProviders,
                                                         N_("Customers and messages")};

// In code points.
inline constexpr std::size_t kLongestName = 100, kLongestEmail = 254, kLongestPhone = 40, kLongestNote = 4000,
                             kLongestLanguage = 35, kLongestNumber = 50, kLongestStreet = 200, kLongestPostalCode = 20,
                             kLongestCity = 100, kLongestCountry = 2, kLongestPhones = 500;

// What someone gave at booking, checked and normalised (details.h).
struct Details {
    std::string name, surname;
    Email email;
    std::string phone;     // E.164
    std::string language;  // BCP 47
};

// How a customer wants to be reminded: both, either or neither (FEATURES 5.13).
struct Reminders {
    bool email = true, sms = false;
    bool operator==(const Reminders&) const = default;
};

struct Customer {
    CustomerId id;
    std::string name, surname;
    std::optional<std::string> email;
    std::string phone, language;
    Reminders reminders;
    std::optional<Day> date_of_birth;
    std::string gender;                // "", "female", "male", "other"
    std::string note, important_note;  // staff's
    std::string customer_number{};     // in another system, of one customer of the business (FEATURES 5.13)
    std::string more_phones{};         // a line each (phones.h); messages go to `phone`
    std::string street{}, postal_code{}, city{};
    std::string country{};      // ISO 3166; empty: not given
    std::string email_trouble;  // why the address was refused for good; nothing is sent to it meanwhile
    bool has_picture = false;
    bool anonymised = false;  // nobody is to be seen: erased, or deleted
    bool deleted = false;     // what says who it was is kept aside, to be restored (deletion.h)
    Instant created_at;
    std::int64_t version = 1;

    std::string full_name() const { return base::full_name(name, surname); }
};

// Whether the business may have one more (businesses::Limits); asked before one is made, under a lock of those who make
// one at the same time, where there is a limit. Errors: conflict customers.limit_reached {max}.
Result<void> has_room(db::Tx& tx, BusinessId business);
// How many there are, counted up to `most`.
std::int64_t count(db::Session& session, BusinessId business, std::int64_t most);

// The customer of that address, or a new one made of the details. A known one is returned as stored and not changed:
// whoever typed the address has not shown that it is theirs (FEATURES 1.11).
struct Joined {
    Customer customer;
    bool is_new = false;
};
Joined join(db::Tx& tx, BusinessId business, const Clock& clock, const Details& details);

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id);
// The important notes of those of them who have one, a hundred customers in each statement.
std::map<CustomerId, std::string> list_important_notes(db::Session& session, BusinessId business,
                                                       const std::vector<CustomerId>& customers);
// By the key of their address (base::parse_email).
std::optional<Customer> find_by_email(db::Session& session, BusinessId business, std::string_view email_key);

// What may be changed of a record, checked here. An address that differs from the stored one clears email_trouble.
struct Changes {
    std::string name, surname;
    std::string email;  // as typed; empty: none
    std::string phone;  // as typed
    std::string language;
    Reminders reminders;
    std::optional<Day> date_of_birth;
    std::string gender, note, important_note;
    std::string customer_number{};
    std::string more_phones{};  // as typed, a line each
    std::string street{}, postal_code{}, city{}, country{};
};
Changes changes_of(const Customer& customer);

using activity::Context;

// What the change log and the activities of a record hold: "customer.created", "customer.changed" {before, after}
// (changed fields only), "customer.picture_changed", "customer.anonymised", "customer.email_refused".

// Errors: invalid form.invalid with fields named as in fields.h
// (field.required, field.email, field.phone, field.invalid, field.not_clean, field.too_long {limit}); conflict
// customer.email_taken (field email), customer.number_taken (field customer_number); not_found customer.unknown, an
// anonymised one too; conflict customer.changed_meanwhile when `version` is given and no longer the stored one. Without
// a change nothing is recorded.
Result<CustomerId> create(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                          const Changes& changes, activity::Actor actor);
Result<void> update(db::Tx& tx, const Context& context, BusinessId business, std::string_view country, CustomerId id,
                    const Changes& changes, std::optional<std::int64_t> version, activity::Actor actor);

// What a form was drawn of, so that what others changed since is kept.
struct Seen {
    std::int64_t version = 0;
    Changes changes{};
};
// What was typed into such a form, put over what is stored now. A field that only one of the two changed is as that one
// left it.
struct Merged {
    Changes changes;
    std::int64_t version = 0;
    std::vector<std::string> others{};  // fields that others changed since, by name
    std::vector<std::string> both{};  // of these, the ones that were typed over otherwise; `changes` has what is stored
};
Merged merged(const Customer& stored, const Changes& seen, const Changes& typed);
// The same of the record as it is, which nobody changes until the commit. Errors: conflict customer.both_changed with
// the fields of `both`; not_found customer.unknown.
Result<Merged> merge(db::Tx& tx, BusinessId business, CustomerId id, const Seen& seen, const Changes& typed);

// Who counts what the customer has and does the same at the same time waits, so that what is counted from here on stays
// true until the commit.
void lock(db::Tx& tx, BusinessId business, CustomerId customer);

// `search`: parts of words and the beginnings of short ones, as search_terms.h says, whatever their case, accents and
// punctuation (base/search.h). It is the short form of list_page (list.h), which can do more. By
// name is by surname, then name, as the business's main language sorts; by phone, those without one come last, and
// first when descending; by address, those without one come last. Anonymised ones are left out.
enum class Order { name, email, phone, created };
struct Wanted {
    std::string search;
    Order order = Order::name;
    bool descending = false;
    std::optional<LabelId> label{};  // only those who have it (labels.h)
    // One of them at most: the page goes on behind this customer, or ends before them. Of unknown ones: the first page.
    std::optional<CustomerId> after{}, before{};
    int limit = 50;
};
struct Listed {
    std::vector<Customer> customers;
    bool earlier = false, more = false;  // whether there are any before the first and behind the last
};
Listed list(db::Session& session, BusinessId business, const Wanted& wanted);

// Makes what names are found and sorted by anew where a migration, or another main language of the business, has
// changed how (customers.keys_stale): a few in each transaction and at most 20,000 in a call; returns how many. Until
// then they are found and sorted as before. Now and then, by the housekeeper.
int renew_keys(db::Database& database);

// Nothing more is sent to the address until it is corrected (FEATURES 5.16).
void note_email_trouble(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, std::string_view why);

struct Picture {
    std::string media_type, content;
    Instant changed_at;
};
// Pictures are checked and scaled before (pictures/picture.h); at most 256 KB.
void set_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, const Picture& picture,
                 activity::Actor actor);
void remove_picture(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor);
std::optional<Picture> find_picture(db::Session& session, BusinessId business, CustomerId id);

// What says who it was goes: name, address, phone, notes, picture, and what the change log held of them. The record
// stays for bookkeeping. The login goes by accounts::erase, before.
void anonymise(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor);

}  // namespace customers
