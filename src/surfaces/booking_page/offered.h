// A service as it is for who looks at the booking page: with their own length and price where they are signed in.
#pragma once

#include "booking_page/choice.h"
#include "pages/page.h"

namespace booking_page {

struct Offered {
    std::shared_ptr<const catalog::Service> service;
    // Of the account that is signed in: its own profile, or whom of those it looks after `for` names. None: a visitor,
    // for whom nothing is read.
    std::optional<CustomerId> customer{};
    bool for_another = false;

    // Into the choice, so that free times are asked and addresses made for the same person.
    void put_into(Choice& choice) const {
        choice.customer = customer;
        choice.for_another = for_another;
    }
};
Offered offer_to(const pages::Page& page, const catalog::Service& service, const http::Form& query);

// The same for one of the people of the account.
Offered offer_to(const pages::Page& page, const catalog::Service& service, CustomerId customer);

// Whether both take as long and cost as much with whomever takes it.
bool is_alike(const pages::Page& page, const catalog::Service& one, const catalog::Service& other,
              std::optional<ProviderId> taker);

}  // namespace booking_page
