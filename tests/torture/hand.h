// Books visits, moves and cancels them by the verbs themselves, in a process of its own that is killed as the servers
// are.
#pragma once

#include "torture/process.h"

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace torture {

struct HandOptions {
    std::filesystem::path self;  // this program
    std::string database;
    std::string faults;
};

class Hand {
public:
    explicit Hand(HandOptions options) : options_(std::move(options)) {}
    Hand(const Hand&) = delete;
    Hand& operator=(const Hand&) = delete;
    ~Hand() { end(); }

    // Nullopt: it died before it answered, or was killed since it did not; the request was done or not, and is over as
    // far as this process goes. The next request gets another one. `killed_after`: by us, so long after it was sent.
    std::optional<nlohmann::json> ask(const nlohmann::json& request,
                                      std::optional<std::chrono::milliseconds> killed_after = {});
    // Returns when the process is over, which has nothing left to do.
    void end();

    int kills = 0, own_deaths = 0;
    std::vector<std::string> wrong;  // ends that nobody meant

private:
    void begin();
    void note_end();
    // Another piece of what it says; false: it said nothing within that time, or is gone.
    bool read_more(std::chrono::milliseconds patience);

    HandOptions options_;
    pid_t pid_ = 0;
    int socket_ = -1;
    std::string said_;
};

// The process itself: answers the requests on its standard input, a line each.
//   {"do": "book", "business", "key", "who", "note", "wishes": [{"service", "provider", "start"}]}
//   {"do": "move", "business", "key", "visit", "to": [{"booking", "start"}]}
//   {"do": "cancel", "business", "key", "visit"}
//   {"do": "cancel_part", "business", "key", "booking"}
// Answers: {"is": "done", "visit", "parts": [{"booking", "start", "provider"}]}, {"is": "refused", "code"}, or
// {"is": "again"}: the database does not answer.
int serve_as_hand(const std::string& database);

}  // namespace torture
