#include "db/statements.h"

#include "base/hex.h"

#include <algorithm>

namespace db::detail {

namespace {

// Statements put together at run time must not pile up.
constexpr std::size_t statements_max = 1000;
// A text longer than this does not stay in memory with its statement.
constexpr std::size_t text_kept_max = 16 * 1024;

std::vector<std::string> by_first_appearance(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const auto& name : names)
        if (std::ranges::find(out, name) == out.end()) out.push_back(name);
    return out;
}

constexpr std::string_view hex_prefix = "\\x";

void put_bytes(Slot& slot, const std::string& bytes) {
    if (!slot.bytes) {
        slot.text = std::string(hex_prefix) + base::hex(bytes);
        return;
    }
    slot.bytes->trim(0);
    if (!bytes.empty()) slot.bytes->write(0, bytes.data(), bytes.size());
}

Bytes take_bytes(Slot& slot) {
    if (!slot.bytes) {
        CHECK(slot.text.starts_with(hex_prefix));
        return {base::from_hex(std::string_view(slot.text).substr(hex_prefix.size()))};
    }
    std::string out(slot.bytes->get_len(), '\0');
    if (!out.empty()) slot.bytes->read(0, out.data(), out.size());
    return {std::move(out)};
}

void put(Slot& slot, const Cell& cell) {
    slot.state = soci::i_ok;
    switch (cell.index()) {
        case 0: slot.state = soci::i_null; break;
        case 1: slot.integer = std::get<std::int64_t>(cell); break;
        case 2: slot.real = std::get<double>(cell); break;
        case 3:
            slot.text = std::get<std::string>(cell);
            CHECK(slot.text.find('\0') == std::string::npos);
            break;
        default: put_bytes(slot, std::get<Bytes>(cell).value);
    }
}

Cell take(Slot& slot) {
    if (slot.state == soci::i_null) return {};
    if (slot.kind == Kind::integer) return static_cast<std::int64_t>(slot.integer);
    if (slot.kind == Kind::real) return slot.real;
    if (slot.kind == Kind::bytes) return take_bytes(slot);
    return std::move(slot.text);
}

Kind kind_of(const Cell& cell) {
    if (std::holds_alternative<std::int64_t>(cell)) return Kind::integer;
    if (std::holds_alternative<Bytes>(cell)) return Kind::bytes;
    return std::holds_alternative<double>(cell) ? Kind::real : Kind::text;
}

void bind_input(Kept& kept, Slot& slot, const std::string& name) {
    const auto use = [&](const auto& place) {
        kept.statement.exchange(soci::use(std::as_const(place), slot.state, name));
    };
    if (slot.kind == Kind::integer)
        use(slot.integer);
    else if (slot.kind == Kind::real)
        use(slot.real);
    else if (slot.bytes)
        use(*slot.bytes);
    else
        use(slot.text);
}

void bind_output(Kept& kept, Slot& slot) {
    const auto into = [&](auto& place) { kept.statement.exchange(soci::into(place, slot.state)); };
    if (slot.kind == Kind::integer)
        into(slot.integer);
    else if (slot.kind == Kind::real)
        into(slot.real);
    else if (slot.bytes)
        into(*slot.bytes);
    else
        into(slot.text);
}

void unbind(Kept& kept) {
    if (!std::exchange(kept.bound, false)) return;
    kept.statement.bind_clean_up();
}

void forget_long_texts(Slot& slot) {
    if (slot.text.capacity() > text_kept_max) slot.text = {};
    if (slot.bytes && slot.bytes->get_len() > text_kept_max) slot.bytes->trim(0);
}

void fetch_all(Kept& kept, Rows& rows) {
    bool got = kept.statement.execute(true);
    if (kept.out.empty()) return;
    for (; got; got = kept.statement.fetch()) {
        auto& row = rows.emplace_back();
        row.reserve(kept.out.size());
        for (auto& slot : kept.out) row.push_back(take(slot));
    }
}

}  // namespace

Slot Statements::slot_of(Kind kind) {
    Slot out;
    out.kind = kind;
    if (kind == Kind::bytes && !bytes_as_text()) out.bytes = std::make_unique<soci::blob>(session());
    return out;
}

// Binds the places again only when their types differ from the last use; a null fits any type.
void Statements::bind_places(Kept& kept, const std::vector<Kind>& kinds, const std::vector<Cell>& args) {
    const auto fits = [](const Slot& slot, const Cell& cell) {
        return cell.index() == 0 || slot.kind == kind_of(cell);
    };
    const bool same =
        kept.bound && std::ranges::equal(kept.in, args, fits) && std::ranges::equal(kept.out, kinds, {}, &Slot::kind);
    if (same) return;

    unbind(kept);
    kept.in.clear();
    kept.out.clear();
    for (const auto& arg : args) kept.in.push_back(slot_of(kind_of(arg)));
    for (const auto kind : kinds) kept.out.push_back(slot_of(kind));
    kept.bound = true;
    for (std::size_t i = 0; i < args.size(); ++i) bind_input(kept, kept.in[i], kept.names[i]);
    for (auto& slot : kept.out) bind_output(kept, slot);
    kept.statement.define_and_bind();
}

Kept& Statements::keep(std::string_view sql) {
    if (const auto found = kept_.find(sql); found != kept_.end()) return *found->second;
    if (kept_.size() >= statements_max) kept_.clear();
    auto kept = std::make_unique<Kept>(session());
    kept->statement.alloc();
    kept->names = by_first_appearance(prepare(kept->statement, std::string(sql)));
    return *kept_.emplace(sql, std::move(kept)).first->second;
}

std::int64_t Statements::use(std::string_view sql, const std::vector<Kind>& kinds, std::vector<Cell>& args,
                             Rows& rows) {
    for (bool first = true;; first = false) {
        Kept* kept = nullptr;
        try {
            kept = &keep(sql);
            CHECK(kept->names.size() == args.size());
            bind_places(*kept, kinds, args);
            for (std::size_t i = 0; i < args.size(); ++i) put(kept->in[i], args[i]);
            fetch_all(*kept, rows);
            const auto changed = kept->out.empty() ? kept->statement.get_affected_rows() : 0;
            finish(kept->statement);
            for (auto* slots : {&kept->in, &kept->out})
                for (auto& slot : *slots) forget_long_texts(slot);
            return changed;
        } catch (const soci::soci_error& error) {
            diagnose(kept ? &kept->statement : nullptr, error);
        } catch (...) {
            if (kept) {
                finish(kept->statement);
                unbind(*kept);
            }
            throw;
        }
        rows.clear();
        if (kept) {
            unbind(*kept);  // SOCI leaves its buffers behind after an error
            if (!finish(kept->statement)) kept_.erase(kept_.find(sql));
        }
        if (!first || !recovered()) fail(sql);
    }
}

Rows Statements::select(std::string_view sql, const std::vector<Kind>& kinds, std::vector<Cell>& args) {
    Rows rows;
    use(sql, kinds, args, rows);
    return rows;
}

std::int64_t Statements::run(std::string_view sql, std::vector<Cell>& args) {
    Rows none;
    return use(sql, {}, args, none);
}

}  // namespace db::detail
