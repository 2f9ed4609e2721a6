// What may be changed of a customer's record, described once. From it come the columns that are read and written, what
// staff's form asks and takes, what is checked, the difference that the log tells, the right-of-access file and what
// erasing blanks. A new field is a member of Customer and of Changes, a line here and a migration.
#pragma once

#include "base/msgid.h"
#include "customers/customer.h"
#include "customers/details.h"

#include <tuple>
#include <type_traits>

namespace customers {

// How a form asks for it.
enum class Ask { line, email, phone, day, area, toggle, choice, nothing };

// What a check is given besides the text.
struct Reading {
    FieldCheck& check;
    std::string_view name;     // of the field
    std::string_view country;  // of a phone number without +
    Instant now;
};

// The member as it is stored and as it is typed: called with a Customer or with Changes.
template <class Stored, class Typed>
struct Member {
    Stored Customer::*stored;
    Typed Changes::*typed;

    template <class Record>
    constexpr auto& operator()(Record& record) const {
        if constexpr (std::is_same_v<std::remove_const_t<Record>, Customer>)
            return record.*stored;
        else
            return record.*typed;
    }
};
struct Reminder {
    bool Reminders::*which;

    template <class Record>
    constexpr auto& operator()(Record& record) const {
        return record.reminders.*which;
    }
};

// `of` is the Member; `read` turns what was typed into what is stored and refuses what
// cannot be.
template <class Of, class Read>
struct Field {
    std::string_view name;  // of its column, of its field in forms and of its member in the log and in files
    Of of;
    const char* words;
    Ask ask;
    std::size_t limit;  // code points; 0: none
    Read read;
    bool erased = true;  // false: says nothing of who it was
};

namespace fields {

// As the column of that name holds it.
inline std::string column(const std::string& value) { return value; }
inline std::optional<std::string> column(const std::optional<std::string>& value) { return value; }
inline std::optional<Day> column(const std::optional<Day>& value) { return value; }
inline bool column(bool value) { return value; }

std::string line(const Reading& reading, const std::string& typed, std::size_t limit);
std::string name(const Reading& reading, const std::string& typed, std::size_t limit);
std::string required_name(const Reading& reading, const std::string& typed, std::size_t limit);
std::string text(const Reading& reading, const std::string& typed, std::size_t limit);
std::optional<std::string> email(const Reading& reading, const std::string& typed, std::size_t limit);
std::string phone(const Reading& reading, const std::string& typed, std::size_t limit);
std::string more_phones(const Reading& reading, const std::string& typed, std::size_t limit);
std::string country(const Reading& reading, const std::string& typed, std::size_t limit);
std::string gender(const Reading& reading, const std::string& typed, std::size_t limit);
std::optional<Day> birthday(const Reading& reading, const std::optional<Day>& typed, std::size_t limit);
inline bool as_it_is(const Reading&, bool typed, std::size_t) { return typed; }

}  // namespace fields

// In the order of staff's form.
inline constexpr std::tuple kFields{
    Field{"name", Member{&Customer::name, &Changes::name}, N_("First name"), Ask::line, kLongestName,
          fields::required_name},
    Field{"surname", Member{&Customer::surname, &Changes::surname}, N_("Last name"), Ask::line, kLongestName,
          fields::name},
    Field{"email", Member{&Customer::email, &Changes::email}, N_("E-mail"), Ask::email, kLongestEmail, fields::email},
    Field{"phone", Member{&Customer::phone, &Changes::phone}, N_("Phone"), Ask::phone, kLongestPhone, fields::phone},
    Field{"more_phones", Member{&Customer::more_phones, &Changes::more_phones}, N_("More phones"), Ask::area,
          kLongestPhones, fields::more_phones},
    Field{"street", Member{&Customer::street, &Changes::street}, N_("Street and number"), Ask::line, kLongestStreet,
          fields::line},
    Field{"postal_code", Member{&Customer::postal_code, &Changes::postal_code}, N_("Postal code"), Ask::line,
          kLongestPostalCode, fields::line},
    Field{"city", Member{&Customer::city, &Changes::city}, N_("Town or city"), Ask::line, kLongestCity, fields::line},
    Field{"country", Member{&Customer::country, &Changes::country}, N_("Country"), Ask::choice, kLongestCountry,
          fields::country},
    Field{"customer_number", Member{&Customer::customer_number, &Changes::customer_number}, N_("Customer number"),
          Ask::line, kLongestNumber, fields::line},
    Field{"language", Member{&Customer::language, &Changes::language}, N_("Language"), Ask::choice, kLongestLanguage,
          fields::line, false},
    Field{"date_of_birth", Member{&Customer::date_of_birth, &Changes::date_of_birth}, N_("Date of birth"), Ask::day,
          std::size_t{10}, fields::birthday},
    Field{"gender", Member{&Customer::gender, &Changes::gender}, N_("Gender"), Ask::choice, std::size_t{10},
          fields::gender},
    Field{"remind_by_email", Reminder{&Reminders::email}, N_("Reminders by e-mail"), Ask::toggle, std::size_t{0},
          fields::as_it_is},
    // Nothing sends them yet.
    Field{"remind_by_sms", Reminder{&Reminders::sms}, N_("Reminders by SMS"), Ask::nothing, std::size_t{0},
          fields::as_it_is},
    Field{"important_note", Member{&Customer::important_note, &Changes::important_note}, N_("Important note"),
          Ask::area, kLongestNote, fields::text},
    Field{"note", Member{&Customer::note, &Changes::note}, N_("Note"), Ask::area, kLongestNote, fields::text},
};

// Calls `body` with each field, in their order.
template <class Body>
void for_each_field(Body&& body) {
    std::apply([&](const auto&... field) { (body(field), ...); }, kFields);
}

// Null where no field has that name.
const char* field_words(std::string_view name);

}  // namespace customers
