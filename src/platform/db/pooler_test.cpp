// What a pooler such as pgbouncer does in transaction mode, with none installed: every transaction runs on another
// server than the one before.
#include "db/db.h"
#include "support/engines.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <list>
#include <set>
#include <thread>

namespace {

using db::Session;
using db::Tx;

class Socket {
public:
    explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    int get() const { return descriptor_; }
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

private:
    int descriptor_;
};

std::string number(std::uint32_t value) {
    value = htonl(value);
    return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.substr(at, sizeof value).data(), sizeof value);
    return ntohl(value);
}
std::string message(char type, std::string_view content) {
    return std::string(1, type) + number(static_cast<std::uint32_t>(content.size() + 4)) + std::string(content);
}

// Each client has two servers and changes between them after each transaction.
class Pooler {
public:
    // Which process a client is told that it talks to: pgbouncer makes a number up.
    enum class Names { nobody, its_first_server };

    Pooler(std::string server, Names names) : server_(std::move(server)), names_(names) {
        std::string folder = (std::filesystem::temp_directory_path() / "tbpool.XXXXXX").string();
        if (!mkdtemp(folder.data())) throw std::runtime_error("no temporary folder can be made");
        folder_ = folder;
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        fmt::format_to_n(at.sun_path, sizeof at.sun_path - 1, "{}/.s.PGSQL.5432", folder);
        EXPECT_EQ(bind(listening_.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
        EXPECT_EQ(listen(listening_.get(), 16), 0);
        accepting_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
    }
    ~Pooler() {
        accepting_ = {};
        clients_.clear();
        std::filesystem::remove_all(folder_);
    }
    Pooler(const Pooler&) = delete;
    Pooler& operator=(const Pooler&) = delete;

    std::string url() const { return fmt::format("postgresql:///pooled?host={}&user=pooled", folder_.string()); }

private:
    struct Finish {
        void operator()(PGconn* server) const { PQfinish(server); }
    };
    using Server = std::unique_ptr<PGconn, Finish>;

    static bool readable(int descriptor) {
        pollfd wanted{descriptor, POLLIN, 0};
        return poll(&wanted, 1, 20) > 0;
    }
    static std::string some(int from) {
        std::string bytes(64 * 1024, ' ');
        const auto got = recv(from, bytes.data(), bytes.size(), 0);
        bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return bytes;
    }

    void accept_all(const std::stop_token& stop) {
        while (!stop.stop_requested())
            if (readable(listening_.get()))
                clients_.emplace_back([this, client = Socket(accept(listening_.get(), nullptr, nullptr))](
                                          const std::stop_token& end) { serve(client, end); });
    }

    void serve(const Socket& client, const std::stop_token& stop) const {
        some(client.get());  // the start-up, which fits one piece
        std::array<Server, 2> servers;
        for (auto& server : servers) server.reset(PQconnectdb(server_.c_str()));
        const int named = names_ == Names::nobody ? 1 : PQbackendPID(servers[0].get());
        const auto setting = [](std::string_view name, std::string_view value) {
            return message('S', std::string(name) + '\0' + std::string(value) + '\0');
        };
        client.send(message('R', number(0)) + setting("server_version", "15.0") + setting("client_encoding", "UTF8") +
                    setting("standard_conforming_strings", "on") + setting("integer_datetimes", "on") +
                    message('K', number(static_cast<std::uint32_t>(named)) + number(1)) + message('Z', "I"));
        for (std::size_t turn = 0; !stop.stop_requested();) {
            if (!readable(client.get())) continue;
            const auto asked = some(client.get());
            if (asked.empty() || asked[0] == 'X') return;
            if (!relay(asked, client, PQsocket(servers[turn % 2].get()), turn)) return;
        }
    }

    // One request and its answer, to the end; all that libpq sends is answered before it sends more.
    static bool relay(std::string_view asked, const Socket& client, int server, std::size_t& turn) {
        if (send(server, asked.data(), asked.size(), MSG_NOSIGNAL) < 0) return false;
        std::string answer;
        for (;;) {
            while (!readable(server)) {
                if (!readable(client.get())) continue;
                const auto more = some(client.get());
                if (more.empty() || send(server, more.data(), more.size(), MSG_NOSIGNAL) < 0) return false;
            }
            const auto piece = some(server);
            if (piece.empty() || !client.send(piece)) return false;
            answer += piece;
            while (answer.size() >= 5 && answer.size() > number_at(answer, 1)) {
                const char type = answer[0], state = answer[5];
                answer.erase(0, number_at(answer, 1) + 1);
                if (type == 'Z' && state == 'I') ++turn;
                if (type == 'Z') return true;
            }
        }
    }

    std::string server_;
    Names names_;
    std::filesystem::path folder_;
    Socket listening_{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::list<std::jthread> clients_;
    std::jthread accepting_;
};

class BehindAPooler : public testing::TestWithParam<Pooler::Names> {
protected:
    support::FreshDatabase fresh{db::Engine::postgres, support::Schema::empty};
    Pooler pooler{fresh.url(), GetParam()};
    db::Database pooled{{.url = pooler.url(), .readers = 1}};
};
INSTANTIATE_TEST_SUITE_P(Poolers, BehindAPooler,
                         testing::Values(Pooler::Names::nobody, Pooler::Names::its_first_server),
                         [](const auto& which) {
                             return which.param == Pooler::Names::nobody ? "that_name_nobody" : "that_name_a_server";
                         });

TEST_P(BehindAPooler, TransactionsRunOnAnyServer) {
    const auto server = [](Session& s) { return s.value<int>("select pg_backend_pid()").value(); };
    std::set<int> servers;
    for (int i = 0; i < 4; ++i) servers.insert(pooled.write(server));
    EXPECT_EQ(servers.size(), 2u) << "or this tests nothing";

    pooled.write([](Tx& tx) { tx.script("create table t (id bigint primary key, n bigint not null)"); });
    const auto sum = [](Session& s) { return s.value<int>("select sum(n) from t where n < :most", 1000); };
    for (int i = 1; i <= 6; ++i) {
        EXPECT_EQ(pooled.write([&](Tx& tx) {
            tx.execute("insert into t values (:id, :n)", i, 1);
            return tx.execute("update t set n = n + :more where id = :id", 1, i);
        }),
                  1);
        EXPECT_EQ(pooled.read(sum), 2 * i);
        EXPECT_EQ(pooled.snapshot([&](Session& s) { return *sum(s) + *sum(s); }), 4 * i);
    }
    EXPECT_THROW(pooled.write([](Tx& tx) { tx.execute("insert into t values (1, 1)"); }), db::ConstraintViolation);
    EXPECT_EQ(pooled.read(sum), 12);
}

// One that hides itself is only found out when a statement is missing; what was left behind by then stays.
class BehindAnOpenPooler : public BehindAPooler {};
INSTANTIATE_TEST_SUITE_P(Poolers, BehindAnOpenPooler, testing::Values(Pooler::Names::nobody));

TEST_P(BehindAnOpenPooler, ATransactionIsRunAgainOnAnotherServer) {
    pooled.write([](Tx& tx) { tx.script("create table t (n bigint not null); insert into t values (0)"); });
    int runs = 0;
    pooled.write([&](Tx& tx) {
        tx.execute("update t set n = n + 1");
        if (++runs <= 3) tx.script("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$");
    });
    EXPECT_EQ(runs, 4);
    EXPECT_EQ(pooled.read([](Session& s) { return s.value<int>("select n from t"); }), 1);
}

TEST_P(BehindAnOpenPooler, NothingIsLeftBehindOnAServer) {
    const auto left = [](Session& s) {
        return s.row<int, std::string>("select (select count(*) from pg_prepared_statements), "
                                       "current_setting('lock_timeout')");
    };
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(pooled.read(left), std::tuple(0, "0"));
        EXPECT_EQ(pooled.write(left), std::tuple(0, "5s"));
        EXPECT_EQ(pooled.snapshot(left), std::tuple(0, "5s"));
    }
}

}  // namespace
