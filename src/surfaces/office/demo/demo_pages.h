// The demo's door: into a demo business as one of those who work there, and the word that it is one.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_demo(activity::Registry& registry);

Response demo_roles(const pages::Page& page);       // GET  /demo
extern const FormHandler<pages::Page> look_around;  // POST /demo

}  // namespace office
