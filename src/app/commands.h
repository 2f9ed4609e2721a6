// What `timebok COMMAND` does; each returns the exit code.
#pragma once

#include "app/config.h"
#include "db/db.h"

namespace app {

// Makes the folder of --data, for its owner only, where the database is the file in it.
void make_data_folder(const Config& config);

// The demo's past happens without anybody being told of it; the console sees how far it is.
void load_demo(db::Database& database, const Clock& clock, int history_months);

int serve(const Config& config);
int migrate(const Config& config);
int demo(const Config& config);
int show_config(const Config& config);
int check(const Config& config);
int retry(const Config& config);
int backup(const Config& config);
int restore(const Config& config);
int move(const Config& config);
int staff_link(const Config& config);
int operator_link(const Config& config);

}  // namespace app
