// The page of a customer who was deleted.
#pragma once

#include "customers/customer.h"
#include "office/frame/page.h"

namespace office {

Response deleted_customer(const Page& page, const customers::Customer& customer, const std::string& notice = {},
                          int status = 200);

}  // namespace office
