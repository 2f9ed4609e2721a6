// The communication log, workflows and templates (FEATURES 5.23, 6.1 to 6.4). Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

struct Page;

void register_messages(activity::Registry& registry);

// What can be found on the page of their settings.
std::vector<pages::Field> message_fields(const Page& page);

Response messages(const Page& page);      // GET  /messages ?state&before
Response message(const Page& page);       // GET  /messages/{id}
Response message_mail(const Page& page);  // GET  /messages/{id}/mail: the mail alone, for a frame
Response send_again(const Page& page);    // POST /messages/{id}/again

Response customer_messages(const Page& page);      // GET  /customers/{id}/messages
Response message_settings(const Page& page);       // GET  /settings/messages
Response save_message_settings(const Page& page);  // POST

Response workflows(const Page& page);        // GET  /workflows
Response new_workflow(const Page& page);     // GET  /workflows/new
Response create_workflow(const Page& page);  // POST /workflows/new
Response workflow(const Page& page);         // GET  /workflows/{id}
Response save_workflow(const Page& page);    // POST /workflows/{id}
Response do_workflow(const Page& page);      // POST /workflows/{id}/action: on, off, copy, test, removal, ask

// Of who reads an address that an owner typed; nobody is signed in.
Response notice_address(const pages::Page& page);              // GET  /notice-address/{token}
extern const FormHandler<pages::Page> confirm_notice_address;  // POST

Response templates(const Page& page);         // GET  /templates
Response add_template(const Page& page);      // POST /templates, from the gallery
Response new_template(const Page& page);      // GET  /templates/new
Response create_template(const Page& page);   // POST /templates/new
Response edit_template(const Page& page);     // GET  /templates/{id} ?text=nb
Response save_template(const Page& page);     // POST /templates/{id}
Response do_template(const Page& page);       // POST /templates/{id}/action: name, copy, reset, removal
Response preview_template(const Page& page);  // POST /templates/{id}/preview: for a frame

Response notices(const Page& page);              // GET  /notices, one's own
Response save_notices(const Page& page);         // POST
Response person_notices(const Page& page);       // GET  /people/{id}/notices
Response save_person_notices(const Page& page);  // POST

}  // namespace office
