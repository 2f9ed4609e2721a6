// Pages that say why there is nothing else.
#pragma once

#include "pages/environment.h"

namespace pages {

// The page for an error, in the visitor's language and the business's look where there is one. It explains `code` where
// there is more to say than the status does.
http::Response error_page(const http::Request& request, Environment& environment, int status,
                          std::string_view code = {});
// The same without the business's look: it asks the database nothing, so that an I/O thread may answer with it.
http::Response bare_error_page(const http::Request& request, Environment& environment, int status);

}  // namespace pages
