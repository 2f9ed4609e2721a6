#include "exports/vcard.h"

#include "customers/phones.h"
#include "i18n/names.h"

namespace exports {
namespace {

constexpr std::size_t kLongestLine = 75;  // bytes, without the line's end

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == ',' || c == ';') out += '\\';
        out += c;
    }
    return out;
}

// A longer line goes on behind a line's end and a space; no letter is cut through.
void add_line(std::string& out, std::string_view line) {
    std::size_t room = kLongestLine;
    while (line.size() > room) {
        auto end = room;
        while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
        out.append(line.substr(0, end)).append("\r\n ");
        line.remove_prefix(end);
        room = kLongestLine - 1;
    }
    out.append(line).append("\r\n");
}

}  // namespace

std::string vcard(const customers::Customer& customer, i18n::Language language) {
    std::string out;
    const auto add = [&](std::string_view name, const std::string& value) {
        add_line(out, fmt::format("{}:{}", name, value));
    };
    add("BEGIN", "VCARD");
    add("VERSION", "3.0");
    add("N", fmt::format("{};{};;;", escaped(customer.surname), escaped(customer.name)));
    add("FN", escaped(customer.full_name()));
    if (customer.email) add("EMAIL;TYPE=INTERNET", escaped(*customer.email));
    if (!customer.phone.empty()) add("TEL;TYPE=CELL", customer.phone);
    for (const auto& phone : customers::phones_in(customer.more_phones)) add("TEL;TYPE=VOICE", escaped(phone.number));
    const auto country = customer.country.empty() ? std::string() : i18n::country_name(language, customer.country);
    if (!customer.street.empty() || !customer.city.empty() || !customer.postal_code.empty() || !country.empty())
        add("ADR;TYPE=HOME", fmt::format(";;{};{};;{};{}", escaped(customer.street), escaped(customer.city),
                                         escaped(customer.postal_code), escaped(country)));
    if (customer.date_of_birth) add("BDAY", base::to_text(*customer.date_of_birth));
    add("UID", base::to_text(customer.id));
    add("END", "VCARD");
    return out;
}

}  // namespace exports
