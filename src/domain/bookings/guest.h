// A guest books under an address that nobody has shown to be theirs. Nothing that a guest is told, and not the time
// that it takes, may tell who is a customer here.
#pragma once

#include "accounts/attempts.h"
#include "bookings/booking.h"

#include <chrono>
#include <optional>

namespace bookings {

// An unverified guest is linked by the address, and never changes the stored profile (FEATURES 1.11); of a new address
// the customer is made, with an account unless the business has no logins. Errors: conflict customers.no_new_online
// (customers.limit_reached for staff); invalid booking.name_differs.
struct Guest {
    CustomerId id;
    bool is_new = false, name_differs = false;
};
Result<Guest> join_guest(db::Tx& tx, const Context& context, const businesses::Business& business,
                         const customers::Details& details, activity::Actor actor, Rules rules);

// Keeps an answer back until so long after it was begun: longer than a booking takes, so that making a customer, which
// a known address needs not, does not show. What takes longer waits for other writers or for the disk, and its time
// varies by more than that.
class SameTime {
public:
    static constexpr std::chrono::milliseconds kLeast{5};
    SameTime() = default;
    ~SameTime();
    SameTime(const SameTime&) = delete;
    SameTime& operator=(const SameTime&) = delete;

private:
    std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::now() + kLeast;
};

// Where the business refuses a name that is not the one stored for the address, names and addresses can be guessed:
// 10 refusals an hour for an address, known or not, and 30 for a network; after that nothing is tried for an hour.
class NameGuesses {
public:
    NameGuesses(db::Database& database, const Clock& clock, const businesses::Business& business, const Email& email,
                const accounts::Client& client);
    // Counts the try before it is looked at. Errors: too_many account.too_many_attempts {minutes}.
    Result<void> begin();
    // Takes it back unless the name was what was wrong.
    void end(const Error* refusal);

private:
    db::Database& database_;
    const Clock& clock_;
    BusinessId business_;
    bool counts_;
    accounts::Origin network_;
    std::string address_;
};

// `book` books in a transaction of its own and answers a Result.
template <class Book>
auto book_as_guest(NameGuesses guesses, const Book& book) -> std::invoke_result_t<Book> {
    const SameTime same_time;
    if (const auto may = guesses.begin(); !may) return std::unexpected(may.error());
    auto booked = book();
    guesses.end(booked ? nullptr : &booked.error());
    return booked;
}

}  // namespace bookings
