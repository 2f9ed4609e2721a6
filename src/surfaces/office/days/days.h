// What staff note about a day. Every handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

// GET /days/{day}: who sees their own appointments only sees notes for everybody and their own.
Response day_notes(const Page& page);
Response add_day_note(const Page& page);     // POST /days/{day}/notes
Response change_day_note(const Page& page);  // POST /days/{day}/notes/{id}
Response remove_day_note(const Page& page);  // POST /days/{day}/notes/{id}/removal

}  // namespace office
