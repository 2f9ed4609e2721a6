#include "base/faults.h"
#include "db/group.h"
#include "db/pool.h"

#include <fmt/format.h>

#include <random>
#include <thread>

namespace db {

namespace {

using detail::Begin;
using detail::Trouble;

constexpr int attempts_max = 10;

// What this thread is inside of. A body that asks the same database again could wait for itself for ever.
class Inside {
public:
    explicit Inside(const void* database) : database_(database), outer_(innermost_) {
        for (const auto* frame = innermost_; frame; frame = frame->outer_) CHECK(frame->database_ != database);
        innermost_ = this;
    }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { innermost_ = outer_; }

private:
    const void* database_;
    const Inside* outer_;
    static thread_local const Inside* innermost_;
};
thread_local const Inside* Inside::innermost_ = nullptr;

bool is_postgres(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

// Twice as long each time, and never the same for two.
void back_off(int attempt) {
    static thread_local std::minstd_rand random{std::random_device{}()};
    const int most = std::min(500, 4 << attempt);
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(1, most)(random)));
}

// Runs `transaction` again while the engine asks for it.
template <class F>
void with_attempts(detail::Connection& connection, F&& transaction) {
    int collisions = 0;
    bool mended = false;
    for (;;) {
        try {
            return transaction();
        } catch (...) {
            connection.rollback();
            switch (connection.trouble()) {
                case Trouble::none: throw;
                case Trouble::again:
                    if (++collisions == attempts_max) throw;
                    back_off(collisions);
                    break;
                case Trouble::stale:
                case Trouble::lost:
                    if (std::exchange(mended, true)) throw;
            }
            connection.mend();
        }
    }
}

}  // namespace

Engine Session::engine() const { return connection_.engine(); }

detail::Rows Session::select(std::string_view sql, std::vector<detail::Kind> kinds, std::vector<detail::Cell> args) {
    return connection_.select(sql, kinds, args);
}

std::int64_t Tx::run(std::string_view sql, std::vector<detail::Cell> args) { return connection_.run(sql, args); }

void Tx::script(const char* text) { connection_.script(text); }

Savepoint::Savepoint(Tx& tx) : tx_(tx) { tx_.execute("savepoint timebok"); }

void Savepoint::keep() {
    tx_.execute("release savepoint timebok");
    kept_ = true;
}

Savepoint::~Savepoint() {
    if (kept_) return;
    try {
        tx_.script("rollback to savepoint timebok; release savepoint timebok");
    } catch (const std::exception&) {
        // The whole transaction is gone, which its commit will tell.
    }
}

namespace {

std::unique_ptr<detail::Connection> open(const Options& options, Engine engine, detail::Access access) {
    auto connection = engine == Engine::postgres ? detail::open_postgres(options.url, options.busy_timeout)
                                                 : detail::open_sqlite(options.url, access, options.busy_timeout);
    connection->set_clock(options.clock);
    return connection;
}

}  // namespace

struct Database::Impl {
    explicit Impl(const Options& options) : engine(is_postgres(options.url) ? Engine::postgres : Engine::sqlite) {
        if (engine == Engine::sqlite)
            writers.emplace(open(options, engine, detail::Access::read_write), options.group_limit,
                            options.busy_timeout);
        pool.emplace(options.readers, options.busy_timeout,
                     [options, engine = engine] { return open(options, engine, detail::Access::read_only); });
        pool->lease();
    }

    Engine engine;
    std::optional<detail::GroupCommit> writers;  // SQLite
    std::optional<detail::Pool> pool;            // for reading; on PostgreSQL for writing too
};

Database::Database(Options options) : impl_(std::make_unique<Impl>(options)) {}
Database::~Database() = default;

Engine Database::engine() const { return impl_->engine; }

void Database::with_session(const SessionBody& body, bool snapshot) {
    const Inside inside(this);
    const auto lease = impl_->pool->lease();
    Session session(*lease);
    if (!snapshot) return body(session);
    with_attempts(*lease, [&] {
        lease->begin(Begin::snapshot);
        body(session);
        lease->commit();
    });
}

void Database::with_tx(const TxBody& body) {
    const Inside inside(this);
    if (impl_->writers) return impl_->writers->write(body);

    const auto lease = impl_->pool->lease();
    with_attempts(*lease, [&] {
        lease->begin(Begin::write);
        Tx tx(*lease);
        if (!body(tx)) return lease->rollback();
        faults::die("db.before_commit");
        lease->commit();
        faults::die("db.after_commit");
    });
}

void Database::ping() {
    read([](Session& session) { session.value<int>("select 1"); });
}

}  // namespace db
