// What the customer's pages share: who looks at them, the fields of their forms, where they lead.
#pragma once

#include "pages/form.h"
#include "portal/portal.h"

#include <functional>

namespace portal {

using pages::Environment;
using pages::Field;
using pages::fill_notice;
using pages::line;
using pages::Option;
using pages::Page;
using pages::Wrong;
using pages::wrong_of;

// To the sign-in page, and from there to the start of the panel.
http::Response nobody_signed_in(const Page& page);
// What is wrong, where there is no form to show again.
http::Response explain_wrong(const Page& page, const Wrong& wrong);
// In a quick login: only the customer may look.
http::Response only_in_person(const Visit& visit);

std::vector<CustomerId> ids_of(const std::vector<accounts::Person>& people);

// Where `next` leads, when it is a page of this business; else `otherwise`.
std::string safe_next(const Page& page, std::string_view next, std::string otherwise);
// 303, kept nowhere.
http::Response go_to(std::string path);
// Signs in: the browser gets the new session, and the one it had ends.
http::Response let_in(const Page& page, const accounts::NewSession& signed_in, std::string path);
// The same by a mailed link: on to where the link was asked for, else to `otherwise`.
http::Response let_in_by_mail(const Page& page, const accounts::NewSession& signed_in, std::string otherwise);
// Ends the quick login; back to the customer's page in the back office.
http::Response end_quick(const Page& page);
// Keeps `next` for the link that is on its way to that address; nothing where it leads nowhere.
void keep_next(const Page& page, const Email& email, std::string_view next);
// The path with `next` as its query, where that leads somewhere.
std::string with_next(const Page& page, std::string path, std::string_view next);

// Under {{>FIELDS}}; `focus` is the field to begin with when nothing is wrong.
void include_fields(html::Values& values, const Page& page, const std::vector<Field>& fields, const Wrong& wrong,
                    std::string_view focus = {});

// Countries by their names, with their calling codes.
std::vector<Option> phone_options(i18n::Language language);
// The phone field with what is stored or was typed.
Field phone_field(const Page& page, std::string_view stored, bool required);
Field phone_field(const Page& page, const http::Form& form, bool required);
// A password to be set, with what makes a good one.
Field new_password_field(const Page& page, bool required);
// The country that was chosen, else the business's.
std::string phone_country(const Page& page, const http::Form& form);

// The tabs of the panel, under {{>TABS}}; `now` is the path of the one that is shown.
void include_tabs(html::Values& values, const Page& page, std::string_view now);

}  // namespace portal
