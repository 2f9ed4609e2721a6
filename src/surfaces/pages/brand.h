// A business's look: colour, typeface and corners, logo and pictures.
#pragma once

#include "gallery/gallery.h"
#include "pages/environment.h"

namespace pages {

http::Response brand_css(const http::Request& request, Environment& environment,
                         const bookings::Snapshot& snapshot);  // GET  /{business}/brand.css
http::Response logo(const http::Request& request, Environment& environment,
                    const bookings::Snapshot& snapshot);  // GET  /{business}/logo

// GET  /{business}/pictures/{picture}: "0C5S2V3T4W6XY-640", by id and width. Never changes under its address.
http::Response gallery_picture(const http::Request& request, Environment& environment,
                               const bookings::Snapshot& snapshot);

// The classes that draw the business's typeface, corners and density (web/style.css).
std::string look_classes(const businesses::Business& business);

// The address of the picture's narrowest size that is at least `width` wide, else of its widest.
std::string picture_path(const businesses::Business& business, const gallery::Picture& picture, int width);
// All sizes, as an img's srcset.
std::string picture_set(const businesses::Business& business, const gallery::Picture& picture);

}  // namespace pages
