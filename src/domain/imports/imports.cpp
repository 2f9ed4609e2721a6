#include "imports/imports.h"

#include "activity/telling.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "imports/personal.h"
#include "imports/pieces.h"
#include "imports/targets.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace imports {
namespace {

using nlohmann::json;
using store::Stored;

std::string_view job_of(State state) {
    if (state == State::checking) return kCheckPiece;
    return state == State::undoing ? kUndoPiece : kImportPiece;
}

bool is_under_way(State state) {
    return state == State::checking || state == State::importing || state == State::undoing;
}

Import with_work(db::Session& session, BusinessId business, Stored&& import) {
    if (import.asked_by && is_under_way(import.state))
        import.work =
            activity::find_work(session, business, *import.asked_by, job_of(import.state)).value_or(activity::Work{});
    return std::move(import);
}

// A new job begins at the first row.
void begin_job(db::Tx& tx, const Context& context, BusinessId business, Stored& import, std::string_view type,
               activity::Actor actor, std::int64_t pieces) {
    ++import.round;
    import.at_row = 0;
    import.at_customer = {};
    import.asked_by = activity::record(tx, context.registry, business, context.clock.now(),
                                       {type, import.id.value, actor,
                                        json{{"import_id", import.id.value},
                                             {"round", import.round},
                                             {"file", import.file_name},
                                             { "rows",
                                               pieces }}
                                            .dump()});
    store::update(tx, business, import);
    store::leave(tx, business, import.id);
}

bool is_day(std::string_view target) {
    bool out = false;
    customers::for_each_field([&](const auto& field) {
        if (field.name == target) out = field.ask == customers::Ask::day;
    });
    return out;
}

std::vector<FieldError> faults_of(const Stored& import, const Settings& settings) {
    std::vector<FieldError> out;
    const auto all = targets(i18n::Language::en);
    std::set<std::string> used;
    bool open_days = false;
    for (std::size_t n = 0; n < settings.targets.size(); ++n) {
        const auto& key = settings.targets[n];
        if (key.empty()) continue;
        const auto target = std::ranges::find(all, key, &Target::key);
        const auto field = fmt::format("target_{}", n);
        if (target == all.end())
            out.push_back({field, "field.invalid", {}});
        else if (!used.insert(key).second && !target->several)
            out.push_back({field, "import.target_twice", {}});
        if (is_day(key) && import.columns[n].dates == DateOrder::open && settings.dates != DateOrder::day_month &&
            settings.dates != DateOrder::month_day)
            open_days = true;
    }
    const auto has = [&](std::string_view key) { return used.contains(std::string(key)); };
    if (used.empty())
        out.push_back({"targets", "import.nothing_mapped", {}});
    else if (!has("name") && !has(kFullName) && !has("email") && !has("customer_number"))
        out.push_back({"targets", "import.no_name", {}});
    else if (has("name") && has(kFullName))
        out.push_back({"targets", "import.name_twice", {}});
    if (open_days) out.push_back({"dates", "import.which_dates", {}});
    if (!base::is_clean_text(settings.label))
        out.push_back({"label", "field.not_clean", {}});
    else if (base::length(settings.label) > customers::kLongestLabel)
        out.push_back({"label", "field.too_long", {{"limit", std::to_string(customers::kLongestLabel)}}});
    return out;
}

activity::Type of_import(std::string name, const char* words, std::vector<activity::Field> fields = {},
                         std::string log = "imports") {
    activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = std::move(log)};
    out.only_fields = true;
    out.about = [](const activity::Reader&, const activity::Recorded&, const json& data) {
        return data.is_object() ? data.value("file", std::string()) : std::string();
    };
    return out;
}

}  // namespace

std::optional<Import> find(db::Session& session, BusinessId business, ImportId id) {
    auto found = store::find(session, business, id);
    if (!found || found->state == State::reading) return std::nullopt;
    return with_work(session, business, *std::move(found));
}

std::vector<Import> list(db::Session& session, BusinessId business, int limit) {
    std::vector<Import> out;
    for (auto& each : store::list(session, business, limit))
        out.push_back(with_work(session, business, std::move(each)));
    return out;
}

std::vector<std::vector<std::string>> preview(db::Session& session, BusinessId business, ImportId id,
                                              std::size_t rows) {
    std::vector<std::vector<std::string>> out;
    for (auto& row : store::rows_after(session, business, id, 0)) {
        if (out.size() == rows) break;
        out.push_back(std::move(row.cells));
    }
    return out;
}

Result<void> check(db::Tx& tx, const Context& context, BusinessId business, ImportId id, const Settings& settings,
                   activity::Actor actor) {
    auto import = store::lock(tx, business, id);
    if (!import) return not_found("import.unknown");
    if (import->state != State::mapping && import->state != State::checked) return conflict("import.not_now");
    auto wanted = settings;
    wanted.targets.resize(import->columns.size());
    auto wrong = faults_of(*import, wanted);
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    wanted.label = base::typed_line(wanted.label);
    import->settings = std::move(wanted);
    import->state = State::checking;
    import->counts = {};
    import->problems.clear();
    store::remember(tx, business, import->fingerprint, import->settings, context.clock.now());
    begin_job(tx, context, business, *import, "import.check_asked", actor, import->rows);
    return {};
}

Result<void> begin(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor) {
    auto import = store::lock(tx, business, id);
    if (!import) return not_found("import.unknown");
    if (import->state != State::checked) return conflict("import.not_now");
    if (const auto& label = import->settings.label; !label.empty())
        if (auto made = label_named(tx, context, business, label, actor); !made) return std::unexpected(made.error());
    import->state = State::importing;
    import->counts = {};
    import->problems.clear();
    import->staff_member = actor.kind == activity::ActorKind::staff ? actor.id : 0;
    begin_job(tx, context, business, *import, "import.begun", actor, import->rows);
    return {};
}

bool stop(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor) {
    auto import = store::lock(tx, business, id);
    if (!import || (import->state != State::checking && import->state != State::importing)) return false;
    activity::stop_work(tx, context.clock, business, import->asked_by.value(), job_of(import->state));
    if (import->state == State::checking) {
        import->state = State::mapping;
        store::update(tx, business, *import);
        return true;
    }
    import->stopped = true;
    end_import(tx, context, business, *import, actor);
    return true;
}

Result<void> undo(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor) {
    auto import = store::lock(tx, business, id);
    if (!import) return not_found("import.unknown");
    if (!import->can_be_undone(context.clock.now())) return conflict("import.not_now");
    import->state = State::undoing;
    begin_job(tx, context, business, *import, "import.undo_begun", actor, store::count_changes(tx, business, id));
    return {};
}

Result<void> forget(db::Tx& tx, BusinessId business, ImportId id) {
    auto import = store::lock(tx, business, id);
    if (!import) return not_found("import.unknown");
    if (is_under_way(import->state)) return conflict("import.not_now");
    import->expires_at = Instant{};
    store::update(tx, business, *import);
    return {};
}

std::vector<Troubled> list_troubled(db::Session& session, BusinessId business, ImportId id, std::int64_t after,
                                    int limit) {
    const auto import = store::find(session, business, id);
    if (!import) return {};
    // Undoing is a round of its own, which has no troubled rows.
    const bool undone = import->state == State::undoing || import->state == State::undone;
    return store::list_troubled(session, business, id, import->round - (undone ? 1 : 0), after, limit);
}

std::vector<Kept> list_kept(db::Session& session, BusinessId business, ImportId id, int limit) {
    return store::list_kept(session, business, id, limit);
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    registry.add(activity::Log{"imports", N_("Imports of customers")});
    registry.add(std::vector<activity::Type>{
        {.name = "customer.imported", .words = N_("The customer came in from a file"), .only_fields = true},
        of_import("import.check_asked", N_("A file of customers was checked"), {}, {}),
        of_import("import.begun", N_("An import of customers was begun"), {{"rows", N_("Rows of the file")}}),
        of_import("import.ended", N_("An import of customers ended"),
                  {{"added", N_("Added customers")},
                   {"changed", N_("Changed customers")},
                   {"failed", N_("Rows that did not come in")}}),
        of_import("import.undo_begun", N_("Undoing an import was begun"), {{"rows", N_("Customers in it")}}),
        of_import("import.undone", N_("An import of customers was undone"),
                  {{"taken_back", N_("Taken back")}, {"kept", N_("Left as they are")}})});
    registry.add(activity::Housekeeping{store::forget_old, true});
    registry.add(activity::Housekeeping{store::forget_mappings});
    const std::pair<const char*, const char*> jobs[] = {
        {"import.check_asked", kCheckPiece}, {"import.begun", kImportPiece}, {"import.undo_begun", kUndoPiece}};
    for (const auto& [type, kind] : jobs)
        registry.subscribe(type, [&clock, kind](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
            auto data = json::parse(activity.data);
            const auto rows = data.at("rows").get<int>();
            const json payload{{"import_id", data.at("import_id")},
                               {"round", data.at("round")},
                               {"actor", to_text(activity.actor.kind)},
                               {"actor_id", activity.actor.id}};
            return std::vector<activity::Wanted>{{kind, clock.now(), payload.dump(), rows}};
        });
    add_pieces(registry, clock);
    add_personal(registry);
}

}  // namespace imports
