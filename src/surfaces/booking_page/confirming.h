// A form that books, sent: what it wishes for is booked once, and going back to it finds what came of it.
#pragma once

#include "booking_page/booking_form.h"

namespace booking_page {

// Books all wishes as one visit, or none, as the form with that key was sent. The manage token of the first, which a
// second submit of the same form gets again. Errors: those of bookings::book_all; conflict idempotency.mismatch: that
// form was sent with something else.
Result<std::string> confirm(const pages::Page& page, const Filler& filler, const std::vector<bookings::Wish>& wishes,
                            const Typed& typed);

// What was typed for the custom fields of customers, in the transaction that books. Asked before it books is whether
// the visitor is a guest with the address of a customer: of such a one nothing is changed (FEATURES 1.11).
bool is_known_guest(db::Session& session, const pages::Page& page, const Filler& filler, const bookings::Wish& wish);
void keep_custom(db::Tx& tx, const pages::Page& page, CustomerId customer, bool known_guest, const bookings::Wish& wish,
                 const Typed& typed);

// The key of the form that was sent last.
inline constexpr std::string_view kSentCookie = "tb_sent";  // Path=/{slug}/book or /visit
void keep_key(http::Response& response, const pages::Page& page, const std::string& key, std::string_view step);
// The page of the booking that the form of that key made, where it, or the first part of its visit, is of this service
// and at this very time.
std::optional<std::string> booked_by(const pages::Page& page, ServiceId service, Instant start, std::string_view key);
// `what` was booked by it; `here`: the address of the form.
http::Response booked_already(const pages::Page& page, const std::string& what, const Span& time,
                              const std::string& here, const std::string& path);

}  // namespace booking_page
