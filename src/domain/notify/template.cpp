#include "notify/template.h"

#include "i18n/letters.h"
#include "notify/template_parsed.h"

namespace notify::engine {
namespace {

// A loop costs something even where it writes nothing, and a filter as much as many pieces of text.
constexpr std::size_t most_steps = 1'000'000, steps_of_filter = 20, bytes_of_step = 64, steps_between_looks = 256;

std::string date_of(const Moment& moment) { return i18n::long_date(moment.language, moment.zone.day(moment.at), 0); }
std::string time_of(const Moment& moment) { return i18n::time_of_day(moment.language, moment.zone.wall(moment.at)); }

std::string in_form(const Moment& moment, Filter::Name form) {
    const auto day = moment.zone.day(moment.at);
    switch (form) {
        case Filter::Name::date: return date_of(moment);
        case Filter::Name::short_date: return i18n::short_date(moment.language, day);
        case Filter::Name::time: return time_of(moment);
        case Filter::Name::weekday: return i18n::weekday_long(moment.language, day);
        default:
            return i18n::words(moment.language, "{date} at {time}",
                               {{"date", date_of(moment)}, {"time", time_of(moment)}});
    }
}

Value filtered(Value value, const Filter& filter) {
    if (const auto* const moment = std::get_if<Moment>(&value))
        return filter.name == Filter::Name::otherwise ? value : in_form(*moment, filter.name);
    if (filter.name == Filter::Name::otherwise) {
        const auto* const text = std::get_if<std::string>(&value);
        const auto* const link = std::get_if<Link>(&value);
        const bool empty = (text && text->empty()) || (link && link->url.empty());
        return empty ? filter.argument : value;
    }
    const auto* const text = std::get_if<std::string>(&value);
    if (text && filter.name == Filter::Name::upper) return i18n::upper_case(*text);
    if (text && filter.name == Filter::Name::lower) return i18n::lower_case(*text);
    return value;
}

std::string written(const Link& link, Place place) {
    const auto& label = link.label.empty() ? link.url : link.label;
    if (link.url.empty()) return place == Place::url ? escaped("", place) : "";
    if (place == Place::plain) return link.label.empty() ? link.url : link.label + ": " + link.url;
    if (place != Place::text) return escaped(link.url, place);
    return "<a href=\"" + escaped(link.url, Place::url) + "\">" + escaped(label, place) + "</a>";
}

std::string written(const Value& value, Place place) {
    if (const auto* const link = std::get_if<Link>(&value)) return written(*link, place);
    if (const auto* const moment = std::get_if<Moment>(&value))
        return escaped(in_form(*moment, Filter::Name::date_time), place);
    const auto* const text = std::get_if<std::string>(&value);
    return escaped(text ? *text : "", place);
}

bool holds(const Value* value) {
    if (!value) return false;
    if (const auto* const text = std::get_if<std::string>(value)) return !text->empty();
    if (const auto* const link = std::get_if<Link>(value)) return !link->url.empty();
    if (const auto* const flag = std::get_if<bool>(value)) return *flag;
    const auto* const list = std::get_if<std::vector<Scope>>(value);
    return !list || !list->empty();
}

class Renderer {
public:
    Renderer(const Scope& values, Until until) : scopes_{&values}, until_(until) {}

    // False when a limit is reached.
    bool write(const std::vector<Piece>& pieces) {
        return std::ranges::all_of(pieces, [&](const Piece& piece) { return write(piece); });
    }
    std::string take() && { return std::move(out_); }
    bool is_too_long() const { return too_long_; }

private:
    bool write(const Piece& piece) {
        switch (piece.what) {
            case Piece::What::literal: return put(piece.text);
            case Piece::What::value: return put_value(piece);
            case Piece::What::condition:
                return put("") && write(holds(find(piece.text)) ? piece.body : piece.otherwise);
            case Piece::What::each: return put("") && repeat(piece);
        }
        return false;
    }

    bool repeat(const Piece& piece) {
        const auto* const value = find(piece.text);
        const auto* const items = value ? std::get_if<std::vector<Scope>>(value) : nullptr;
        if (!items || items->empty()) return write(piece.otherwise);
        for (const auto& item : std::span(*items).first(std::min(items->size(), kMostItems))) {
            scopes_.push_back(&item);
            const bool written = put("") && write(piece.body);
            scopes_.pop_back();
            if (!written) return false;
        }
        return true;
    }

    bool put(std::string_view text) {
        too_long_ = out_.size() + text.size() > kLongestOutput;
        if (too_long_ || !step(1)) return false;
        out_ += text;
        return true;
    }

    bool put_value(const Piece& piece) {
        const auto* const found = find(piece.text);
        Value value = found ? *found : Value{std::string()};
        for (const auto& filter : piece.filters) {
            if (!step(cost_of(value))) return false;
            value = filtered(std::move(value), filter);
        }
        return step(std::holds_alternative<Moment>(value) ? steps_of_filter : 1) && put(written(value, piece.place));
    }

    static std::size_t cost_of(const Value& value) {
        const auto* const text = std::get_if<std::string>(&value);
        return steps_of_filter + (text ? text->size() / bytes_of_step : 0);
    }

    bool step(std::size_t count) {
        const auto looks = steps_ / steps_between_looks;
        steps_ += count;
        const bool late = until_ && steps_ / steps_between_looks != looks && std::chrono::steady_clock::now() > *until_;
        return steps_ <= most_steps && !late;
    }

    const Value* find(const std::string& name) const {
        for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
            if (const auto* const value = (*scope)->find(name)) return value;
        return nullptr;
    }

    std::vector<const Scope*> scopes_;
    const Until until_;
    std::string out_;
    std::size_t steps_ = 0;
    bool too_long_ = false;
};

}  // namespace

Scope& Scope::set(std::string name, Value value) {
    values_.insert_or_assign(std::move(name), std::move(value));
    return *this;
}

const Value* Scope::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

Result<std::string> render(const Template& source, const Scope& values, Until until) {
    Renderer renderer(values, until);
    if (!renderer.write(source.parsed().pieces)) {
        if (renderer.is_too_long())
            return invalid("template.output_too_long", {{"limit", std::to_string(kLongestOutput)}});
        return invalid("template.too_costly");
    }
    return std::move(renderer).take();
}

std::set<std::string> used_names(const Template& source) { return source.parsed().used; }

}  // namespace notify::engine
