// The demo's door: into a demo business as one of those who work there, and the word that it is one.
#pragma once

#include "pages/environment.h"

namespace office {

void register_demo(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response demo_roles(const Request& request, Environment& environment);   // GET  /demo
Response look_around(const Request& request, Environment& environment);  // POST /demo

}  // namespace office
