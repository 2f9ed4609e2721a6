#include "accounts/staff_login.h"

namespace accounts::staff {
namespace {

constexpr std::size_t kLetters = 16;  // 80 bits

std::string hash_of(std::string_view code) { return base::hash(fmt::format("setup:{}", code)); }

std::optional<std::string> stored(db::Session& session) {
    return session.value<std::string>("select value from installation where name = 'setup_code'");
}

bool has_login(db::Session& session) { return session.value<int>("select 1 from staff_logins limit 1").has_value(); }

}  // namespace

std::optional<std::string> make_setup_code(db::Tx& tx) {
    tx.execute("delete from installation where name = 'setup_code'");
    if (has_login(tx)) return std::nullopt;
    const auto code = base::new_token().substr(0, kLetters);
    tx.execute("insert into installation (name, value) values ('setup_code', :value) "
               "on conflict (name) do update set value = excluded.value",
               hash_of(code));
    return fmt::format("{}-{}-{}-{}", code.substr(0, 4), code.substr(4, 4), code.substr(8, 4), code.substr(12));
}

bool setup_is_open(db::Session& session) { return stored(session) && !has_login(session); }

Result<void> use_setup_code(db::Tx& tx, std::string_view code) {
    if (!setup_is_open(tx)) return conflict("setup.closed");
    std::string typed;
    for (const char c : code)
        if (c != ' ' && c != '-') typed += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    // Of two who have the right code one deletes it.
    if (tx.execute("delete from installation where name = 'setup_code' and value = :value", hash_of(typed)) == 0)
        return invalid("setup.wrong_code");
    return {};
}

}  // namespace accounts::staff
