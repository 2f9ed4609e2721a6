// Whom a message of a workflow goes to, as its editor asks for it and its list says it.
#pragma once

#include "notify/workflow.h"
#include "office/frame/form.h"
#include "staff/people.h"

namespace office {

using Team = std::vector<staff::Person>;
Team load_team(const Page& page);

// Of the message at that index. Who gives the service is asked for only where there may be a booking.
void add_recipient_fields(Form& form, const Page& page, const Team& team, const notify::Recipients& recipients,
                          std::size_t index, bool about_booking);
// Where the form did not ask, those that are stored.
notify::Recipients read_recipients(const http::Form& form, const Team& team, const notify::Recipients& stored,
                                   std::size_t index);
// "the provider, Mira Lind"
std::string recipients_words(i18n::Language language, const Team& team, const notify::Recipients& recipients);

}  // namespace office
