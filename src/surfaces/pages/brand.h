// A business's colour and logo.
#pragma once

#include "pages/environment.h"

namespace pages {

http::Response brand_css(const http::Request& request, Environment& environment);  // GET  /{business}/brand.css
http::Response logo(const http::Request& request, Environment& environment);       // GET  /{business}/logo

}  // namespace pages
