// What somebody waits for, as a form sends it and as pages tell it.
#pragma once

#include "http/http.h"
#include "pages/page.h"
#include "waiting/words.h"

namespace waiting_list {

struct TypedWish {
    std::string service{}, provider{}, location{}, first_day{}, last_day{}, from{}, until{};
    int weekdays = waiting::kAllWeekdays, parts = waiting::kAllParts;
};
// For two weeks, or the day that was looked at.
TypedWish new_wish(const pages::Page& page, const http::Form& query);
TypedWish read_wish(const http::Form& form);
// What cannot be read is left in `wrong`; the verb says the rest.
waiting::Wish wish_of(const TypedWish& typed, std::vector<FieldError>& wrong);

// With their names, in the order of the week and of the day.
struct Tick {
    int bit;
    std::string name;
};
std::vector<Tick> weekdays(i18n::Language language);
std::vector<Tick> parts(i18n::Language language);

// Of the service: who gives it; where it can be had, if there is a choice.
std::vector<std::pair<std::string, std::string>> providers_of(const pages::Page& page, const catalog::Service& service);
std::vector<std::pair<std::string, std::string>> locations_of(const pages::Page& page, const catalog::Service& service);

// WAIT_SERVICE, WAIT_DAYS, WAIT_STATE, WAIT_STATE_CLASS, and as far as they are so WITH, AT, WHY and OFFER, which has
// OFFER_WHEN, OFFER_WITH and OFFER_UNTIL.
void fill_entry(html::Values& values, const pages::Page& page, const waiting::Entry& entry,
                const waiting::Offer* offer);

}  // namespace waiting_list
