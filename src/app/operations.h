// What the installation itself answers: assets, health, metrics, the API's description.
#pragma once

#include "http/http.h"

namespace app {

class App;

namespace operations {

http::Response asset(const http::Request& request, App& app);
// The script that shows the booking page or the panel on a business's own website.
http::Response embed_script(const http::Request& request, App& app);
http::Response robots(const http::Request& request, App& app);
http::Response openapi(const http::Request& request, App& app);
// 200 when the database answers.
http::Response health(const http::Request& request, App& app);
// Prometheus text.
http::Response metrics(const http::Request& request, App& app);

}  // namespace operations
}  // namespace app
