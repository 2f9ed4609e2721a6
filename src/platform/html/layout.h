// The frame of every page: head, header with the business's look, language menu, footer (views/layout.html).
#pragma once

#include "html/html.h"

#include <string>
#include <vector>

namespace html {

struct LanguageLink {
    i18n::Language language;
    std::string url;
};

// Who is signed in, with the menu behind the name.
struct AccountMenu {
    std::string name;
    std::string picture_url;                                 // empty: initials
    std::vector<std::pair<std::string, std::string>> links;  // address, words
    std::string sign_out_url, sign_out_token;                // a POST with the token
};

// A staff member who looks at the page as one of the customers: said above everything else, with a form that ends it.
struct InStead {
    std::string who, left;       // who looks as whom, and for how long
    std::string end_url, token;  // a POST with the token
};

// What search engines and those who show a link are told of a page that is found under an address of its own.
struct Shared {
    std::string url;          // canonical
    std::string site;         // name of the whole
    std::string picture_url;  // empty: none
    int picture_width = 0, picture_height = 0;
    std::vector<LanguageLink> languages;  // the page's other addresses
    std::string any_language_url;
    std::string data;  // JSON-LD; empty: none
};

struct Shell {
    std::string title;
    std::string description;  // empty: none
    bool noindex = false;
    // The business whose page it is; an empty name: the installation's own page.
    std::string business_name, address, home_url, logo_url, brand_css_url;
    std::string look;                     // classes of the body; empty: none
    std::vector<LanguageLink> languages;  // fewer than two: no menu
    std::optional<AccountMenu> account;
    std::optional<InStead> in_stead{};
    std::string stead_over_url{};  // it has just ended, with the way back; empty: nothing to say
    std::string sign_in_url;       // empty: no link
    std::optional<Shared> shared;
};

// How htmx behaves on our pages: the content of its meta element.
std::string_view htmx_config();

// The whole page; `main` fills the template `name`, which stands in the layout's main landmark.
std::string page(const Pages& pages, i18n::Language language, const Shell& shell, std::string_view name, Values main);

}  // namespace html
