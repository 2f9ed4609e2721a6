// What features add to the pages of appointments. They register their own at start (activity::Registry::add); each
// stands by `place`.
#pragma once

#include "office/frame/page.h"

namespace office {

struct Form;

struct PartLink {
    std::string words, url;
    bool is_here = false;  // the page that it stands on
};

// A section of the page of an appointment, for who may manage appointments.
struct BookingSection {
    struct Shown {
        std::string heading, text;
        std::vector<PartLink> rows{}, doings{};
    };
    int place;
    std::optional<Shown> (*shown)(const Page&, const bookings::Booking&);
};

// Among what is done with an appointment on its page.
struct BookingDoing {
    int place;
    std::optional<PartLink> (*doing)(const Page&, const bookings::Booking&);
};

// Another way on from a new appointment whose time is chosen: a page that takes what was chosen by
// ?service&provider&start&customer and add_on_ID=yes.
struct NewAppointmentWay {
    int place;
    std::string_view path;  // after /{business}/office
    const char* words;
};

// A part of the page of a service, as a form that its own feature receives.
struct ServiceCard {
    int place;
    std::string_view key;
    const char *words, *why;
    Form (*form)(const Page&, ServiceId);
};

}  // namespace office
