// The back office: what staff see (FEATURES 1.3, 4, 5.13 to 5.24, 6.1 to 6.4). Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "bookings/desk.h"

namespace office {

using bookings::Desk;
using http::Request;
using http::Response;

// What is wrong with a request for a page of the back office, in its frame where somebody is signed in. `code` is a
// message's; nullopt where there is no such business. For what is no fault of ours: it asks the database.
std::optional<Response> error_page(const Request& request, Desk& desk, int status, std::string_view code);

// The set-up of an installation, behind the console's one-time code.
Response setup_form(const Request& request, Desk& desk);  // GET  /setup
Response setup(const Request& request, Desk& desk);       // POST /setup

// Signing in. All below are under /{business}/office.
Response sign_in_form(const Request& request, Desk& desk);       // GET  /sign-in
Response sign_in(const Request& request, Desk& desk);            // POST /sign-in
Response forgot_form(const Request& request, Desk& desk);        // GET  /forgot-password ?sent
Response forgot(const Request& request, Desk& desk);             // POST /forgot-password
Response new_password_form(const Request& request, Desk& desk);  // GET  /password/{token}
Response new_password(const Request& request, Desk& desk);       // POST /password/{token}
Response code_form(const Request& request, Desk& desk);          // GET  /code, password given
Response give_code(const Request& request, Desk& desk);          // POST /code
Response sign_out(const Request& request, Desk& desk);           // POST /sign-out

// One's own account. Open halfway too: a second factor that is asked for is set up here.
Response security(const Request& request, Desk& desk);         // GET  /security
Response change_password(const Request& request, Desk& desk);  // POST /security
Response begin_totp(const Request& request, Desk& desk);       // POST /security/codes
Response confirm_totp(const Request& request, Desk& desk);     // POST /security/codes/confirmation
Response remove_totp(const Request& request, Desk& desk);      // POST /security/codes/removal
Response end_sessions(const Request& request, Desk& desk);     // POST /security/sessions/end
Response end_one_session(const Request& request, Desk& desk);  // POST /security/sessions/{id}/end

Response appointments(const Request& request, Desk& desk);            // GET  / ?from=2026-12-04
Response appointment(const Request& request, Desk& desk);             // GET  /bookings/{id}
Response set_appointment_status(const Request& request, Desk& desk);  // POST /bookings/{id}/status
Response set_appointment_paid(const Request& request, Desk& desk);    // POST /bookings/{id}/payment

Response customers(const Request& request, Desk& desk);          // GET  /customers ?q&order&page
Response new_customer(const Request& request, Desk& desk);       // GET  /customers/new
Response create_customer(const Request& request, Desk& desk);    // POST /customers/new
Response customer(const Request& request, Desk& desk);           // GET  /customers/{id}
Response customer_picture(const Request& request, Desk& desk);   // GET  /customers/{id}/picture
Response customer_details(const Request& request, Desk& desk);   // GET  /customers/{id}/details
Response update_customer(const Request& request, Desk& desk);    // POST /customers/{id}/details
Response customer_log(const Request& request, Desk& desk);       // GET  /customers/{id}/changes
Response customer_messages(const Request& request, Desk& desk);  // GET  /customers/{id}/messages
Response customer_access(const Request& request, Desk& desk);    // POST /customers/{id}/access
Response decide_erasure(const Request& request, Desk& desk);     // POST /customers/{id}/erasure

// 2.11, the file with everything stored about the customer.
Response customer_data(const Request& request, Desk& desk);       // GET  /customers/{id}/data
Response ask_customer_data(const Request& request, Desk& desk);   // POST
Response stop_customer_data(const Request& request, Desk& desk);  // POST /customers/{id}/data/{archive}/stop
Response customer_data_file(const Request& request, Desk& desk);  // GET  /customers/{id}/data/{archive}/archive.zip

// 2.11 for all customers at once; the owner's alone.
Response everybody_data(const Request& request, Desk& desk);       // GET  /customers/data
Response ask_everybody_data(const Request& request, Desk& desk);   // POST
Response stop_everybody_data(const Request& request, Desk& desk);  // POST /customers/data/{archive}/stop
Response everybody_data_file(const Request& request, Desk& desk);  // GET  /customers/data/{archive}/archive.zip

Response booking_page_settings(const Request& request, Desk& desk);       // GET  /settings/booking-page
Response save_booking_page_settings(const Request& request, Desk& desk);  // POST
Response panel_settings(const Request& request, Desk& desk);              // GET  /settings/customer-panel
Response save_panel_settings(const Request& request, Desk& desk);         // POST
Response panel_preview(const Request& request, Desk& desk);               // POST /settings/customer-panel/preview
Response embed_settings(const Request& request, Desk& desk);              // GET  /settings/embedding
Response save_embed_settings(const Request& request, Desk& desk);         // POST
Response branding_settings(const Request& request, Desk& desk);           // GET  /settings/branding
Response save_branding_settings(const Request& request, Desk& desk);      // POST
Response set_logo(const Request& request, Desk& desk);                    // POST /settings/branding/logo, a file
Response remove_logo(const Request& request, Desk& desk);                 // POST /settings/branding/logo/removal
Response message_settings(const Request& request, Desk& desk);            // GET  /settings/messages
Response save_message_settings(const Request& request, Desk& desk);       // POST
Response business_log(const Request& request, Desk& desk);                // GET  /settings/changes ?kind&before
Response staff_settings(const Request& request, Desk& desk);              // GET  /settings/staff
Response save_staff_settings(const Request& request, Desk& desk);         // POST, which roles need codes
Response add_staff(const Request& request, Desk& desk);                   // POST /settings/staff/new
Response staff_member(const Request& request, Desk& desk);                // GET  /settings/staff/{id}
Response save_staff_member(const Request& request, Desk& desk);           // POST

Response messages(const Request& request, Desk& desk);      // GET  /messages ?state&before
Response message(const Request& request, Desk& desk);       // GET  /messages/{id}
Response message_mail(const Request& request, Desk& desk);  // GET  /messages/{id}/mail: the mail alone, for a frame
Response send_again(const Request& request, Desk& desk);    // POST /messages/{id}/again

Response workflows(const Request& request, Desk& desk);        // GET  /workflows
Response new_workflow(const Request& request, Desk& desk);     // GET  /workflows/new
Response create_workflow(const Request& request, Desk& desk);  // POST /workflows/new
Response workflow(const Request& request, Desk& desk);         // GET  /workflows/{id}
Response save_workflow(const Request& request, Desk& desk);    // POST /workflows/{id}
Response do_workflow(const Request& request, Desk& desk);  // POST /workflows/{id}/action: on, off, copy, test, removal

Response templates(const Request& request, Desk& desk);      // GET  /templates
Response add_template(const Request& request, Desk& desk);   // POST /templates, from the gallery
Response edit_template(const Request& request, Desk& desk);  // GET  /templates/{id} ?text=nb
Response save_template(const Request& request, Desk& desk);  // POST /templates/{id}
Response do_template(const Request& request, Desk& desk);    // POST /templates/{id}/action: name, copy, reset, removal
Response preview_template(const Request& request, Desk& desk);  // POST /templates/{id}/preview: for a frame

}  // namespace office
