// Tells pages that are open in browsers what changed in the calendar, by server-sent events (http/stream.h). One thread
// for all of them reads once a second, while anybody listens, whose calendar has changed (daybook/changes.h). A
// listener holds neither a connection to the database nor a worker.
//
// What is sent are ids and days, nothing of customers: `event: calendar`, `data: {"provider": "id" or null, "day":
// "2026-12-04" or null, "version": n}`, where null is any. Pages ask for the rest, as whoever is signed in.
#pragma once

#include "daybook/changes.h"
#include "http/stream.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace db {
class Database;
}

namespace pages {

class Live {
public:
    // Who listens, and so what they may hear.
    struct Audience {
        std::optional<ProviderId> only{};  // this provider's calendar alone, besides what concerns anybody's
    };
    struct Listener {
        BusinessId business;
        std::int64_t person = 0;
        Zone zone = Zone::utc();
        // Asked each time before something is sent; nullopt: they may hear nothing any more, and the stream ends.
        std::function<std::optional<Audience>(db::Session&)> audience;
    };
    static constexpr std::ptrdiff_t kOfOnePerson = 6;  // the oldest ends where one more is opened
    // So often something is sent, so that a client that went away is noticed and proxies see that the stream lives.
    static constexpr Seconds kBeat{20};
    static constexpr std::chrono::milliseconds kEvery{1000};

    explicit Live(db::Database& database, Seconds beat = kBeat) : database_(database), beat_(beat) {}
    ~Live();
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    std::shared_ptr<http::Stream> open(Listener listener);
    std::size_t count() const;

private:
    struct Open {
        Listener listener;
        std::shared_ptr<http::Stream> stream;
        std::chrono::steady_clock::time_point sent_at;
    };

    void run();
    void look_and_tell(const std::vector<std::shared_ptr<Open>>& all);
    void tell(db::Session& session, Open& open, const std::vector<daybook::Change>& changes);
    void forget_closed();

    db::Database& database_;
    const std::chrono::steady_clock::duration beat_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<Open>> open_;  // the oldest first
    bool stopped_ = false, fresh_ = false;     // fresh: somebody has begun to listen since the last look
    std::thread thread_;                       // runs from the first listener on
    // Of the thread alone.
    daybook::Changes changes_;
    bool missed_ = false;  // the database did not answer: what changed meanwhile is not known
};

}  // namespace pages
