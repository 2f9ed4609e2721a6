// How two customers who may be one are told of.
#pragma once

#include "duplicates/search.h"
#include "office/frame/page.h"

namespace office {

// "Same phone, same name".
std::string reasons_in_words(i18n::Language language, unsigned reasons);
// How likely it is.
std::string likelihood(i18n::Language language, int points);

// The customers of a page that shows many, each read once; nullptr: not there, or erased.
class ShownCustomers {
public:
    explicit ShownCustomers(const Page& page) : page_(page) {}
    const customers::Customer* find(CustomerId id);

private:
    const Page& page_;
    std::map<CustomerId, std::optional<customers::Customer>> known_;
};

// A line that tells two customers of one name apart: address, phone, date of birth.
std::string told_apart_by(const Page& page, const customers::Customer& customer);

// What the record says in that field, in words; empty: nothing.
std::string field_in_words(const Page& page, std::string_view field, const customers::Customer& customer);

}  // namespace office
