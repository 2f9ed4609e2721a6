// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::customers_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/customers", [](const SignedIn& who) { return office_get(who, "/customers"); }},
        {"GET /{business}/office/customers/count",
         [](const SignedIn& who) { return office_get(who, "/customers/count?q=anna"); }},
        {"POST /{business}/office/customers/columns",
         [](const SignedIn& who) {
             return office_post(who, "/customers/columns", {{"column_email", "yes"}, {"query", "order=email"}});
         }},
        {"POST /{business}/office/customers/views",
         [](const SignedIn& who) {
             return office_post(who, "/customers/views", {{"name", "Regulars"}, {"query", "order=created&down=yes"}});
         }},
        {"POST /{business}/office/customers/views/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/customers/views/" + who("customer_view"),
                                {{"name", "Seldom here"}, {"query", "order=last-visit"}});
         }},
        {"POST /{business}/office/customers/views/{id}/deletion",
         [](const SignedIn& who) {
             return office_post(who, "/customers/views/" + who("customer_view") + "/deletion", {});
         }},
        {"GET /{business}/office/customers/new", [](const SignedIn& who) { return office_get(who, "/customers/new"); }},
        {"POST /{business}/office/customers/new",
         [](const SignedIn& who) {
             return office_post(who, "/customers/new",
                                {{"name", "Dora"}, {"surname", "Moe"}, {"language", "en"}, {"remind_by_email", "yes"}});
         }},
        {"GET /{business}/office/customers/{id}",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer")); }},
        {"GET /{business}/office/customers/{id}/coming",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/coming"); }},
        {"POST /{business}/office/customers/{id}/quick-login",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/quick-login",
                                {{"reason", "Cannot find the form"}});
         }},
        {"GET /{business}/office/customers/{id}/picture",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/picture"); }},
        {"GET /{business}/office/customers/{id}/details",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/details"); }},
        {"POST /{business}/office/customers/{id}/details",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/details",
                                {{"name", "Anne"},
                                 {"surname", "Moe"},
                                 {"email", "anna@example.com"},
                                 {"language", "en"},
                                 {"remind_by_email", "yes"},
                                 {"version", who("customer_version")}});
         }},
        {"GET /{business}/office/customers/{id}/terms",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/terms"); }},
        {"POST /{business}/office/customers/{id}/terms",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/terms",
                                {{"own_duration_" + who("service"), "60"}, {"own_price_" + who("service"), "450"}});
         }},
        {"GET /{business}/office/customers/{id}/changes",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/changes"); }},
        {"POST /{business}/office/customers/{id}/access",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/access", {{"do", "refuse"}});
         }},
        {"POST /{business}/office/customers/{id}/labels",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/labels",
                                {{"label_" + who("label"), "yes"}});
         }},
        {"GET /{business}/office/customers/deleted",
         [](const SignedIn& who) { return office_get(who, "/customers/deleted"); }},
        {"GET /{business}/office/customers/export",
         [](const SignedIn& who) { return office_get(who, "/customers/export?list=order%3Dname"); }},
        {"POST /{business}/office/customers/export",
         [](const SignedIn& who) {
             return office_post(who, "/customers/export", {{"format", "csv"}, {"columns_name", "yes"}});
         }},
        {"POST /{business}/office/customers/export/{export}/stop",
         [](const SignedIn& who) { return office_post(who, "/customers/export/" + who("export") + "/stop", {}); }},
        {"GET /{business}/office/customers/export/{export}/file",
         [](const SignedIn& who) { return office_get(who, "/customers/export/" + who("export") + "/file"); }},
        {"GET /{business}/office/customers/{id}/card.vcf",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/card.vcf"); }},
        {"GET /{business}/office/customers/selection",
         [](const SignedIn& who) {
             return office_get(
                 who, fmt::format("/customers/selection?do=delete&customer_{}=yes", who("deletable_customer")));
         }},
        {"POST /{business}/office/customers/selections",
         [](const SignedIn& who) {
             return office_post(who, "/customers/selections",
                                {{"do", "delete"}, {"customer_" + who("deletable_customer"), "yes"}});
         }},
        {"GET /{business}/office/customers/selections/{selection}",
         [](const SignedIn& who) { return office_get(who, "/customers/selections/" + who("selection")); }},
        {"POST /{business}/office/customers/selections/{selection}/stop",
         [](const SignedIn& who) {
             return office_post(who, "/customers/selections/" + who("selection") + "/stop", {});
         }},
        {"POST /{business}/office/customers/selections/{selection}/undo",
         [](const SignedIn& who) {
             return office_post(who, "/customers/selections/" + who("selection") + "/undo", {});
         }},
        {"GET /{business}/office/customers/{id}/deletion",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/deletion"); }},
        {"POST /{business}/office/customers/{id}/deletion",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("deletable_customer") + "/deletion", {});
         }},
        {"POST /{business}/office/customers/{id}/restoration",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("deleted_customer") + "/restoration", {});
         }},
        {"POST /{business}/office/customers/{id}/erasing",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("erasable_customer") + "/erasing", {});
         }},
        {"GET /{business}/office/customers/{id}/contacts/new",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/contacts/new"); }},
        {"POST /{business}/office/customers/{id}/contacts/new",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/contacts/new", {{"name", "Kari"}});
         }},
        {"GET /{business}/office/customers/{id}/contacts/{contact}",
         [](const SignedIn& who) {
             return office_get(who, "/customers/" + who("office_customer") + "/contacts/" + who("contact_person"));
         }},
        {"POST /{business}/office/customers/{id}/contacts/{contact}",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/contacts/" + who("contact_person"),
                                {{"name", "Kari"}, {"relation", "mother"}, {"version", "1"}});
         }},
        {"POST /{business}/office/customers/{id}/contacts/{contact}/removal",
         [](const SignedIn& who) {
             return office_post(
                 who, "/customers/" + who("office_customer") + "/contacts/" + who("contact_person") + "/removal", {});
         }},
        {"GET /{business}/office/settings/labels",
         [](const SignedIn& who) { return office_get(who, "/settings/labels"); }},
        {"POST /{business}/office/settings/labels",
         [](const SignedIn& who) {
             return office_post(who, "/settings/labels", {{"name", "Allergic"}});
         }},
        {"GET /{business}/office/settings/labels/{id}",
         [](const SignedIn& who) { return office_get(who, "/settings/labels/" + who("label")); }},
        {"POST /{business}/office/settings/labels/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/settings/labels/" + who("label"), {{"name", "Gold"}, {"version", "1"}});
         }},
        {"POST /{business}/office/settings/labels/{id}/merge",
         [](const SignedIn& who) {
             return office_post(who, "/settings/labels/" + who("label") + "/merge", {{"into", who("other_label")}});
         }},
        {"POST /{business}/office/settings/labels/{id}/deletion",
         [](const SignedIn& who) { return office_post(who, "/settings/labels/" + who("label") + "/deletion", {}); }},
        {"GET /{business}/office/settings/customer-fields",
         [](const SignedIn& who) { return office_get(who, "/settings/customer-fields"); }},
        {"POST /{business}/office/settings/customer-fields",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-fields", {{"label_nb", "Skostørrelse"}, {"kind", "number"}});
         }},
        {"POST /{business}/office/settings/customer-fields/order",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-fields/order", {{"move", who("custom_field") + " - - DOWN"}});
         }},
        {"GET /{business}/office/settings/customer-fields/{id}",
         [](const SignedIn& who) { return office_get(who, "/settings/customer-fields/" + who("custom_field")); }},
        {"POST /{business}/office/settings/customer-fields/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-fields/" + who("custom_field"),
                                {{"label_nb", "Skostørrelse"}, {"version", "1"}});
         }},
        {"POST /{business}/office/settings/customer-fields/{id}/deletion",
         [](const SignedIn& who) {
             return office_post(who, "/settings/customer-fields/" + who("custom_field") + "/deletion", {});
         }},
        {"POST /{business}/office/customers/{id}/erasure",
         [](const SignedIn& who) {
             return office_post(who, "/customers/" + who("office_customer") + "/erasure", {{"decision", "refused"}});
         }},
    };
}

}  // namespace office::customers_test
