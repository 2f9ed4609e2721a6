#include "pages/live.h"

#include "db/db.h"

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace pages {
namespace {

using Steady = std::chrono::steady_clock;

// How long a browser waits before it tries again by itself; web/live.ts waits longer where it fails again and again.
constexpr std::string_view kBegin = "retry: 3000\n: open\n\n";
constexpr std::string_view kSilence = ":\n\n";

std::string event_of(const daybook::Change& change, const Zone& zone) {
    nlohmann::ordered_json data{{"provider", nullptr}, {"day", nullptr}, {"version", change.version}};
    if (change.provider) data["provider"] = base::to_text(*change.provider);
    if (change.time) {
        const auto first = zone.day(change.time->begin), last = zone.day(change.time->end - Seconds{1});
        if (first == last) data["day"] = base::to_text(first);
    }
    return fmt::format("event: calendar\ndata: {}\n\n", data.dump());
}

}  // namespace

Live::~Live() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        for (const auto& each : open_) each->stream->end();
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::shared_ptr<http::Stream> Live::open(Listener listener) {
    auto stream = std::make_shared<http::Stream>();
    stream->send(kBegin);
    const std::lock_guard lock(mutex_);
    const auto is_theirs = [&](const std::shared_ptr<Open>& each) {
        return each->listener.business == listener.business && each->listener.person == listener.person &&
               each->stream->is_open();
    };
    if (std::ranges::count_if(open_, is_theirs) >= kOfOnePerson)
        (*std::ranges::find_if(open_, is_theirs))->stream->end();
    open_.push_back(std::make_shared<Open>(Open{std::move(listener), stream, Steady::now()}));
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    fresh_ = true;
    wake_.notify_all();
    return stream;
}

std::size_t Live::count() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(open_, [](const std::shared_ptr<Open>& each) { return each->stream->is_open(); }));
}

void Live::run() {
    std::unique_lock lock(mutex_);
    while (!stopped_) {
        if (open_.empty()) {
            // What was seen before is too old to go on from.
            changes_ = {};
            wake_.wait(lock, [this] { return stopped_ || !open_.empty(); });
            continue;
        }
        const auto all = open_;
        fresh_ = false;
        lock.unlock();
        try {
            look_and_tell(all);
        } catch (const std::exception& error) {
            missed_ = true;
            spdlog::error("msg=live error={:?}", std::string(error.what()));
        }
        lock.lock();
        forget_closed();
        // Of a business that nobody listened to, what is seen from now on counts.
        wake_.wait_for(lock, kEvery, [this] { return stopped_ || fresh_; });
    }
}

void Live::forget_closed() {
    std::erase_if(open_, [](const std::shared_ptr<Open>& each) { return !each->stream->is_open(); });
}

void Live::look_and_tell(const std::vector<std::shared_ptr<Open>>& all) {
    std::set<BusinessId> businesses;
    for (const auto& each : all) businesses.insert(each->listener.business);
    database_.read([&](db::Session& session) {
        auto changes = changes_.look(session, {businesses.begin(), businesses.end()});
        if (missed_) {
            changes.clear();
            for (const auto business : businesses) changes.push_back({.business = business});
        }
        for (const auto& each : all) tell(session, *each, changes);
    });
    missed_ = false;
}

void Live::tell(db::Session& session, Open& open, const std::vector<daybook::Change>& changes) {
    const auto& listener = open.listener;
    const auto concerns = [&](const daybook::Change& change) { return change.business == listener.business; };
    const auto now = Steady::now();
    if (now - open.sent_at < beat_ && std::ranges::none_of(changes, concerns)) return;
    const auto audience = listener.audience(session);
    if (!audience) return open.stream->end();
    std::string text;
    for (const auto& change : changes)
        if (concerns(change) && (!audience->only || !change.provider || change.provider == audience->only))
            text += event_of(change, listener.zone);
    if (text.empty() && now - open.sent_at < beat_) return;
    open.sent_at = now;
    open.stream->send(text.empty() ? kSilence : std::string_view(text));
}

}  // namespace pages
