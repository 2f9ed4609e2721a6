// From what happened to the mail server.
//
// subscribe(): in the transaction of an activity, a job is wanted when an active workflow waits for it. The job decides
// for each workflow, in one transaction, and queues messages; one run per workflow and activity, so never twice. What
// goes by time is found by a sweep over the bookings whose moment has come, so it survives restarts, moves and edits of
// the workflow; one run per workflow, booking, start and offset.
//
// Delivery: for each channel by itself, leases messages, makes the links and passwords that they need and commits them,
// and only then hands them over, outside of any transaction; the mark `sent` is committed before the next one's content
// is given. A crash between the server's word that it took a message and that commit sends the one in hand again, under
// the same id; nothing else goes twice and nothing is lost.
#pragma once

#include "accounts/password.h"
#include "activity/activity.h"
#include "mail/mail.h"
#include "notify/message.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace notify {

struct Options {
    std::string base_url;                // of the installation, without a slash at the end; mailed links begin so
    std::optional<mail::Server> server;  // none: mails are kept and readable, and not sent
    std::string from;                    // the installation's own address: envelope and From
    int batch = 50;
    std::chrono::milliseconds sweep_every{30'000};  // of the Worker
};

// Decides at activities. To be called once, after the features' own subscribe. `options` stay; they are read when jobs
// are done, so the base URL may be filled in until then.
void subscribe(activity::Registry& registry, const Clock& clock, const Options& options);
void subscribe(activity::Registry& registry, const Clock& clock, Options&& options) = delete;

// Decides what has become due by time since the last call; returns how many decisions were made. Any number of
// processes may call it. What it should have found before, and nobody was there to, goes as long as it is of use: what
// is for before a start until that, what is for after an end for a day, birthdays on the day. But what was over for
// longer than kGrace when the appointment was made, moved or approved, or the workflow changed, never goes.
// What fails for one booking is in the log and is asked again at the next sweep; the others are decided.
inline constexpr Seconds kGrace = std::chrono::hours{1};
int sweep(db::Database& database, const Clock& clock, const Options& options, const std::stop_token& stop = {});

// The waits between attempts: 1 min, doubling up to 6 h. After kAttempts it has failed.
inline constexpr int kAttempts = 12;
inline constexpr Seconds kLease = std::chrono::minutes{5};
Seconds wait_after(int failures);

// Hands over what is due on every channel, one after the other; one thread at a time uses it.
class Deliverer {
public:
    Deliverer(db::Database& database, const activity::Registry& registry, const Clock& clock, accounts::Hasher& hasher,
              Options options);
    ~Deliverer();
    // One batch of each; returns how many messages were dealt with. A stop ends it within two seconds, whatever the
    // other side does (Channel::deliver); the message in hand and the rest are due again.
    int run_due();
    int run_due(const std::stop_token& stop);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Until it is destroyed, a thread that sweeps, whatever the mail server does, and one for each channel that delivers,
// so that a channel that is slow holds up no other.
class Worker {
public:
    Worker(db::Database& database, const activity::Registry& registry, const Clock& clock, accounts::Hasher& hasher,
           Options options);
    ~Worker();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct Queue {
    std::int64_t waiting = 0, failed = 0;
    Seconds oldest_due{};
};
Queue count(db::Database& database, const Clock& clock);  // of all businesses, for the metrics

// The mails of a business that wait because as many as it may send in a day have gone out, and those whose moment was
// over by the time that they might have gone, of the last kHeldTold.
inline constexpr Seconds kHeldTold = std::chrono::days{7};
struct Held {
    BusinessId business_id;
    std::int64_t waiting = 0, lost = 0;
    std::optional<Instant> oldest{};  // when the first that waits was to go
};
Held count_held(db::Session& session, BusinessId business, Instant now);
// Of the businesses that have a limit, those of whose mails any wait or were lost.
std::vector<Held> list_held(db::Session& session, Instant now);

// The address of a page of a business, as mails carry it: below the installation's or at its own host, or, where the
// business has a page of its own that embeds the panel by our script, which alone opens what the address names, that
// page with "#timebok=" and our path (in the fragment, so that no server's log sees it). In a plain frame only the
// panel itself is there. `path` is below the business, without a slash: "access/TOKEN".
std::string link_to(const businesses::Business& business, std::string_view base_url, std::string_view path);

}  // namespace notify
