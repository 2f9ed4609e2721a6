#include "db/installation.h"

namespace db::installation {

std::optional<std::string> find(Session& session, std::string_view name) {
    return session.value<std::string>("select value from installation where name = :name", name);
}

std::string find_or_keep(Tx& tx, std::string_view name, std::string_view value) {
    tx.execute("insert into installation (name, value) values (:name, :value) on conflict do nothing", name, value);
    return find(tx, name).value();
}

void keep(Tx& tx, std::string_view name, std::string_view value) {
    tx.execute("insert into installation (name, value) values (:name, :value) "
               "on conflict (name) do update set value = excluded.value",
               name, value);
}

void erase(Tx& tx, std::string_view name) { tx.execute("delete from installation where name = :name", name); }

bool erase_if(Tx& tx, std::string_view name, std::string_view value) {
    return tx.execute("delete from installation where name = :name and value = :value", name, value) == 1;
}

}  // namespace db::installation
