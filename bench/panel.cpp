#include "accounts/account.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/stage.h"
#include "db/db.h"

#include <fmt/format.h>

namespace bench {
namespace {

// The session of a customer who has as many bookings as any, made beside the running program.
std::string signed_in(const std::filesystem::path& file, BusinessId business) {
    db::Database database({.url = file.string(), .readers = 1});
    const base::SystemClock clock;
    const events::Registry registry;
    const accounts::Context context{clock, registry};
    return database.write([&](db::Tx& tx) {
        const auto customer = tx.value<CustomerId>(
            "select b.customer_id from bookings b join customers c on c.business_id = b.business_id "
            "and c.id = b.customer_id where b.business_id = :business and c.email is not null "
            "group by b.customer_id order by count(*) desc, b.customer_id limit 1",
            business);
        const auto account = accounts::ensure(tx, context, business, customer.value(), {}).value();
        const auto email = base::parse_email(accounts::find(tx, business, account)->email).value();
        const auto link = accounts::make_link(tx, clock, business, accounts::Purpose::access, account.value, email.key);
        return accounts::sign_in_by_link(tx, context, business, link, {})->session_token;
    });
}

}  // namespace

void measure_panel(std::uint16_t port, const std::filesystem::path& file, BusinessId business) {
    using namespace std::chrono_literals;
    const Limit limit{"healthz, one read of the database", load(port, {"/healthz"}, 3s).rate};
    const auto result =
        load(port, {fmt::format("/{}/my", slug)}, 5s, {"Cookie:tb_customer=" + signed_in(file, business)});
    tell({"panel_page", result.rate, "1/s", Target{Aim::at_least, 10'000}, limit, result});
}

}  // namespace bench
