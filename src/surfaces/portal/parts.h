// What the customer's pages share: who looks at them, the fields of their forms, where they lead.
#pragma once

#include "http/typed.h"
#include "pages/page.h"
#include "portal/portal.h"

#include <functional>

namespace portal {

using pages::Page;

// A page behind the sign-in.
struct Visit {
    const Page& page;
    const accounts::SignedIn& who;

    BusinessId business() const { return page.business().id; }
    std::string path(std::string_view rest = {}) const;  // "/studio-lind/my" + rest
    activity::Actor actor() const { return {activity::ActorKind::customer, who.customer_id.value}; }
};

// The page of a business whose customers sign in; otherwise says that there is none.
http::Response at_business(const http::Request& request, Environment& environment,
                           const std::function<http::Response(const Page&)>& body);
// The same with somebody signed in; otherwise to the sign-in page and back here.
http::Response signed_in(const http::Request& request, Environment& environment,
                         const std::function<http::Response(const Visit&)>& body);

std::vector<CustomerId> ids_of(const std::vector<accounts::Person>& people);

// Of every form here, bound to who is signed in.
std::string form_token(const Page& page);
bool is_our_form(const Page& page, const http::Form& form);

// Where `next` leads, when it is a page of this business; else `otherwise`.
std::string safe_next(const Page& page, std::string_view next, std::string otherwise);
// 303, kept nowhere.
http::Response go_to(std::string path);
// Signs in: the browser gets the new session, and the one it had ends.
http::Response let_in(const Page& page, const accounts::NewSession& signed_in, std::string path);
// The same by a mailed link: on to where the link was asked for, else to `otherwise`.
http::Response let_in_by_mail(const Page& page, const accounts::NewSession& signed_in, std::string otherwise);
// Keeps `next` for the link that is on its way to that address; nothing where it leads nowhere.
void keep_next(const Page& page, const Email& email, std::string_view next);
// The path with `next` as its query, where that leads somewhere.
std::string with_next(const Page& page, std::string path, std::string_view next);

struct Option {
    std::string value, text;
};

struct Field {
    enum class Kind { line, select, phone, toggle };
    std::string name, label;
    std::string type = "text";
    std::string autocomplete = "off";
    std::string value{};  // of a toggle: "yes" or empty
    std::string hint{};
    std::size_t limit = 100;
    bool required = false;
    Kind kind = Kind::line;
    std::vector<Option> options{};  // of a select, of a phone the countries
    std::string country{};          // of a phone: the chosen one, sent as NAME_country
};

// What is wrong, field by field, and with the whole.
struct Wrong {
    std::vector<FieldError> fields{};
    std::string notice{};
    int status = 422;

    bool any() const { return !fields.empty() || !notice.empty(); }
    const FieldError* find(std::string_view field) const;
    void add(std::string_view field, std::string_view code) {
        fields.push_back({std::string(field), std::string(code), {}});
    }
};
// An error of a verb: its fields, else its sentence above the form.
Wrong wrong_of(const Page& page, const Error& error);
Wrong expired(const Page& page);

// Under {{>FIELDS}}; `focus` is the field to begin with when nothing is wrong.
void include_fields(html::Values& values, const Page& page, const std::vector<Field>& fields, const Wrong& wrong,
                    std::string_view focus = {});
// The notice above a form, and what was just done: NOTICE, DONE.
void fill_notice(html::Values& values, const Wrong& wrong, const std::string& done = {});

using http::line;
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
