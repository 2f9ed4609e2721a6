// Customers as staff see them: the list, the page of each with everything about them (FEATURES 4, 5.13 to 5.24). Every
// handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_customers(activity::Registry& registry);

Response customers(const Page& page);            // GET  /customers, with what list_asked.h reads
Response count_customers(const Page& page);      // GET  /customers/count, with the same: how many, in words
Response choose_columns(const Page& page);       // POST /customers/columns
Response save_view(const Page& page);            // POST /customers/views
Response change_view(const Page& page);          // POST /customers/views/{id}
Response delete_view(const Page& page);          // POST /customers/views/{id}/deletion
Response new_customer(const Page& page);         // GET  /customers/new
Response create_customer(const Page& page);      // POST /customers/new
Response customer(const Page& page);             // GET  /customers/{id}
Response coming_of_customer(const Page& page);   // GET  /customers/{id}/coming
Response begin_quick_login(const Page& page);    // POST /customers/{id}/quick-login
Response customer_picture(const Page& page);     // GET  /customers/{id}/picture
Response customer_details(const Page& page);     // GET  /customers/{id}/details
Response update_customer(const Page& page);      // POST /customers/{id}/details
Response customer_log(const Page& page);         // GET  /customers/{id}/changes
Response customer_terms(const Page& page);       // GET  /customers/{id}/terms
Response save_customer_terms(const Page& page);  // POST
Response customer_access(const Page& page);      // POST /customers/{id}/access
Response decide_erasure(const Page& page);       // POST /customers/{id}/erasure
Response customer_deletion(const Page& page);    // GET  /customers/{id}/deletion
Response delete_customer(const Page& page);      // POST
Response restore_customer(const Page& page);     // POST /customers/{id}/restoration
Response erase_customer(const Page& page);       // POST /customers/{id}/erasing: they asked staff
Response deleted_customers(const Page& page);    // GET  /customers/deleted ?after
Response selected_customers(const Page& page);   // GET  /customers/selection: what is done with those who are ticked
Response begin_selection(const Page& page);      // POST /customers/selections
Response selection(const Page& page);            // GET  /customers/selections/{selection}
Response stop_selection(const Page& page);       // POST /customers/selections/{selection}/stop
Response undo_selection(const Page& page);       // POST /customers/selections/{selection}/undo
Response customer_export(const Page& page);      // GET  /customers/export
Response ask_export(const Page& page);           // POST
Response stop_export(const Page& page);          // POST /customers/export/{export}/stop
Response export_file(const Page& page);          // GET  /customers/export/{export}/file
Response customer_card(const Page& page);        // GET  /customers/{id}/card.vcf
Response new_contact(const Page& page);          // GET  /customers/{id}/contacts/new
Response add_contact(const Page& page);          // POST
Response contact(const Page& page);              // GET  /customers/{id}/contacts/{contact}
Response save_contact(const Page& page);         // POST
Response remove_contact(const Page& page);       // POST /customers/{id}/contacts/{contact}/removal
Response stick_labels(const Page& page);         // POST /customers/{id}/labels

Response labels(const Page& page);        // GET  /settings/labels
Response add_label(const Page& page);     // POST
Response label(const Page& page);         // GET  /settings/labels/{id}
Response save_label(const Page& page);    // POST
Response merge_label(const Page& page);   // POST /settings/labels/{id}/merge
Response delete_label(const Page& page);  // POST /settings/labels/{id}/deletion

Response custom_fields(const Page& page);        // GET  /settings/customer-fields
Response add_custom_field(const Page& page);     // POST
Response move_custom_field(const Page& page);    // POST /settings/customer-fields/order
Response custom_field(const Page& page);         // GET  /settings/customer-fields/{id}
Response save_custom_field(const Page& page);    // POST
Response delete_custom_field(const Page& page);  // POST /settings/customer-fields/{id}/deletion

}  // namespace office
