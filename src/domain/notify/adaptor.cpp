#include "notify/adaptor.h"

#include "notify/about_series.h"
#include "notify/delivery.h"

namespace notify {
namespace {

using All = std::vector<std::unique_ptr<const Adaptor>>;

// Bookings before accounts: a booking's customer leads to the account.
All& all_adaptors() {
    static All all = [] {
        All out;
        out.push_back(about_customer());
        out.push_back(about_business());
        out.push_back(about_booking());
        out.push_back(about_series());
        out.push_back(about_account());
        out.push_back(about_upcoming());
        out.push_back(about_waiting());
        out.push_back(about_staff());
        return out;
    }();
    return all;
}

std::vector<Placeholder>& all_placeholders() {
    static auto all = [] {
        std::vector<Placeholder> out;
        for (const auto& adaptor : all_adaptors()) std::ranges::move(adaptor->placeholders(), std::back_inserter(out));
        return out;
    }();
    return all;
}

}  // namespace

void add_adaptor(std::unique_ptr<const Adaptor> adaptor) {
    std::ranges::move(adaptor->placeholders(), std::back_inserter(all_placeholders()));
    all_adaptors().push_back(std::move(adaptor));
}

const All& adaptors() { return all_adaptors(); }

const std::vector<Placeholder>& placeholders() { return all_placeholders(); }

std::string Speaker::link(std::string_view path) const { return link_to(business(), base_url, path); }

bool has_panel(const businesses::Business& business) {
    return business.customer.logins != businesses::Logins::off && business.has(accounts::kCustomerPanel);
}

}  // namespace notify
