// The customer's own pages: the ways in, and the panel behind them (FEATURES blocks 1 and 2). The guards have run
// before: the business exists, its customer panel is on, a POST came from our own page, and for what is under /my
// somebody is signed in. Whatever is shown or changed belongs to one of the people the account looks after.
#pragma once

#include "pages/form.h"

namespace portal {

using pages::FormHandler;

// A page behind the sign-in.
struct Visit {
    const pages::Page& page;
    const accounts::SignedIn& who;

    BusinessId business() const { return page.business().id; }
    std::string path(std::string_view rest = {}) const;  // "/studio-lind/my" + rest
    activity::Actor actor() const { return who.actor(); }
    std::int64_t by_staff() const { return actor().by_staff; }
};

// One that only the customer may see, and nobody of the staff in a quick login.
struct InPerson : Visit {};
// The answer of the handler; in a quick login it says so instead.
http::Response in_person(const Visit& visit, pages::HandlerOf<InPerson> handler);
http::Response in_person(const Visit& visit, const FormHandler<InPerson>& form);

template <class Of>
http::Response answer(const FormHandler<Of>& form, const Of& visit) {
    return pages::has_form_token(visit.page) ? form.take(visit) : form.again(visit, pages::expired(visit.page));
}

// The module, the tabs of the panel.
void register_pages(activity::Registry& registry);

http::Response sign_in_form(const pages::Page& page);   // GET  /{business}/sign-in?next
extern const FormHandler<pages::Page> sign_in;          // POST /{business}/sign-in
extern const FormHandler<pages::Page> ask_link;         // POST /{business}/sign-in/link
http::Response access_form(const pages::Page& page);    // GET  /{business}/access/{token}
extern const FormHandler<pages::Page> access;           // POST /{business}/access/{token}
extern const FormHandler<pages::Page> sign_out;         // POST /{business}/sign-out
extern const FormHandler<pages::Page> quick_login_end;  // POST /{business}/quick-login/end
http::Response forgot_form(const pages::Page& page);    // GET  /{business}/forgot-password
extern const FormHandler<pages::Page> forgot;           // POST /{business}/forgot-password
http::Response password_form(const pages::Page& page);  // GET  /{business}/password/{token}
extern const FormHandler<pages::Page> password;         // POST /{business}/password/{token}
http::Response register_form(const pages::Page& page);  // GET  /{business}/register
extern const FormHandler<pages::Page> register_one;     // POST /{business}/register
http::Response confirm_form(const pages::Page& page);   // GET  /{business}/registration/{token}
extern const FormHandler<pages::Page> confirm;          // POST /{business}/registration/{token}
// By a provider (FEATURES 1.8, identity_providers).
extern const FormHandler<pages::Page> begin_with;            // POST /{business}/sign-in/with/{provider}
http::Response answer_of_provider(const pages::Page& page);  // GET  /{business}/sign-in/with/{provider}/answer
extern const FormHandler<pages::Page> arrive;                // POST /{business}/sign-in/with/{provider}/answer
// By a passkey (1.12).
extern const FormHandler<pages::Page> passkey_challenge;   // POST /{business}/sign-in/passkey/challenge
extern const FormHandler<pages::Page> sign_in_by_passkey;  // POST /{business}/sign-in/passkey
http::Response everywhere_form(const pages::Page& page);   // GET  /sign-in (FEATURES 1.15)
extern const FormHandler<pages::Page> everywhere;          // POST /sign-in
// Of the installation: which business, to go on at its own page. ?q
http::Response register_somewhere(const pages::Page& page);  // GET  /register
http::Response forgot_somewhere(const pages::Page& page);    // GET  /forgot-password

http::Response appointments(const Visit& visit);       // GET  /{business}/my
http::Response appointment(const Visit& visit);        // GET  /{business}/my/appointments/{id}
http::Response reschedule_form(const Visit& visit);    // GET  .../reschedule
extern const FormHandler<Visit> reschedule;            // POST .../reschedule
http::Response cancellation_form(const Visit& visit);  // GET  .../cancellation
extern const FormHandler<Visit> cancel;                // POST .../cancellation
// The same of all parts of a visit.
http::Response reschedule_visit_form(const Visit& visit);    // GET  .../visit/reschedule
extern const FormHandler<Visit> reschedule_visit;            // POST .../visit/reschedule
http::Response visit_cancellation_form(const Visit& visit);  // GET  .../visit/cancellation
extern const FormHandler<Visit> cancel_visit;                // POST .../visit/cancellation
extern const FormHandler<Visit> change_status;               // POST .../status
extern const FormHandler<Visit> hide;                        // POST .../hiding
http::Response calendar_file(const Visit& visit);            // GET  .../calendar.ics
http::Response answer_file(const Visit& visit);              // GET  .../files/{field}
http::Response feed(const pages::Page& page);                // GET  /{business}/calendar/{token}/appointments.ics

http::Response profile_form(const Visit& visit);      // GET  /{business}/my/profile
extern const FormHandler<Visit> profile;              // POST /{business}/my/profile
extern const FormHandler<Visit> set_picture;          // POST /{business}/my/picture
extern const FormHandler<Visit> remove_picture;       // POST /{business}/my/picture/removal
http::Response picture(const Visit& visit);           // GET  /{business}/my/pictures/{id}
http::Response people_form(const Visit& visit);       // GET  /{business}/my/people
extern const FormHandler<Visit> add_person;           // POST /{business}/my/people
extern const FormHandler<Visit> remove_person;        // POST /{business}/my/people/{id}/removal
http::Response security_form(const InPerson& visit);  // GET  /{business}/my/security
extern const FormHandler<InPerson> change_password;   // POST /{business}/my/security
extern const FormHandler<InPerson> end_session;       // POST /{business}/my/sessions/{id}/end
extern const FormHandler<InPerson> end_sessions;      // POST /{business}/my/sessions/end
extern const FormHandler<InPerson> make_feed;         // POST /{business}/my/calendar
extern const FormHandler<InPerson> revoke_feed;       // POST /{business}/my/calendar/removal
extern const FormHandler<InPerson> revoke_links;      // POST /{business}/my/links/{id}/end
extern const FormHandler<InPerson> revoke_all_links;  // POST /{business}/my/links/end
extern const FormHandler<InPerson> begin_connecting;  // POST /{business}/my/sign-in-with/{provider}
extern const FormHandler<InPerson> connect;           // POST /{business}/my/sign-in-with/{provider}/connection
extern const FormHandler<InPerson> disconnect;        // POST /{business}/my/identities/{id}/removal
extern const FormHandler<InPerson> new_passkey;       // POST /{business}/my/passkeys/challenge
extern const FormHandler<InPerson> add_passkey;       // POST /{business}/my/passkeys
extern const FormHandler<InPerson> remove_passkey;    // POST /{business}/my/passkeys/{id}/removal
extern const FormHandler<Visit> ask_erasure;          // POST /{business}/my/erasure
extern const FormHandler<Visit> withdraw_erasure;     // POST /{business}/my/erasure/withdrawal

}  // namespace portal
