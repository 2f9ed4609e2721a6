// What features show in the frame of the back office. Each area registers its own at start (activity::Registry::add);
// they stand by `place`, then in the order of registration.
#pragma once

#include "staff/member.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pages {
struct Field;
}

namespace office {

struct Form;
struct Page;
using pages::Field;

// How much waits behind an entry of the menu: a number and, for who hears it read out, what it counts.
struct MenuCount {
    std::string number, words;
};

struct MenuEntry {
    int place;
    std::string_view key;   // Frame::section of its pages
    std::string_view path;  // after /{business}/office
    const char* words;
    std::string_view icon;  // the path of an SVG, 24 by 24
    businesses::Permission permission;
    bool (*is_shown)(const Page&) = nullptr;                    // none: always
    std::optional<MenuCount> (*counts)(const Page&) = nullptr;  // nullopt: nothing waits
};

// Where everything is searched, from every page: at most one.
struct SearchDoor {
    std::string_view path;   // after /{business}/office: a page that searches for ?q=
    std::string_view found;  // what it found, for the dialog that every page has
};

// A page of the member's own, in the menu of their account and on its page.
struct AccountPage {
    int place;
    std::string_view key, path;  // after /{business}/office
    const char *words, *why;
};

// A part of the page of one of the team, as a form that its own feature receives.
struct PersonCard {
    int place;
    std::string_view key;
    const char *words, *why;
    Form (*form)(const Page&, StaffId);
};

// What is left to do once a business is set up, on the page "Getting started" until it is done or put aside.
struct StartTask {
    int place;
    std::string_view key;  // at most 30 letters
    const char *words, *why;
    std::string_view path;  // after /{business}/office
    businesses::Permission permission;
    bool (*is_done)(const Page&) = nullptr;  // none: only whoever did it can say so
};

// Above every page of the back office, for as long as it says anything.
struct Notice {
    int place;
    std::optional<std::string> (*says)(const Page&);
};

// A tab of the settings; the menu's entry Settings leads to the first that the member may see.
struct SettingsPage {
    int place;
    std::string_view key;  // its path after /settings/
    const char* words;
    businesses::Permission permission;
    std::optional<businesses::Module> module{};      // seen only while it is on
    std::vector<Field> (*fields)(const Page&) = {};  // of its form as it is stored, for the search; null: it has none
};

// A tab of the page of a customer, for everybody who may see customers.
struct CustomerTab {
    int place;
    std::string_view key;  // its path after the customer's; empty: the page itself
    const char* words;
    bool of_erased = true;  // there too once the customer was erased
};

// A link below the list of customers.
struct CustomersLink {
    int place;
    std::string_view path;  // after /customers
    const char* words;
    businesses::Permission permission;
};

}  // namespace office
