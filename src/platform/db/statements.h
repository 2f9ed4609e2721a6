// Kept statements over SOCI, the part that both engines share.
#pragma once

#include "db/connection.h"

#include <soci/soci.h>

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>

namespace db::detail {

// Where a value stands while SOCI reads or writes it; never moves once it is bound.
struct Slot {
    Kind kind = Kind::text;
    soci::indicator state = soci::i_null;
    long long integer = 0;
    double real = 0;
    std::string text;
    std::unique_ptr<soci::blob> bytes;  // of Kind::bytes, on the engine that takes them as they are
};

// A prepared statement whose places are bound once and filled anew at each use.
struct Kept {
    explicit Kept(soci::session& session) : statement(session) {}
    soci::statement statement;
    std::vector<std::string> names;  // of the placeholders, by first appearance
    std::vector<Slot> in;
    std::vector<Slot> out;
    bool bound = false;
};

class Statements : public Connection {
public:
    Rows select(std::string_view sql, const std::vector<Kind>& kinds, std::vector<Cell>& args) override;
    using Connection::run;
    std::int64_t run(std::string_view sql, std::vector<Cell>& args) override;

protected:
    virtual soci::session& session() = 0;
    // Prepares and tells the placeholders, each occurrence.
    virtual std::vector<std::string> prepare(soci::statement& statement, const std::string& sql) = 0;
    // After each use, whether it went well or not. False: the statement cannot be used again.
    virtual bool finish(soci::statement& statement) noexcept = 0;
    // Notes what went wrong; `statement` is null when it could not be prepared.
    virtual void diagnose(soci::statement* statement, const soci::soci_error& error) = 0;
    // After diagnose(): true when the statement did nothing and may be tried again, which is done once.
    virtual bool recovered() { return false; }
    // Bytes travel as PostgreSQL writes them in text, "\\x" and hexadecimal digits.
    virtual bool bytes_as_text() const { return false; }
    // After diagnose(): throws what it means.
    [[noreturn]] virtual void fail(std::string_view sql) = 0;

    void forget_statements() noexcept { kept_.clear(); }
    template <class F>
    void each_statement(F&& f) {
        for (auto& [sql, kept] : kept_) f(kept->statement);
    }

private:
    // Statements differ in their length or their ends, and are looked up many times a request.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text.substr(text.size() - std::min<std::size_t>(text.size(), 32))) ^
                   text.size();
        }
    };
    using Map = std::unordered_map<std::string, std::unique_ptr<Kept>, Hash, std::equal_to<>>;

    void bind_places(Kept& kept, const std::vector<Kind>& kinds, const std::vector<Cell>& args);
    Slot slot_of(Kind kind);
    std::int64_t use(std::string_view sql, const std::vector<Kind>& kinds, std::vector<Cell>& args, Rows& rows);
    Kept& keep(std::string_view sql);

    Map kept_;
};

}  // namespace db::detail
