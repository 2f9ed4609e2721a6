#include "imports/words.h"

#include "base/msgid.h"

#include <algorithm>

namespace imports {
namespace {

// Of those whose sentence says something of one row.
constexpr std::pair<std::string_view, const char*> kKinds[] = {
    {"import.twice", N_("The same person stands in the file twice")},
    {"import.other_name", N_("An e-mail address, number or phone stands there under two names")},
    {"import.more_cells", N_("There are more cells than columns")},
    {"import.label_left_out", N_("A label was left out, since there are too many")},
    {"label.too_many_of_one", N_("A label was left out, since there are too many")},
    {"field.phone", N_("This does not look like a phone number")},
    {"field.too_long", N_("A cell is too long")},
    {"field.required", N_("The name is missing")},
    {"customer.too_many_phones", N_("There are too many phone numbers")},
    {"customers.limit_reached", N_("There are as many customers as there can be")}};

}  // namespace

std::string kind_words(i18n::Language language, std::string_view code) {
    for (const auto& [known, words] : kKinds)
        if (known == code) return i18n::words(language, words);
    return i18n::message(language, code);
}

std::string column_name(i18n::Language language, const std::vector<Column>& columns, std::size_t column) {
    if (column < columns.size() && !columns[column].name.empty()) return columns[column].name;
    std::string letters;
    for (auto n = column + 1; n > 0; n = (n - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return i18n::words(language, "Column {letters}", {{"letters", letters}});
}

std::string told(i18n::Language language, const std::vector<Column>& columns, const Problem& problem) {
    auto sentence = i18n::message(language, problem.code, problem.parameters);
    if (problem.column < 0) return sentence;
    return fmt::format("{}: {}", column_name(language, columns, static_cast<std::size_t>(problem.column)), sentence);
}

std::string told(i18n::Language language, const std::vector<Column>& columns, const std::vector<Problem>& problems) {
    std::string out;
    for (const auto& problem : problems) out += (out.empty() ? "" : " ") + told(language, columns, problem);
    return out;
}

std::string beginning(std::string_view cell, std::size_t bytes) {
    if (cell.size() <= bytes) return std::string(cell);
    while (bytes > 0 && (static_cast<unsigned char>(cell[bytes]) & 0xC0U) == 0x80U) --bytes;
    return std::string(cell.substr(0, bytes)) + "…";
}

}  // namespace imports
