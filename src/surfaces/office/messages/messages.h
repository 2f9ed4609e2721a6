// The communication log, workflows and templates (FEATURES 5.23, 6.1 to 6.4). Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

struct Field;
struct Page;

void register_messages(activity::Registry& registry);

// What can be found on the page of their settings.
std::vector<Field> message_fields(const Page& page);

using http::Request;
using http::Response;
using pages::Environment;

Response messages(const Request& request, Environment& environment);  // GET  /messages ?state&before
Response message(const Request& request, Environment& environment);   // GET  /messages/{id}
Response message_mail(const Request& request,
                      Environment& environment);  // GET  /messages/{id}/mail: the mail alone, for a frame
Response send_again(const Request& request, Environment& environment);  // POST /messages/{id}/again

Response customer_messages(const Request& request, Environment& environment);      // GET  /customers/{id}/messages
Response message_settings(const Request& request, Environment& environment);       // GET  /settings/messages
Response save_message_settings(const Request& request, Environment& environment);  // POST

Response workflows(const Request& request, Environment& environment);        // GET  /workflows
Response new_workflow(const Request& request, Environment& environment);     // GET  /workflows/new
Response create_workflow(const Request& request, Environment& environment);  // POST /workflows/new
Response workflow(const Request& request, Environment& environment);         // GET  /workflows/{id}
Response save_workflow(const Request& request, Environment& environment);    // POST /workflows/{id}
Response do_workflow(const Request& request,
                     Environment& environment);  // POST /workflows/{id}/action: on, off, copy, test, removal

Response templates(const Request& request, Environment& environment);        // GET  /templates
Response add_template(const Request& request, Environment& environment);     // POST /templates, from the gallery
Response new_template(const Request& request, Environment& environment);     // GET  /templates/new
Response create_template(const Request& request, Environment& environment);  // POST /templates/new
Response edit_template(const Request& request, Environment& environment);    // GET  /templates/{id} ?text=nb
Response save_template(const Request& request, Environment& environment);    // POST /templates/{id}
Response do_template(const Request& request,
                     Environment& environment);  // POST /templates/{id}/action: name, copy, reset, removal
Response preview_template(const Request& request,
                          Environment& environment);  // POST /templates/{id}/preview: for a frame

Response notices(const Request& request, Environment& environment);              // GET  /notices, one's own
Response save_notices(const Request& request, Environment& environment);         // POST
Response person_notices(const Request& request, Environment& environment);       // GET  /people/{id}/notices
Response save_person_notices(const Request& request, Environment& environment);  // POST

}  // namespace office
