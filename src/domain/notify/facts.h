// Everything that a mail may say, read for one message. Internal to notify.
#pragma once

#include "accounts/account.h"
#include "bookings/answers.h"
#include "bookings/booking.h"
#include "bookings/snapshot.h"
#include "notify/condition.h"

#include <any>
#include <map>
#include <mutex>
#include <set>
#include <typeindex>
#include <unordered_map>

namespace notify {

// Where a booking was before it was moved.
struct Moved {
    Instant starts_at;
    ProviderId provider_id;
};
// As the activity says it; nullopt: it says of no move.
std::optional<Moved> find_moved(db::Session& session, BusinessId business, ActivityId activity);

// What a workflow decides about.
struct Subject {
    std::optional<ActivityId> activity_id{};
    std::optional<CustomerId> customer_id{};
    std::optional<AccountId> account_id{};
    std::optional<RegistrationId> registration_id{};
    std::optional<BookingId> booking_id{};
    std::string former_address{};  // that the login had before
    Instant at{};
    std::optional<Moved> moved{};
};

// Whom a message is for, whatever the channel.
struct Reader {
    std::string name;
    std::string language;  // BCP 47, one that the program speaks
};

struct Facts {
    std::shared_ptr<const bookings::Snapshot> snapshot;
    Instant now;
    std::optional<customers::Customer> customer{};
    // Who looks after that customer and gets their mails, since they have no address of their own.
    std::optional<customers::Customer> guardian{};
    std::optional<accounts::Account> account{};
    std::string sign_in_providers{};  // by which the holder of an account without a password signs in
    std::optional<RegistrationId> registration_id{};
    std::optional<accounts::PendingRegistration> registration{};
    std::optional<bookings::Booking> booking{};
    std::vector<bookings::StoredAnswer> answers{};  // of the booking
    // The parts of a visit to which the same happened at once and of which the same reader hears, in their order, the
    // booking among them; empty: there is it alone.
    std::vector<bookings::Booking> together{};
    std::optional<Moved> moved{};
    std::vector<bookings::Booking> upcoming{};
    std::string former_address{};
    std::map<std::type_index, std::any> parts{};  // of further adaptors, each of a type of its own

    template <class Part>
    const Part* part() const {
        const auto found = parts.find(typeid(Part));
        return found == parts.end() ? nullptr : std::any_cast<Part>(&found->second);
    }
    const businesses::Business& business() const { return snapshot->business; }
};

// The offers of many businesses by id, each kept until its version changes. Thread-safe.
class Houses {
public:
    explicit Houses(const activity::Registry* registry = nullptr) : offers_(registry) {}
    // nullptr: no such business.
    std::shared_ptr<const bookings::Snapshot> find(db::Session& session, BusinessId business);
    // As this transaction sees it, which may never be committed: what is not kept yet is read for it alone, and
    // noted for keep_missed.
    std::shared_ptr<const bookings::Snapshot> find(db::Tx& tx, BusinessId business);
    // Reads and keeps those that a transaction had to read for itself.
    void keep_missed(db::Database& database);

private:
    bookings::Snapshots offers_;
    std::mutex mutex_;
    std::unordered_map<BusinessId, std::string> slugs_;
    std::set<BusinessId> missed_;
};

// As the adaptors find it (adaptor.h).
Facts load_facts(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot, const Subject& subject,
                 Instant now);

// Nullopt: nobody, or somebody who was erased. About a dependant without an address of their own it is who looks after
// them.
std::optional<Reader> reader_of(const Facts& facts, const Trigger& trigger);
// The name as a mail may say it; empty where it looks like an address of the web or of e-mail: anybody may type a name,
// and mail programs make links of such.
std::string sayable_name(std::string_view name);
// The customer's language where the business has it, else the business's first.
i18n::Language language_of(const businesses::Business& business, std::string_view wanted);

// Why not: the first condition that does not hold, with the values for explain().
struct Mismatch {
    i18n::Parameters values;
};
std::optional<Mismatch> mismatch(db::Session& session, const std::vector<Condition>& conditions, const Facts& facts,
                                 const Reader& reader);

}  // namespace notify
