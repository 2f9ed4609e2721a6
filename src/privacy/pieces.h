// What is stored about a customer, as the files of an archive: profile.json, account.json and a picture where there are
// such, bookings.json, messages.json, changes.json, and index.html, a page with the same to read.
#pragma once

#include "businesses/business.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "html/html.h"
#include "privacy/zip.h"
#include "staff/staff.h"

namespace db {
class Session;
}

namespace privacy {

// What the pieces of all customers of a business need.
struct House {
    businesses::Business business;
    std::vector<catalog::Service> services;
    std::vector<staff::Provider> providers;
};
House find_house(db::Session& session, BusinessId business);

// `language` is that of the services' names and of the page.
struct Subject {
    const House& house;
    CustomerId customer;
    html::Language language;
};
Files profile_files(db::Session& session, const Clock& clock, const Subject& subject);
Files bookings_files(db::Session& session, const Subject& subject);
Files messages_files(db::Session& session, const Subject& subject);
Files changes_files(db::Session& session, const Subject& subject);
// Of the files above.
std::string index_page(const html::Pages& pages, const Subject& subject, Instant now, const Files& files);

}  // namespace privacy
