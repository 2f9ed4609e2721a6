// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::imports_test {

using namespace support::walk;

inline Ask send_table(const SignedIn& who, std::string_view content) {
    const auto part = [](std::string_view head, std::string_view body) {
        return fmt::format("--edge\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head, body);
    };
    const auto body = part("name=\"token\"", who("office_token")) +
                      part("name=\"file\"; filename=\"customers.csv\"\r\nContent-Type: text/csv", content) +
                      "--edge--\r\n";
    return as_staff(who, Ask{"POST",
                             at(who, "/office/customers/imports"),
                             {{"Content-Type", "multipart/form-data; boundary=edge"}},
                             body});
}

inline Recipes recipes() {
    return {
        {"GET /{business}/office/customers/imports",
         [](const SignedIn& who) { return office_get(who, "/customers/imports"); }},
        {"POST /{business}/office/customers/imports",
         [](const SignedIn& who) { return send_table(who, "Name,E-mail\r\nDora,dora@example.com"); }},
        {"GET /{business}/office/customers/imports/{id}",
         [](const SignedIn& who) { return office_get(who, "/customers/imports/" + who("import")); }},
        {"POST /{business}/office/customers/imports/{id}/check",
         [](const SignedIn& who) {
             return office_post(who, "/customers/imports/" + who("import") + "/check",
                                {{"target_0", "name"}, {"target_1", "email"}, {"has_header", "yes"}});
         }},
        {"POST /{business}/office/customers/imports/{id}/import",
         [](const SignedIn& who) {
             return office_post(who, "/customers/imports/" + who("checked_import") + "/import", {});
         }},
        {"POST /{business}/office/customers/imports/{id}/stop",
         [](const SignedIn& who) {
             return office_post(who, "/customers/imports/" + who("running_import") + "/stop", {});
         }},
        {"POST /{business}/office/customers/imports/{id}/undo",
         [](const SignedIn& who) {
             return office_post(who, "/customers/imports/" + who("done_import") + "/undo", {});
         }},
        {"POST /{business}/office/customers/imports/{id}/removal",
         [](const SignedIn& who) {
             return office_post(who, "/customers/imports/" + who("removable_import") + "/removal", {});
         }},
        {"GET /{business}/office/customers/imports/{id}/failed.csv",
         [](const SignedIn& who) {
             return office_get(who, "/customers/imports/" + who("done_import") + "/failed.csv");
         }},
    };
}

}  // namespace office::imports_test
