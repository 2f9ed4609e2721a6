#include "accounts/account.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/stage.h"
#include "db/db.h"

#include <fmt/format.h>

namespace bench {
namespace {

// The session of a customer who has as many bookings as any, made beside the running program.
std::string signed_in(const std::string& url, BusinessId business) {
    db::Database database({.url = url, .readers = 1});
    const base::SystemClock clock;
    const activity::Registry registry;
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

void measure_panel(std::uint16_t port, const std::string& url, BusinessId business) {
    using namespace std::chrono_literals;
    // They take turns, since the machine's speed changes from second to second.
    constexpr int turns = 5;
    const std::vector<std::string> headers{"Cookie:tb_customer=" + signed_in(url, business)};
    std::vector<double> healthz, pages, ratios;
    Load last;
    long long errors = 0;
    for (int i = 0; i < turns; ++i) {
        healthz.push_back(load(port, {"/healthz"}, 1s).rate);
        last = load(port, {fmt::format("/{}/my", slug)}, 2s, headers);
        errors += last.errors;
        pages.push_back(last.rate);
        ratios.push_back(last.rate / healthz.back());
    }
    tell({"panel_page", median(pages), "1/s", Target{Aim::at_least, 10'000},
          Limit{"healthz, one read of the database", median(healthz)}, last, errors == 0});
    tell({"panel_page_to_healthz", median(ratios), "ratio", Target{Aim::at_least, 0.25}});
}

}  // namespace bench
