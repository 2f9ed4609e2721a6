// What the pages of one customer share: finding the path's customer, and the head with its tabs.
#pragma once

#include "bookings/booking.h"
#include "customers/labels.h"
#include "office/frame/page.h"

#include <map>

namespace office {

// Words where the name is gone or was never given.
std::string shown_name(const Page& page, const customers::Customer& customer);

namespace record {

std::string path(const Page& page, const customers::Customer& customer, std::string_view rest = {});

// The page of the path's customer, or 404; a deleted one is not there. A page of one who was merged into another leads
// to that one.
using OfCustomer = std::function<http::Response(const Page&, const customers::Customer&)>;
Response of_customer(const Page& page, const OfCustomer& body);
// A deleted one too.
http::Response of_any_customer(const Page& page, const OfCustomer& body);

// The picture they uploaded, else their initials: PICTURE or LETTERS.
void fill_avatar(html::Values& values, const Page& page, const customers::Customer& customer);

// Under {{>LABELS}}, nothing where there are none; each with a way to all who have it, or as a mark alone.
enum class LabelsAs { links, marks };
void include_labels(html::Values& values, const Page& page, const std::vector<customers::Label>& labels, LabelsAs how);

// The important notes of those who have one, of whoever booked these.
using ImportantNotes = std::map<CustomerId, std::string>;
ImportantNotes important_notes(db::Session& session, const Page& page, const std::vector<bookings::Booking>& list);
// The mark of it beside a name, under {{>IMPORTANT}}; nothing where there is none.
void include_important(html::Values& row, const ImportantNotes& notes, CustomerId customer);

// Under {{>HEAD}}; `tab` is the key of the CustomerTab that is shown.
void include_head(html::Values& values, const Page& page, const customers::Customer& customer, std::string_view tab);

}  // namespace record
}  // namespace office
