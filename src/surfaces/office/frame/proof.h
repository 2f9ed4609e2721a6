// The fields by which a staff member shows once more who they are, before what concerns sign-ins is changed:
// PREFIX_password and, with a second factor, PREFIX_code.
#pragma once

#include "accounts/staff_manage.h"
#include "office/frame/form.h"

namespace office {

void add_proof_fields(std::vector<Field>& fields, const Page& page, const std::string& prefix, bool with_code);

// What the form says. Errors: those of accounts::staff::prove, under the names of these fields.
Result<accounts::staff::Proof> read_proof(const Page& page, const std::string& prefix);

}  // namespace office
