// Values of the whole installation by name, such as the secret that it signs with.
#pragma once

#include "db/db.h"

namespace db::installation {

// When `timebok backup` last copied the database (base::to_text of the instant).
inline constexpr std::string_view kLastBackup = "last_backup";

std::optional<std::string> find(Session& session, std::string_view name);
// The value that is there, else this one from now on: two at once agree on whichever came first.
std::string find_or_keep(Tx& tx, std::string_view name, std::string_view value);
void keep(Tx& tx, std::string_view name, std::string_view value);
void erase(Tx& tx, std::string_view name);
// False where the value is another by now: of two who erase the same one does.
bool erase_if(Tx& tx, std::string_view name, std::string_view value);

}  // namespace db::installation
