// The form of a service: what is stored or was typed, and its fields in sections.
#pragma once

#include "office/services/offer_pages.h"

namespace office {

struct ServiceForm {
    catalog::Service service;                  // as stored, or as typed
    std::map<std::string, std::string> typed;  // what was sent, by field; empty: as stored
    Wrong wrong{};
    std::vector<activity::Recorded> meanwhile{};  // what others saved while it was typed

    std::string value(const std::string& field, std::string stored) const;
    bool is_wrong(std::initializer_list<std::string_view> fields) const;
};

ServiceForm stored_form(const catalog::Service& service);
// What was sent for the service.
ServiceForm read_service_form(const Page& page, const catalog::Service& stored);
void take_errors(const Page& page, ServiceForm& form, const Error& error);

// The sections of the form's page.
void include_sections(html::Values& values, const Page& page, const ServiceForm& form);

}  // namespace office
