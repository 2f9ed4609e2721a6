// What all pages of booking share: whose page it is, in which language, and the frame around its content.
#pragma once

#include "bookings/answers.h"
#include "html/layout.h"
#include "pages/environment.h"

#include <algorithm>
#include <functional>

namespace pages {

inline constexpr std::string_view kCustomerCookie = "tb_customer";  // Path=/{slug}
inline constexpr std::string_view kQuickCookie = "tb_quick";        // Path=/{slug}; of a quick login
inline constexpr std::string_view kDeviceCookie = "tb_device";      // Path=/{slug}
inline constexpr std::string_view kStaffCookie = "tb_staff";        // Path=/{slug}/office

struct Page {
    const http::Request& request;
    Environment& environment;
    SnapshotPtr snapshot;  // nullptr: a page of the installation, or no such business
    i18n::Language language = i18n::Language::en;
    Instant now;
    std::optional<accounts::SignedIn> signed_in{};  // a customer who is signed in here
    bool quick_login_over = false;                  // the browser still had the cookie of one; nobody is signed in then
    bool moved_on = false;                          // the session was, and its cookie has to be too

    // What form tokens are bound to: the customer's session, or "".
    std::string form_session() const { return signed_in ? base::to_text(signed_in->session_id) : std::string(); }
    const businesses::Business& business() const { return snapshot->business; }
    const Zone& zone() const { return snapshot->business.zone; }
    const std::string& name() const { return text(snapshot->business.name); }
    // As the business wrote it.
    const std::string& text(const businesses::Text& text) const { return text.in(i18n::tag(language)); }
};

// What features show to customers who are signed in; registered at start. Tables stand by `place`, then in the order of
// registration.

// A tab of the customer panel, which the menu of the account leads to as well.
struct PanelTab {
    int place;
    std::string_view path;  // after /{business}/my
    const char* words;
    const char* menu_words;                      // where it stands without the other tabs
    std::optional<businesses::Module> module{};  // there only while it is on
};
// A part of the customer's profile page that leads to a page of its own.
struct PanelSection {
    int place;
    std::string_view id;    // of its heading
    std::string_view path;  // after /{business}/my/
    const char *heading, *text, *link;
};

template <class Entry>
std::vector<const Entry*> by_place(const Page& page) {
    std::vector<const Entry*> out;
    for (const auto& each : page.environment.registry.template all<Entry>()) out.push_back(&each);
    std::ranges::stable_sort(out, {}, &Entry::place);
    return out;
}

// The tabs that are there.
std::vector<const PanelTab*> panel_tabs(const Page& page);

// Who is signed in at that business by the request's cookie. A quick login's goes before the customer's own, and while
// it is there nobody else is signed in, so that nothing is done by another than who was meant.
std::optional<accounts::SignedIn> find_signed_in(db::Session& session, const http::Request& request, const Clock& clock,
                                                 BusinessId business);

// A page of that business, if any, for whoever is signed in there. The language: ?lang=, else the cookie, else the
// signed-in customer's, else what the browser accepts, each among those that the business has.
Page open(const http::Request& request, Environment& environment, SnapshotPtr business,
          std::optional<accounts::SignedIn> visitor);
// The same, which asks who is signed in.
Page open(const http::Request& request, Environment& environment, SnapshotPtr business);
// Where no guard asks: of the path's {business}, where there is one.
Page open(const http::Request& request, Environment& environment);

// What answers a request, with the page that the scope of its route has opened (app/scope.h).
template <class Of>
using HandlerOf = http::Response (*)(const Of&);
// Where the page's session was moved on, its cookie is too, in an answer that says nothing of it yet.
http::Response keep_session(http::Response response, const Page& page);

// Who may keep an answer, and who may hear of its address.
enum class Secrecy {
    open,      // anybody's page; asked again each time
    personal,  // what someone typed: kept nowhere
    manage,    // besides that, the address itself grants access: told to no other site and to no search engine
};

// Whether customers of this business may have a login at all.
bool has_logins(const Page& page);
// The cookies of a customer who has signed in, and their end.
void set_session(http::Response& response, const Page& page, const accounts::NewSession& signed_in);
void end_session(http::Response& response, const Page& page);
// The cookie of a staff member's quick login and its end. Every page says in whose stead one looks, and has the form
// that ends it.
void set_quick_session(http::Response& response, const http::Request& request, const businesses::Business& business,
                       const std::string& token);
void end_quick_session(http::Response& response, const Page& page);
// The browser in front of us, for accounts.
accounts::Client client_of(const http::Request& request);

// Sets the cookie when the visitor chose the language by hand.
void keep_language(http::Response& response, const Page& page);

struct Frame {
    std::string_view view;  // "booking_page/times"
    std::string title;      // of the window, before the business's name
    int status = 200;
    Secrecy secrecy = Secrecy::open;
    // Of the page that holds the form, where this answers its POST: there the other languages are.
    std::string address{};
    std::string description{};  // for search engines
    std::optional<html::Shared> shared{};
};
http::Response render(const Page& page, const Frame& frame, const std::function<void(html::Values&)>& fill);

// The page at `path`, which says all that was chosen: from memory, or made by `make` as if for a bare request, since
// everybody gets it. What is not a plain 200 is not kept.
http::Response kept(const Page& visit, const std::string& path, const Stamp& stamp,
                    const std::function<http::Response(const Page&)>& make);

// A page that says why not, with a way on where there is one.
struct WayOn {
    std::string path, words;
};
http::Response explain(const Page& page, int status, std::string explanation, const std::optional<WayOn>& way_on = {},
                       Secrecy secrecy = Secrecy::open);
// On the installation's start page, for as long as it says anything.
struct HomeLink {
    std::optional<WayOn> (*leads)(const Page&);
};
// The business's services, or the list of businesses.
WayOn start_again(const Page& page);

// A customer's picture as an answer, for those who may see it.
http::Response picture(customers::Picture picture);

// How to reach the business by other means, under {{>CONTACT}}.
void include_contact(html::Values& values, const Page& page);

// 404 in the visitor's language.
http::Response no_such_business(const Page& page);

std::string home_path(const Page& page);  // "/studio-lind"
std::string logo_path(const businesses::Business& business);
// A price of none is free of charge.
std::string price(const Page& page, const Money& money);
// What a service costs, as it is offered: "690 kr", "from 690 kr", "Price on request". Where nobody is chosen and it
// differs between those who give it, from the lowest.
std::string price_of(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider = {});
// How long it takes: "45 min", or "30 min to 45 min" where it differs and nobody is chosen.
std::string length_of(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider = {});
// What an add-on puts on top: "20 min · 250 kr"; what it does not take is left out, and nothing is free of charge.
std::string add_on_facts(const Page& page, Minutes duration, const Money& price);
// Of those that were booked: "Hair treatment, 20 min · 250 kr".
std::vector<std::string> add_on_lines(const Page& page, const std::vector<bookings::ChosenAddOn>& add_ons);
// What was agreed for an appointment.
std::string agreed_price(const Page& page, const bookings::Booking& booking);
// "Friday 11 December, 14:45 to 15:30", in the business's zone or another.
std::string when(const Page& page, const Span& time, const Zone& zone);
std::string when(const Page& page, const Span& time);
// "Friday 11 December at 14:45"
std::string moment(const Page& page, Instant at);
// The visitor's own zone where it tells another time than the business's at that moment.
std::optional<Zone> other_zone(const Page& page, std::string_view visitor_zone, Instant at);
// "1 hr later for you in Helsinki: 15:45 to 16:30"
std::string own_time(const Page& page, const Span& time, const Zone& zone);

// The visitor's own time under {{>OWN_TIME}} of that section, where it is another: by the browser in front of us, and
// without its script by the zone that was told at booking.
void fill_own_time(html::Values& values, const Page& page, const Span& time, std::string_view visitor_zone,
                   std::string_view section);

// The sentence for an error, with {until} as the page's language writes it.
std::string sentence(const Page& page, const Error& error);

// The dl of when, with whom, where and how much, under {{>FACTS}}.
struct Facts {
    std::optional<Span> time;  // none: not chosen yet
    std::string provider, place, meeting_url;
    bool online = false;
    std::string price{};
    std::string visitor_zone;
    const staff::Location* location = nullptr;  // with its map and the way there
    std::vector<std::string> add_ons{};         // add_on_lines
};
void include_facts(html::Values& values, const Page& page, const Facts& facts);

// What the customer answered to the extra fields, as rows of a dl under {{>ANSWERS}}; nothing where there is none.
// `files_path`: where the files among them are, by their field's id.
void include_answers(html::Values& values, const Page& page, const std::vector<bookings::StoredAnswer>& answers,
                     const std::string& files_path);
// The file of the path's {field} as an attachment, kept nowhere, that no browser shows within our pages; 404 where the
// booking has none. The caller has checked that the booking may be seen.
http::Response stored_file(const Page& page, const bookings::Booking& booking);

}  // namespace pages
