#include "imports/pieces.h"

#include "accounts/customer_access.h"
#include "accounts/profile.h"
#include "activity/activity_log.h"
#include "customers/labels.h"
#include "imports/judging.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace imports {
namespace {

using customers::Customer;
using nlohmann::json;
using store::Row;
using store::Stored;

void count(Counts& counts, Becomes becomes) {
    switch (becomes) {
        case Becomes::added: ++counts.added; return;
        case Becomes::changed: ++counts.changed; return;
        case Becomes::left_alone: ++counts.left_alone; return;
        case Becomes::fails: ++counts.failed; return;
    }
}

// Each kind once for a row.
void count(std::map<std::string, std::int64_t>& problems, const std::vector<Problem>& of_row) {
    std::set<std::string> codes;
    for (const auto& problem : of_row) codes.insert(problem.code);
    for (const auto& code : codes) ++problems[code];
}

std::int64_t shown_so_far(const Stored& import) {
    const auto found = import.problems.find("");
    return found == import.problems.end() ? 0 : found->second;
}

// Whom the rows before are known by, while nothing is written.
std::optional<store::Before> seen_before(db::Tx& tx, BusinessId business, const Stored& import, const Judge& judge,
                                         const Judged& judged, std::int64_t row) {
    auto known = judged.existing ? judge.known_by(customers::changes_of(*judged.existing))
                                 : judge.known_by(customers::changes_of(judged.added));
    if (judged.existing) known.full_name = judged.full_name.empty() ? known.full_name : judged.full_name;
    std::optional<store::Before> out;
    const auto note = [&](std::string_view kind, const std::string& value) {
        if (value.empty()) return;
        const auto before = store::note_key(tx, business, import, fmt::format("{} {}", kind, value),
                                            base::folded(known.full_name), row);
        if (before && !out) out = before;
    };
    if (judged.existing) {
        note("id", base::to_text(judged.existing->id));
        return out;
    }
    note("number", known.number);
    note("email", known.email_key);
    if (!known.phone.empty() && !known.full_name.empty())
        note("phone", known.phone + " " + base::folded(known.full_name));
    return out;
}

// What two rows of one person come to.
void judge_again(Judged& judged, const Settings& settings, const store::Before& before) {
    const auto row = std::to_string(before.row);
    if (!before.same_name) {
        judged.problems.push_back({"import.other_name", {{"row", row}}, -1, true});
        judged.becomes = Becomes::fails;
        return;
    }
    judged.problems.push_back({"import.twice", {{"row", row}}, -1, false});
    judged.becomes = settings.existing == Existing::skip ? Becomes::left_alone : Becomes::changed;
}

// One piece's rows, one after the other.
class Bringing {
public:
    Bringing(db::Tx& tx, const Context& context, BusinessId business, const businesses::Business& house, Stored& import,
             activity::Actor actor)
        : tx_(tx),
          context_(context),
          business_(business),
          import_(import),
          actor_(actor),
          plan_(plan_of(house, import.settings, import.columns, context.clock.now())),
          judge_(tx, context_, business, plan_) {}

    void check(const Row& row) {
        auto judged = judge_(row);
        if (judged.becomes != Becomes::fails) {
            if (const auto before = seen_before(tx_, business_, import_, judge_, judged, row.number))
                judge_again(judged, import_.settings, *before);
            if (judged.becomes == Becomes::added) check_room(judged);
        }
        count(import_.counts, judged.becomes);
        count(import_.problems, judged.problems);
        if (judged.problems.empty() || shown_so_far(import_) >= kMostShown) return;
        ++import_.problems[""];
        keep(row, judged);
    }

    void bring(const Row& row) {
        auto judged = judge_(row);
        if (judged.existing && judged.becomes != Becomes::fails) look_for_twice(judged);
        if (judged.becomes == Becomes::added) add(judged, row);
        if (judged.becomes == Becomes::changed) change(judged, row);
        count(import_.counts, judged.becomes);
        count(import_.problems, judged.problems);
        if (judged.becomes == Becomes::fails) keep(row, judged);
    }

private:
    static void fail(Judged& judged, const Error& error) {
        judged.becomes = Becomes::fails;
        if (error.fields.empty()) judged.problems.push_back({error.code, error.parameters, -1, true});
        for (const auto& field : error.fields) judged.problems.push_back({field.code, field.parameters, -1, true});
    }
    void keep(const Row& row, const Judged& judged) {
        store::insert_troubled(tx_, business_, import_.id, import_.round,
                               {row.number, judged.becomes == Becomes::fails, row.cells, judged.problems});
    }
    void check_room(Judged& judged) {
        if (!room_asked_) room_ = customers::room_of(tx_, business_);
        room_asked_ = true;
        if (room_ && import_.counts.added >= room_->left)
            fail(judged, {Fault::conflict, "customers.limit_reached", {{"max", std::to_string(room_->most)}}, {}});
    }
    // Whoever came in by a row before this one, under another name, is somebody else, who shares an address with them.
    void look_for_twice(Judged& judged) {
        const auto before = store::find_change(tx_, business_, import_.id, judged.existing->id);
        if (!before) return;
        const bool same =
            judged.full_name.empty() || base::folded(judged.full_name) == base::folded(judged.existing->full_name());
        if (before->is_new || !same) {
            const auto becomes = judged.becomes;
            judge_again(judged, import_.settings, {before->row, same});
            if (same) judged.becomes = becomes;
        }
    }

    void add(Judged& judged, const Row& row) {
        if (!adding_) adding_.emplace(tx_, context_, business_, actor_);
        const auto added = adding_->add(judged.added, "customer.imported",
                                        json{{"import_id", import_.id.value}, {"file", import_.file_name}}.dump());
        if (!added) return fail(judged, added.error());
        const auto labels = labels_of(judged);
        adding_->stick(*added, labels);
        int happened = 1;
        if (import_.settings.access != Access::usual && judged.added.email) {
            const bool mailed = import_.settings.access == Access::mailed;
            const auto access =
                accounts::set_access(tx_, context_, business_, *added, {.allowed = mailed, .mail = mailed}, actor_);
            if (!access) judged.problems.push_back({access.error().code, access.error().parameters, -1, false});
            happened = happened_to(tx_, business_, *added);
        }
        store::put_change(
            tx_, business_, import_.id,
            {.customer = *added, .row = row.number, .is_new = true, .happened = happened, .at = context_.clock.now()});
    }

    void change(Judged& judged, const Row& row) {
        const auto& existing = *judged.existing;
        db::Savepoint savepoint(tx_);
        const auto updated = accounts::update_record(tx_, context_, business_, plan_.country, existing.id,
                                                     judged.changed, std::nullopt, false, actor_);
        if (!updated) return fail(judged, updated.error());
        savepoint.keep();
        const auto stuck = stick(judged);
        const auto now = customers::find(tx_, business_, existing.id);
        CHECK(now);
        const auto [before, after] = difference(existing, *now);
        if (after.empty() && stuck.empty()) {
            judged.becomes = Becomes::left_alone;
            return;
        }
        note_change(existing.id, row, before, after, stuck);
    }

    // Where a row before has changed the same customer, what was there before that one stays what is put back.
    void note_change(CustomerId customer, const Row& row, const json& before, const json& after,
                     const std::set<LabelId>& stuck) {
        auto change = store::find_change(tx_, business_, import_.id, customer)
                          .value_or(store::Change{.customer = customer, .row = row.number, .at = context_.clock.now()});
        auto all_before = before, all_after = json::parse(change.after);
        for (const auto& [field, value] : json::parse(change.before).items()) all_before[field] = value;
        for (const auto& [field, value] : after.items()) all_after[field] = value;
        auto labels = json::parse(change.labels);
        for (const auto label : stuck) labels.push_back(label.value);
        change.before = all_before.dump();
        change.after = all_after.dump();
        change.labels = labels.dump();
        change.happened = happened_to(tx_, business_, customer);
        store::put_change(tx_, business_, import_.id, change);
    }

    std::set<LabelId> labels_of(Judged& judged) {
        std::set<LabelId> out;
        auto names = judged.labels;
        if (!import_.settings.label.empty()) names.push_back(import_.settings.label);
        for (const auto& name : names) {
            const auto key = base::folded(name);
            auto known = labels_.find(key);
            if (known == labels_.end()) {
                const auto made = label_named(tx_, context_, business_, name, actor_);
                known = labels_.emplace(key, made ? std::optional(*made) : std::nullopt).first;
            }
            if (known->second && std::ssize(out) < customers::kMostLabelsOfOne)
                out.insert(*known->second);
            else
                judged.problems.push_back({"import.label_left_out", {{"label", name}}, -1, false});
        }
        return out;
    }
    // Returns the ones that the customer did not have.
    std::set<LabelId> stick(Judged& judged) {
        const auto wanted = labels_of(judged);
        if (wanted.empty()) return {};
        const auto id = judged.existing->id;
        std::set<LabelId> fresh = wanted;
        for (const auto& [who, labels] : customers::list_labels_of(tx_, business_, {id}))
            for (const auto& label : labels) fresh.erase(label.id);
        if (fresh.empty()) return {};
        if (const auto stuck = customers::relabel(tx_, context_, business_, id, {.on = fresh}, actor_); stuck)
            return fresh;
        judged.problems.push_back(
            {"label.too_many_of_one", {{"max", std::to_string(customers::kMostLabelsOfOne)}}, -1, false});
        return {};
    }

    db::Tx& tx_;
    const Context& context_;
    BusinessId business_;
    Stored& import_;
    activity::Actor actor_;
    const Plan plan_;
    const Judge judge_;
    std::optional<customers::Adding> adding_{};
    std::map<std::string, std::optional<LabelId>> labels_{};
    bool room_asked_ = false;
    std::optional<customers::Room> room_{};
};

activity::Piece piece_at(const Stored& import, const activity::Piece& so_far, std::size_t rows) {
    // A piece always goes on, so that none is taken for the one before.
    return {so_far.done + static_cast<int>(rows), std::max(so_far.all, static_cast<int>(import.rows)), false};
}

using Body = void (Bringing::*)(const Row&);

std::optional<activity::Piece> rows_piece(db::Tx& tx, const Context& context, BusinessId business, Stored& import,
                                          activity::Actor actor, const activity::Piece& so_far, Body body) {
    const auto rows = store::rows_after(tx, business, import.id, import.at_row);
    if (rows.empty()) return activity::Piece{so_far.all, so_far.all, true};
    const auto house = businesses::find(tx, business);
    CHECK(house);
    Bringing bringing(tx, context, business, *house, import, actor);
    bool is_header = import.at_row == 0 && import.settings.has_header;
    for (const auto& row : rows) {
        if (!is_header) (bringing.*body)(row);
        is_header = false;
    }
    import.at_row = rows.back().number;
    store::update(tx, business, import);
    return piece_at(import, so_far, rows.size());
}

std::optional<activity::Piece> check_piece(db::Tx& tx, const Context& context, BusinessId business, Stored& import,
                                           activity::Actor actor, const activity::Piece& so_far) {
    auto piece = rows_piece(tx, context, business, import, actor, so_far, &Bringing::check);
    if (!piece->last) return piece;
    import.state = State::checked;
    import.problems.erase("");
    import.expires_at = context.clock.now() + kWaits;
    store::update(tx, business, import);
    store::leave(tx, business, import.id);
    return piece;
}

std::optional<activity::Piece> import_piece(db::Tx& tx, const Context& context, BusinessId business, Stored& import,
                                            activity::Actor actor, const activity::Piece& so_far) {
    const auto piece = rows_piece(tx, context, business, import, actor, so_far, &Bringing::bring);
    if (piece->last) end_import(tx, context, business, import, actor);
    return piece;
}

activity::Actor actor_of(const json& payload) {
    const auto kind = payload.at("actor").get<std::string>();
    for (const auto each : {activity::ActorKind::staff, activity::ActorKind::api_key})
        if (to_text(each) == kind) return {each, payload.at("actor_id").get<std::int64_t>()};
    return {};
}

using Does = std::optional<activity::Piece> (*)(db::Tx&, const Context&, BusinessId, Stored&, activity::Actor,
                                                const activity::Piece&);

}  // namespace

int happened_to(db::Session& session, BusinessId business, CustomerId customer) {
    const auto all = activity::list(session, business, customer.value);
    return static_cast<int>(std::ranges::count_if(
        all, [](const activity::Recorded& each) { return each.type != "customer.email_refused"; }));
}

Result<LabelId> label_named(db::Tx& tx, const Context& context, BusinessId business, const std::string& name,
                            activity::Actor actor) {
    const auto key = base::folded(name);
    for (const auto& label : customers::list_labels(tx, business))
        if (base::folded(label.name) == key) return label.id;
    return customers::create_label(tx, context, business, {.id = {}, .name = name}, actor);
}

void end_import(db::Tx& tx, const Context& context, BusinessId business, Stored& import, activity::Actor actor) {
    import.state = State::done;
    import.finished_at = context.clock.now();
    import.expires_at = *import.finished_at + kKept;
    store::update(tx, business, import);
    store::leave(tx, business, import.id);
    const auto& counts = import.counts;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"import.ended", import.id.value, actor,
                      json{{"file", import.file_name},
                           {"after", {{"added", counts.added}, {"changed", counts.changed}, {"failed", counts.failed}}}}
                          .dump()});
}

void add_pieces(activity::Registry& registry, const Clock& clock) {
    struct Job {
        const char* kind;
        State state;
        Does does;
    };
    for (const auto& [kind, state, does] :
         {Job{kCheckPiece, State::checking, check_piece}, Job{kImportPiece, State::importing, import_piece},
          Job{kUndoPiece, State::undoing, undo_piece}})
        registry.handle_pieces(
            kind, [&registry, &clock, state, does](db::Tx& tx, BusinessId business, const json& payload,
                                                   const activity::Piece& so_far) {
                const ImportId id{payload.at("import_id").get<std::int64_t>()};
                auto import = store::lock(tx, business, id);
                if (!import || import->state != state || import->round != payload.at("round").get<std::int64_t>())
                    return std::optional<activity::Piece>();
                return does(tx, {clock, registry}, business, *import, actor_of(payload), so_far);
            });
}

}  // namespace imports
