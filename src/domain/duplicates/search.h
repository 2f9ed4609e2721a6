// Finding customers who are there twice (FEATURES 4.5, 5.6): of one customer at once, of all of a business by a job of
// pieces (activity/pieces.h) that walks along the indexes of phones, names and dates of birth, so that a million
// records are looked through without holding them. Who shares one of these is compared whole (score.h).
#pragma once

#include "customers/customer.h"
#include "duplicates/score.h"

namespace duplicates {

// The activities, the job, what erasing takes and what is tidied up.
void subscribe(activity::Registry& registry, const Clock& clock);

struct Pair {
    CustomerId first, second;  // the smaller id first
    Score score{};
};

// Those who may be this customer too, the likeliest first; without whom staff said to be somebody else.
inline constexpr std::size_t kMostOfOne = 20;
std::vector<Pair> find_for(db::Session& session, BusinessId business, CustomerId customer);

enum class State { searching, done, stopped };
struct Search {
    State state = State::searching;
    int percent = 0;
    std::int64_t found = 0;  // pairs
    Instant asked_at;
    std::optional<Instant> ended_at{};
};
inline constexpr std::int64_t kMostPairs = 10'000;  // there the search ends

// Begins a search, which takes the place of the one before; does nothing while one goes on. Records
// duplicates.search_asked {customers} with the business as subject.
void ask(db::Tx& tx, const customers::Context& context, BusinessId business, activity::Actor actor);
// What was found until now stays. False when none goes on.
bool stop(db::Tx& tx, const customers::Context& context, BusinessId business);
std::optional<Search> find_search(db::Session& session, BusinessId business);

struct Pairs {
    std::vector<Pair> pairs;
    bool more = false;  // behind the last
};
// The likeliest first, behind that of `after` where it is given; at most `limit` (200).
Pairs list_pairs(db::Session& session, BusinessId business, const std::optional<Pair>& after, int limit);

// Staff said that two are not one: they are never shown as one again, until that is taken back. Twice changes nothing.
// Records customer.told_apart with both as subjects. Errors: not_found customer.unknown.
Result<void> tell_apart(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId one,
                        CustomerId other, activity::Actor actor);
void take_back_told_apart(db::Tx& tx, BusinessId business, CustomerId one, CustomerId other);
// Whom staff said to be somebody else than this customer; at most `limit`.
std::vector<CustomerId> list_told_apart(db::Session& session, BusinessId business, CustomerId customer, int limit);

// Of a customer who is no more: no pair names them.
void forget(db::Tx& tx, BusinessId business, CustomerId customer);

}  // namespace duplicates
