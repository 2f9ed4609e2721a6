#include "notify/channel.h"

#include <algorithm>

namespace notify {
namespace {

std::vector<std::unique_ptr<const ChannelKind>>& all_channels() {
    static auto all = [] {
        std::vector<std::unique_ptr<const ChannelKind>> out;
        out.push_back(mail_channel());
        return out;
    }();
    return all;
}

}  // namespace

void add_channel(std::unique_ptr<const ChannelKind> kind) {
    CHECK(!find_channel(kind->name()));
    all_channels().push_back(std::move(kind));
}

const std::vector<std::unique_ptr<const ChannelKind>>& channels() { return all_channels(); }

const ChannelKind* find_channel(std::string_view name) {
    const auto& all = all_channels();
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return each->name() == name; });
    return found == all.end() ? nullptr : found->get();
}

}  // namespace notify
