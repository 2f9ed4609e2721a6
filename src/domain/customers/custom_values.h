// What is noted of a customer in the business's custom fields (custom_fields.h), as it is stored: a text, a number as
// "-12.5", a day as "2027-03-29", an option's key, or yes or no. What is empty is not there.
#pragma once

#include "customers/custom_fields.h"

#include <functional>
#include <map>

namespace customers {

using CustomValues = std::map<CustomFieldId, std::string>;

CustomValues custom_values_of(db::Session& session, BusinessId business, CustomerId customer);
// Of those of them of whom anything is noted; a hundred customers in each statement.
std::map<CustomerId, CustomValues> list_custom_values(db::Session& session, BusinessId business,
                                                      const std::vector<CustomerId>& customers);

// What was typed for a field, read by its kind; a number may have a comma. Wrong ones are left in `wrong` under
// form_name(): field.invalid, field.date, field.number, field.not_clean, field.too_long {limit}.
std::string read_custom_value(const CustomField& field, const std::string& typed, std::vector<FieldError>& wrong);

// A field as a form was drawn of it, and as it was typed. Without `seen` whatever is there is replaced.
struct CustomChange {
    CustomFieldId field;
    std::optional<std::string> seen{};
    std::string typed;
};
// Whether whoever changes may change that one; fields that are gone meanwhile are left alone.
using MayChange = std::function<bool(const CustomField&)>;
// What only one of two changed is as that one left it. `required`: whether a field that requires it may not be emptied.
// Returns whether anything changed. Records customer.custom_changed {before, after}, and raises the record's version;
// nothing where nothing changes.
// Errors: not_found customer.unknown; forbidden custom_field.not_yours; invalid form.invalid with form_name()s;
// conflict customer.both_changed with those which both changed.
Result<bool> change_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                  const std::vector<CustomChange>& changes, const MayChange& may, bool required,
                                  activity::Actor actor);

// What a visitor typed when they booked. Where they have shown who they are, or have just become a customer, what is
// missing is filled in and nothing that is there is changed.
void fill_in_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                           const CustomValues& given, activity::Actor actor);
// Whoever typed the address of a customer has not shown that it is theirs (FEATURES 1.11): what they typed is told to
// the staff as customer.custom_given and changes nothing.
void tell_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                        const CustomValues& given, activity::Actor actor);

// Its activities, what the right of access tells of it and erasing takes, and what deleting keeps aside.
void add_custom_values(activity::Registry& registry);

}  // namespace customers
