// The right of access (FEATURES 2.11) on a page: where the newest archive stands, and how it is asked for, stopped and
// taken home. Customers meet it in their panel, staff at one customer and at all of them together.
#pragma once

#include "office/frame/page.h"
#include "portal/parts.h"

#include <functional>

namespace archives {

using http::Response;

// The tab of the customer's page, the section of the panel, the link below the list of customers.
void register_pages(activity::Registry& registry);

// Of a customer, by staff.
Response customer_data(const office::Page& page);       // GET  /customers/{id}/data
Response ask_customer_data(const office::Page& page);   // POST
Response stop_customer_data(const office::Page& page);  // POST .../{archive}/stop
Response customer_data_file(const office::Page& page);  // GET  .../{archive}/archive.zip
// Of all customers at once; the owner's alone.
Response everybody_data(const office::Page& page);       // GET  /customers/data
Response ask_everybody_data(const office::Page& page);   // POST
Response stop_everybody_data(const office::Page& page);  // POST .../{archive}/stop
Response everybody_data_file(const office::Page& page);  // GET  .../{archive}/archive.zip
// By the customer.
Response own_data(const portal::InPerson& visit);                  // GET  /{business}/my/data
extern const portal::FormHandler<portal::InPerson> ask_own_data;   // POST
extern const portal::FormHandler<portal::InPerson> stop_own_data;  // POST .../{id}/stop
Response own_data_file(const portal::InPerson& visit);             // GET  .../{id}/archive.zip

// Whose archive a page is about, and what the page says in its own way.
struct Place {
    const pages::Page& page;
    std::optional<CustomerId> customer;  // none: everybody
    std::string path;                    // of the page; the archive is at {path}/{id}
    std::string file_name;               // "studio-lind", without .zip
    std::string token;                   // of the page's forms
    activity::Actor actor;
    i18n::Language language;  // of what is in the archive
    std::function<std::string(Instant)> moment;
};

// READY, MAKING and ASK, as far as they are so.
void fill(html::Values& values, const Place& place);
// Begins one and goes back to the page.
http::Response ask(const Place& place);
// Nullopt: there is no such one of theirs.
std::optional<http::Response> stop(const Place& place, std::string_view id);
std::optional<http::Response> file(const Place& place, std::string_view id);

}  // namespace archives
