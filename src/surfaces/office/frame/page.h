// What all pages of the back office share: who of the staff looks at it, and the frame with its menu.
//
// The guard of a route has opened the page: a staff member is signed in and their role allows it, and what a form sends
// carries a token of their session. A handler gets the page and says no more than what is on it.
#pragma once

#include "accounts/staff_account.h"
#include "businesses/words.h"
#include "http/multipart.h"
#include "pages/form.h"

namespace office {

using http::Request;
using http::Response;
using pages::Environment;
using pages::FormHandler;
using pages::Wrong;

struct Page : pages::Page {
    accounts::staff::SignedIn who;

    std::string home() const { return "/" + business().slug + "/office"; }
    activity::Actor actor() const { return {activity::ActorKind::staff, who.id.value}; }
    bool may(businesses::Permission permission) const { return who.may(permission); }
    BusinessId id() const { return business().id; }
    // A provider sees their own appointments only.
    std::optional<ProviderId> only_provider() const;
};

// What is wrong with a request for a page of the back office, in its frame where somebody is signed in. `code` is a
// message's; nullopt where there is no such business. For what is no fault of ours: it asks the database.
std::optional<http::Response> error_page(const http::Request& request, Environment& environment, int status,
                                         std::string_view code);

// Of that business, or the installation's, before anybody has signed in. The language is one of all five: ?lang=, the
// cookie, else what the browser accepts.
pages::Page open_bare(const Request& request, Environment& environment, pages::SnapshotPtr business);
// Of that member, whose session goes on.
Page open_office(const Request& request, Environment& environment, pages::SnapshotPtr business,
                 accounts::staff::SignedIn who);
// Where no guard asks: who is signed in by the cookie tb_staff, even halfway (no code given yet); nullopt: nobody.
std::optional<Page> open_office(const pages::Page& bare);

// Of a form that sends a file: its parts.
using FileHandler = Response (*)(const Page&, const std::vector<http::Part>&);
// The answer to what a form sent; that the form has expired, where it carries no token of this session.
Response posted(const Page& page, pages::HandlerOf<Page> handler);
Response posted(const Page& page, FileHandler handler);
std::string form_token(const Page& page);
bool has_form_token(const Page& page);
// Of forms that are there before anybody signs in.
std::string bare_token(const pages::Page& page);
// The answer to what a form of a page sent that draws itself again, of a member or before anybody has signed in.
template <class Of>
Response answer(const FormHandler<Of>& form, const Of& page) {
    return has_form_token(page) ? form.take(page) : form.again(page, pages::expired(page));
}
Response answer_bare(const FormHandler<pages::Page>& form, const pages::Page& page);

struct Frame {
    std::string_view view;       // "office/customers/customers"
    std::string title;           // of the window and, in the view, of the page
    std::string_view section{};  // of its MenuEntry, "settings" or "account"
    int status = 200;
    bool live = false;  // hears of changes of the calendar (web/live.ts): the event timebok:changed
};
http::Response render(const Page& page, const Frame& frame, const std::function<void(html::Values&)>& fill);
// Without the menu: nobody has signed in, or not fully.
http::Response render_bare(const pages::Page& page, const Frame& frame, const std::function<void(html::Values&)>& fill);

// In a frame of its own, for what is no business's: `layout` is a view with {{>HEAD}} and {{>MAIN}}, which
// `fill_layout` fills besides the languages.
using Fill = std::function<void(html::Values&)>;
http::Response render_within(std::string_view layout, const pages::Page& page, const Frame& frame,
                             const Fill& fill_layout, const Fill& fill);

// Why not, with a way back.
http::Response explain(const Page& page, int status, const std::string& explanation, const pages::WayOn& way_on);
http::Response refuse(const Page& page, const Error& error, const pages::WayOn& way_on);
http::Response nothing_here(const Page& page);

// "Saved." and its like, after the redirect that follows a POST: the code in ?done=.
void include_done(html::Values& values, const Page& page);
http::Response back_to(std::string path, std::string_view done);

// "4 December 2026 at 14:45", in the business's zone; the day alone.
std::string moment_with_year(const Page& page, Instant at);

// The address of the logo, which changes with it. Only where the business has one.
std::string logo_url(const pages::Page& page);

void set_staff_cookie(http::Response& response, const pages::Page& page, const std::string& token);
void forget_staff_cookie(http::Response& response, const pages::Page& page);

// A path of this back office that someone may be sent on to; the start of the office for anything else.
std::string safe_next(const pages::Page& page, std::string_view next);

}  // namespace office
