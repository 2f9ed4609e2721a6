#include "bookings/guest.h"

#include "db/db.h"

#include <thread>

namespace bookings {
namespace {

constexpr accounts::Limit kAddressLimit{10, std::chrono::hours{1}, std::chrono::hours{1}};
constexpr accounts::Limit kNetworkLimit{30, std::chrono::hours{1}, std::chrono::hours{1}};

}  // namespace

SameTime::~SameTime() { std::this_thread::sleep_until(until_); }

NameGuesses::NameGuesses(db::Database& database, const Clock& clock, const businesses::Business& business,
                         const Email& email, const accounts::Client& client)
    : database_(database),
      clock_(clock),
      business_(business.id),
      counts_(business.customer.name_check == businesses::NameCheck::refuse),
      network_(accounts::origin_of("booked_name", client)),
      address_("booked_name:" + email.key) {}

Result<void> NameGuesses::begin() {
    if (!counts_) return {};
    const auto wait = database_.write([&](db::Tx& tx) -> std::optional<Seconds> {
        const auto now = clock_.now();
        if (const auto of_network = accounts::count_attempt(tx, business_, now, network_, kNetworkLimit))
            return of_network;
        return accounts::count_attempt(tx, business_, now, address_, kAddressLimit);
    });
    if (wait) return accounts::too_many_attempts(*wait);
    return {};
}

void NameGuesses::end(const Error* refusal) {
    if (!counts_ || (refusal && refusal->code == "booking.name_differs")) return;
    database_.write([&](db::Tx& tx) {
        accounts::take_back_attempt(tx, business_, network_);
        accounts::take_back_attempt(tx, business_, address_);
    });
}

}  // namespace bookings
