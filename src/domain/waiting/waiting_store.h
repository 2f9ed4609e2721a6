// The SQL of the waiting list; nothing else.
#pragma once

#include "waiting/waiting.h"

namespace waiting::store {

// Those that change entries or offers of the business take turns until the end of the transaction. PostgreSQL only:
// SQLite has one writer at a time.
void take_turns(db::Tx& tx, BusinessId business);

void insert(db::Tx& tx, const Entry& entry);
// Its state, why, unanswered and changed_at.
void update(db::Tx& tx, const Entry& entry);
std::vector<Entry> list_waiting(db::Session& session, BusinessId business, int limit);
// In any state but ended, in the order in which they came.
std::vector<Entry> list_open_of_service(db::Session& session, BusinessId business, ServiceId service);
// In any state but ended.
std::vector<Entry> list_open_of_customer(db::Session& session, BusinessId business, CustomerId customer);
std::vector<BusinessId> list_businesses_with_open(db::Session& session);
bool has_open(db::Session& session, BusinessId business);
// What grows or changes with any change of those that are open.
struct Version {
    int count = 0;
    std::int64_t changed_at = 0;
    friend bool operator==(const Version&, const Version&) = default;
};
Version version(db::Session& session, BusinessId business);

void insert_offer(db::Tx& tx, const Offer& offer);
void update_offer(db::Tx& tx, const Offer& offer);
std::vector<Offer> list_offers_of_customer(db::Session& session, BusinessId business, CustomerId customer);
// Open ones that have run out, a few hundred at most, of all businesses.
std::vector<std::pair<BusinessId, WaitingOfferId>> list_expired(db::Session& session, Instant now);
// Whether that place was ever offered to them.
bool was_offered(db::Session& session, BusinessId business, CustomerId customer, ProviderId provider, Instant start);
std::vector<std::pair<ProviderId, Instant>> list_offered_places(db::Session& session, BusinessId business,
                                                                CustomerId customer, Instant from);

void insert_link(db::Tx& tx, BusinessId business, WaitingEntryId entry, const std::string& token_hash, Instant now);
std::optional<WaitingEntryId> find_link(db::Session& session, BusinessId business, const std::string& token_hash);

}  // namespace waiting::store
