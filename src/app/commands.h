// What `timebok COMMAND` does; each returns the exit code.
#pragma once

#include "app/config.h"

namespace app {

int serve(const Config& config);
int migrate(const Config& config);
int demo(const Config& config);
int show_config(const Config& config);
int check(const Config& config);
int retry(const Config& config);
int backup(const Config& config);
int restore(const Config& config);

}  // namespace app
