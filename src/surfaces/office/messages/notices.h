// How one of the staff wants to be told, as a form: on a page of their own, and on the page of a person.
#pragma once

#include "notify/staff_choice.h"
#include "office/frame/form.h"

namespace office {

// As it is stored, sent to where who manages the team changes it.
Form person_notices_form(const Page& page, StaffId id);

}  // namespace office
