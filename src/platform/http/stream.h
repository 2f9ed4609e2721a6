// An answer without an end, whose pieces go out as they come, such as server-sent events. Between two pieces the
// connection is suspended: an open stream holds no thread, and counts apart from the connections that requests come by
// (ServerOptions::streams).
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace http {

class Stream {
public:
    // What may wait for a client that reads slowly.
    static constexpr std::size_t waiting_max = std::size_t{16} * 1024;

    // From any thread. False when nothing more can be sent: the client went away, the server stops, or more than
    // waiting_max bytes would wait, which ends the stream. Only what is sent tells that a client went away, so the
    // owner of a stream sends something now and then.
    bool send(std::string_view piece);
    // Once all that waits is sent.
    void end();
    bool is_open() const;

    // The server's side: how its connection is suspended and resumed. `suspend` is called by read() alone.
    void attach(std::function<void()> suspend, std::function<void()> resume);
    // How many bytes it wrote to `to`; 0: nothing waits, and the connection was suspended until something does;
    // nullopt: the stream has ended.
    std::optional<std::size_t> read(char* to, std::size_t size);
    // The connection is gone or never will be there: it is not touched any more.
    void close();

private:
    void wake();

    mutable std::mutex mutex_;
    std::function<void()> suspend_, resume_;
    std::string waiting_;
    bool ended_ = false;
    bool suspended_ = false;
};

}  // namespace http
