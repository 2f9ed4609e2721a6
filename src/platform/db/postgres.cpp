#include "db/commit_unknown.h"
#include "db/statements.h"

#include "base/secret.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>

// Behind pgbouncer in transaction mode every transaction may run on another server:
// - The process that answers is then not the one that was named on connecting. Such a connection sends each statement
//   with its values in one message and leaves nothing behind on a server, neither statements nor settings: begin makes
//   the settings, for its transaction alone. Locks beyond a transaction are never taken.
// - A pooler may hide that. Names of prepared statements are random per connection, so a server that another client has
//   used never runs that client's statement for ours (SOCI's own st_1, st_2 would collide), and one that does not know
//   a statement says 26000: from then on as above; the transaction is run again, a single read just sent again.

namespace db::detail {

namespace {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

std::string field(const PGresult* result, int code) {
    const char* text = result ? PQresultErrorField(result, code) : nullptr;
    return text ? text : "";
}

// Adds what the address does not say itself.
std::string complete(std::string url) {
    const auto add = [&](std::string_view name, std::string_view value) {
        if (url.find(fmt::format("{}=", name)) != std::string::npos) return;
        const bool first = url.find('?') == std::string::npos;
        url += fmt::format("{}{}={}", first ? '?' : '&', name, value);
    };
    add("application_name", "timebok");
    add("client_encoding", "UTF8");
    add("connect_timeout", "5");
    add("tcp_user_timeout", "15000");
    return url;
}

struct Diagnosis {
    std::string state;  // SQLSTATE
    std::string message;
    std::string constraint;
    std::string table;
    std::string column;
};

class Postgres final : public Statements {
public:
    Postgres(const std::string& url, std::chrono::milliseconds busy_timeout)
        : url_(complete(url)), busy_timeout_(busy_timeout) {
        connect();
    }
    ~Postgres() override {
        abandon_statements();
        forget_statements();
    }

    Engine engine() const override { return Engine::postgres; }

    void script(const char* text) override {
        const Answer answer(PQexec(handle(), text));
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
        note(answer.get());
        fail(text);
    }

    // A connection that went while it lay unused is replaced here, where nothing is lost.
    void begin(Begin what) override {
        trouble_ = Trouble::none;
        try {
            send_begin(what);
        } catch (const Unavailable&) {
            if (alive()) throw;
            connect();
            trouble_ = Trouble::none;
            send_begin(what);
        }
        open_ = true;
    }

    void commit() override {
        open_ = false;
        const Answer answer(PQexec(handle(), "commit"));
        if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) {
            // Nobody who swallows an error may believe that the rest was saved.
            if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return;
            throw std::logic_error("a transaction in which a statement failed was to be committed");
        }
        note(answer.get());
        if (trouble_ == Trouble::lost) {
            trouble_ = Trouble::none;  // not to be run again
            throw CommitUnknown("the connection was lost during commit; whether it was saved is unknown");
        }
        fail("commit");
    }
    void rollback() noexcept override {
        open_ = false;
        if (in_transaction()) const Answer answer(PQexec(handle(), "rollback"));
    }
    bool in_transaction() const override {
        const auto state = PQtransactionStatus(handle());
        return state != PQTRANS_IDLE && state != PQTRANS_UNKNOWN;
    }

    void mend() override {
        if (trouble_ == Trouble::lost || !alive()) connect();
        if (trouble_ == Trouble::stale) drop_stale();
        trouble_ = Trouble::none;
    }
    bool alive() const override { return PQstatus(handle()) == CONNECTION_OK; }

private:
    PGconn* handle() const { return static_cast<soci::postgresql_session_backend*>(session_->get_backend())->conn_; }
    soci::session& session() override { return *session_; }
    static soci::postgresql_statement_backend& backend(soci::statement& statement) {
        return *static_cast<soci::postgresql_statement_backend*>(statement.get_backend());
    }

    void connect() {
        abandon_statements();
        forget_statements();
        try {
            session_ = std::make_unique<soci::session>(soci::postgresql, url_);
        } catch (const soci::soci_error& error) {
            throw Unavailable(fmt::format("PostgreSQL cannot be reached: {}", error.get_error_message()));
        }
        PQsetNoticeProcessor(
            handle(), [](void*, const char*) {}, nullptr);
        prefix_ = "tb_" + base::new_token() + "_";
        pooled_ = is_pooled();
        one_shot_ |= pooled_;
        if (!pooled_) script(settings("set").c_str());
    }
    bool is_pooled() {
        const Answer answer(PQexec(handle(), "select pg_backend_pid()"));
        if (PQresultStatus(answer.get()) == PGRES_TUPLES_OK)
            return std::to_string(PQbackendPID(handle())) != PQgetvalue(answer.get(), 0, 0);
        note(answer.get());
        fail("select pg_backend_pid()");
    }
    std::string settings(std::string_view set) const {
        return fmt::format("{0} statement_timeout = 30000; {0} lock_timeout = {1}; {0} client_encoding = 'UTF8'; "
                           "{0} standard_conforming_strings = on; {0} bytea_output = 'hex'",
                           set, busy_timeout_.count());
    }
    void send_begin(Begin what) {
        std::string text = what == Begin::write ? "begin isolation level read committed read write"
                                                : "begin isolation level repeatable read read only";
        if (pooled_) text += "; " + settings("set local");
        script(text.c_str());
    }

    // Without a word to the server, which may be gone or another.
    void abandon_statements() {
        each_statement([](soci::statement& statement) { backend(statement).statementName_.clear(); });
    }
    void drop_stale() {
        if (one_shot_) abandon_statements();
        forget_statements();
    }

    // SOCI only rewrites the placeholders; the statement gets a name of ours.
    std::vector<std::string> prepare(soci::statement& statement, const std::string& sql) override {
        statement.prepare(sql, soci::details::st_one_time_query);
        auto& soci_statement = backend(statement);
        if (one_shot_) return soci_statement.names_;

        const auto name = prefix_ + std::to_string(++statements_made_);
        const Answer answer(PQprepare(handle(), name.c_str(), soci_statement.query_.c_str(), 0, nullptr));
        if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) {
            unprepared_ = true;
            note(answer.get());
            throw soci::soci_error("prepare");
        }
        soci_statement.statementName_ = name;
        soci_statement.stType_ = soci::details::st_repeatable_query;
        return soci_statement.names_;
    }
    bool finish(soci::statement& statement) noexcept override {
        backend(statement).result_.reset();  // gives back the memory of a large answer
        return true;
    }

    void diagnose(soci::statement* statement, const soci::soci_error& error) override {
        if (std::exchange(unprepared_, false)) return;
        note(statement ? static_cast<const PGresult*>(backend(*statement).result_) : nullptr);
        if (found_.message.empty()) found_.message = error.get_error_message();
    }

    void note(const PGresult* result) {
        found_ = {field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_MESSAGE_PRIMARY),
                  field(result, PG_DIAG_CONSTRAINT_NAME), field(result, PG_DIAG_TABLE_NAME),
                  field(result, PG_DIAG_COLUMN_NAME)};
        if (found_.message.empty()) found_.message = PQerrorMessage(handle());
        trouble_ = trouble_of(found_);
        if (found_.state == "26000") one_shot_ = true;
    }
    Trouble trouble_of(const Diagnosis& found) const {
        if (!alive()) return Trouble::lost;
        if (found.state == "40001" || found.state == "40P01") return Trouble::again;
        if (found.state == "26000") return Trouble::stale;
        if (found.state == "0A000" && !one_shot_) return Trouble::stale;  // "cached plan must not change result type"
        return Trouble::none;
    }

    bool bytes_as_text() const override { return true; }

    // A single read: nothing is lost by sending it again.
    bool recovered() override {
        if (open_ || (trouble_ != Trouble::stale && trouble_ != Trouble::lost)) return false;
        mend();
        return true;
    }

    [[noreturn]] void fail(std::string_view sql) override {
        const auto text = fmt::format("{} ({})", found_.message, found_.state);
        const auto kind = found_.state.substr(0, 2);
        if (kind == "23") throw ConstraintViolation(constraint(), found_.message);
        if (found_.state == "55P03") throw Busy("a lock was not got in time: " + text);
        if (trouble_ != Trouble::none || kind == "08" || kind == "53" || kind == "55" || kind == "57" || kind == "58" ||
            found_.state == "25006" || found_.state == "XX000" || found_.state.empty())
            throw Unavailable("PostgreSQL: " + text);
        throw std::logic_error(fmt::format("{} in: {}", text, sql));
    }
    std::string constraint() const {
        if (found_.state == "23502") return found_.table + "_" + found_.column + "_not_null";
        return found_.constraint;
    }

    std::string url_;
    std::chrono::milliseconds busy_timeout_;
    std::unique_ptr<soci::session> session_;
    std::string prefix_;
    int statements_made_ = 0;
    bool pooled_ = false;
    bool one_shot_ = false;  // statements are not kept
    bool unprepared_ = false;
    bool open_ = false;  // a transaction, also when its connection was lost
    Diagnosis found_;
};

}  // namespace

std::unique_ptr<Connection> open_postgres(const std::string& url, std::chrono::milliseconds busy_timeout) {
    return std::make_unique<Postgres>(url, busy_timeout);
}

}  // namespace db::detail
