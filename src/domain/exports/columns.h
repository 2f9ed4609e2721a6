// What an export says of each customer: the fields of the record, what is known of them besides, and the business's
// own.
#pragma once

#include "customers/custom_values.h"
#include "i18n/i18n.h"
#include "sheets/sheet_writer.h"

namespace exports {

struct Column {
    std::string key, title;
};
// All that whoever is of that circle may take, in their usual order and in that language.
std::vector<Column> columns_of(db::Session& session, BusinessId business, i18n::Language language,
                               customers::Circle circle);
// The keys that are ticked unless somebody chooses others.
bool is_usual(std::string_view key);

// The cells of each of those customers, in the order of the keys; nothing for a key that is known no more.
struct Described {
    CustomerId customer;
    sheets::Row cells;
};
std::vector<Described> describe(db::Session& session, const businesses::Business& business, i18n::Language language,
                                const std::vector<std::string>& keys,
                                const std::vector<customers::Customer>& customers);

// As they lie in a row of the database, and back.
std::string text_of(const sheets::Row& row);
sheets::Row row_of(const std::string& text);

}  // namespace exports
