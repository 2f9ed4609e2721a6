// The customer's own pages: the ways in, and the panel behind them (FEATURES blocks 1 and 2). The guards have run
// before: the business exists, its customer panel is on, a POST came from our own page, and for what is under /my
// somebody is signed in. Whatever is shown or changed belongs to one of the people the account looks after.
#pragma once

#include "pages/environment.h"

namespace portal {

using pages::Environment;

// The module, the tabs of the panel.
void register_pages(activity::Registry& registry);

http::Response sign_in_form(const http::Request& request, Environment& environment);  // GET  /{business}/sign-in?next
http::Response sign_in(const http::Request& request, Environment& environment);       // POST /{business}/sign-in
http::Response ask_link(const http::Request& request, Environment& environment);      // POST /{business}/sign-in/link
http::Response access_form(const http::Request& request, Environment& environment);   // GET  /{business}/access/{token}
http::Response access(const http::Request& request, Environment& environment);        // POST /{business}/access/{token}
http::Response sign_out(const http::Request& request, Environment& environment);      // POST /{business}/sign-out
http::Response forgot_form(const http::Request& request, Environment& environment);  // GET  /{business}/forgot-password
http::Response forgot(const http::Request& request, Environment& environment);       // POST /{business}/forgot-password
http::Response password_form(const http::Request& request,
                             Environment& environment);                           // GET  /{business}/password/{token}
http::Response password(const http::Request& request, Environment& environment);  // POST /{business}/password/{token}
http::Response register_form(const http::Request& request, Environment& environment);  // GET  /{business}/register
http::Response register_one(const http::Request& request, Environment& environment);   // POST /{business}/register
http::Response confirm_form(const http::Request& request,
                            Environment& environment);  // GET  /{business}/registration/{token}
http::Response confirm(const http::Request& request,
                       Environment& environment);  // POST /{business}/registration/{token}
http::Response everywhere_form(const http::Request& request,
                               Environment& environment);                           // GET  /sign-in (FEATURES 1.15)
http::Response everywhere(const http::Request& request, Environment& environment);  // POST /sign-in
// Of the installation: which business, to go on at its own page. ?q
http::Response register_somewhere(const http::Request& request, Environment& environment);  // GET  /register
http::Response forgot_somewhere(const http::Request& request, Environment& environment);    // GET  /forgot-password

http::Response appointments(const http::Request& request, Environment& environment);  // GET  /{business}/my
http::Response appointment(const http::Request& request,
                           Environment& environment);  // GET  /{business}/my/appointments/{id}
http::Response reschedule_form(const http::Request& request, Environment& environment);    // GET  .../reschedule
http::Response reschedule(const http::Request& request, Environment& environment);         // POST .../reschedule
http::Response cancellation_form(const http::Request& request, Environment& environment);  // GET  .../cancellation
http::Response cancel(const http::Request& request, Environment& environment);             // POST .../cancellation
http::Response change_status(const http::Request& request, Environment& environment);      // POST .../status
http::Response hide(const http::Request& request, Environment& environment);               // POST .../hiding
http::Response calendar_file(const http::Request& request, Environment& environment);      // GET  .../calendar.ics
http::Response answer_file(const http::Request& request, Environment& environment);        // GET  .../files/{field}
http::Response feed(const http::Request& request,
                    Environment& environment);  // GET  /{business}/calendar/{token}/appointments.ics

http::Response profile_form(const http::Request& request, Environment& environment);  // GET  /{business}/my/profile
http::Response profile(const http::Request& request, Environment& environment);       // POST /{business}/my/profile
http::Response set_picture(const http::Request& request, Environment& environment);   // POST /{business}/my/picture
http::Response remove_picture(const http::Request& request,
                              Environment& environment);                         // POST /{business}/my/picture/removal
http::Response picture(const http::Request& request, Environment& environment);  // GET  /{business}/my/pictures/{id}
http::Response people_form(const http::Request& request, Environment& environment);  // GET  /{business}/my/people
http::Response add_person(const http::Request& request, Environment& environment);   // POST /{business}/my/people
http::Response remove_person(const http::Request& request,
                             Environment& environment);  // POST /{business}/my/people/{id}/removal
http::Response security_form(const http::Request& request, Environment& environment);    // GET  /{business}/my/security
http::Response change_password(const http::Request& request, Environment& environment);  // POST /{business}/my/security
http::Response end_session(const http::Request& request,
                           Environment& environment);  // POST /{business}/my/sessions/{id}/end
http::Response end_sessions(const http::Request& request,
                            Environment& environment);                             // POST /{business}/my/sessions/end
http::Response make_feed(const http::Request& request, Environment& environment);  // POST /{business}/my/calendar
http::Response revoke_feed(const http::Request& request,
                           Environment& environment);  // POST /{business}/my/calendar/removal
http::Response revoke_links(const http::Request& request,
                            Environment& environment);  // POST /{business}/my/links/{id}/end
http::Response revoke_all_links(const http::Request& request,
                                Environment& environment);                           // POST /{business}/my/links/end
http::Response ask_erasure(const http::Request& request, Environment& environment);  // POST /{business}/my/erasure
http::Response withdraw_erasure(const http::Request& request,
                                Environment& environment);  // POST /{business}/my/erasure/withdrawal

}  // namespace portal
