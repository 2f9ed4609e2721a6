#include "gallery/gallery.h"

#include "businesses/settings.h"
#include "catalog/catalog.h"
#include "db/db.h"
#include "staff/staff.h"

#include <nlohmann/json.hpp>

namespace gallery {
namespace {

bool has(const auto& items, auto id) {
    return std::ranges::any_of(items, [&](const auto& each) { return each.id == id; });
}

Result<void> check(db::Session& session, BusinessId business, const Subject& subject) {
    CHECK(!subject.service_id || !subject.provider_id);
    if (subject.service_id && !has(catalog::list_services(session, business, {}), *subject.service_id))
        return base::not_found("service.not_offered");
    if (subject.provider_id && !has(staff::list_providers(session, business), *subject.provider_id))
        return base::not_found("provider.not_offered");
    return {};
}

bool erase(db::Tx& tx, BusinessId business, const Subject& subject) {
    return tx.execute(R"sql(
        delete from pictures
        where business_id = :business and coalesce(service_id, 0) = :service and coalesce(provider_id, 0) = :provider)sql",
                      business, subject.service_id.value_or(ServiceId{}),
                      subject.provider_id.value_or(ProviderId{})) > 0;
}

void record(db::Tx& tx, const Context& context, BusinessId business, const Subject& subject, std::string_view type,
            activity::Actor actor) {
    nlohmann::json after;
    if (subject.service_id) after["service"] = std::to_string(subject.service_id->value);
    if (subject.provider_id) after["provider"] = std::to_string(subject.provider_id->value);
    const auto about = subject.service_id    ? subject.service_id->value
                       : subject.provider_id ? subject.provider_id->value
                                             : business.value;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {type, about, actor, nlohmann::json{{"after", after}}.dump()});
}

}  // namespace

Result<PictureId> set(db::Tx& tx, const Context& context, BusinessId business, const Subject& subject,
                      const std::vector<pictures::Rendition>& drawn, activity::Actor actor) {
    CHECK(!drawn.empty());
    businesses::lock(tx, business);
    if (const auto fine = check(tx, business, subject); !fine) return std::unexpected(fine.error());
    erase(tx, business, subject);
    const auto id = base::make_id<PictureId>();
    tx.execute("insert into pictures (business_id, id, service_id, provider_id) "
               "values (:business, :id, :service, :provider)",
               business, id, subject.service_id, subject.provider_id);
    for (const auto& each : drawn)
        tx.execute("insert into picture_sizes (business_id, picture_id, width, height, media_type, content) "
                   "values (:business, :picture, :width, :height, :media_type, :content)",
                   business, id, each.width, each.height, each.media_type, db::Bytes{each.content});
    businesses::touch(tx, business);
    record(tx, context, business, subject, "picture.set", actor);
    return id;
}

Result<void> copy(db::Tx& tx, const Context& context, BusinessId business, const Subject& from, const Subject& to,
                  activity::Actor actor) {
    const auto all = list(tx, business);
    const auto found = std::ranges::find(all, from, &Picture::subject);
    if (found == all.end()) return {};
    std::vector<pictures::Rendition> drawn;
    for (const auto& size : found->sizes)
        if (auto content = find(tx, business, found->id, size.width))
            drawn.push_back({size.width, size.height, std::move(content->media_type), std::move(content->content)});
    if (const auto made = set(tx, context, business, to, drawn, actor); !made) return std::unexpected(made.error());
    return {};
}

void remove(db::Tx& tx, const Context& context, BusinessId business, const Subject& subject, activity::Actor actor) {
    businesses::lock(tx, business);
    if (!erase(tx, business, subject)) return;
    businesses::touch(tx, business);
    record(tx, context, business, subject, "picture.removed", actor);
}

std::vector<Picture> list(db::Session& session, BusinessId business) {
    std::vector<Picture> out;
    for (const auto& [id, service, provider, width, height] :
         session.rows<PictureId, std::optional<ServiceId>, std::optional<ProviderId>, int, int>(R"sql(
            select p.id, p.service_id, p.provider_id, s.width, s.height
            from pictures p join picture_sizes s on s.business_id = p.business_id and s.picture_id = p.id
            where p.business_id = :business order by p.id, s.width)sql",
                                                                                                business)) {
        if (out.empty() || out.back().id != id) out.push_back({id, {service, provider}, {}});
        out.back().sizes.push_back({width, height});
    }
    return out;
}

std::optional<Content> find(db::Session& session, BusinessId business, PictureId id, int width) {
    auto found = session.row<std::string, db::Bytes>(
        "select media_type, content from picture_sizes "
        "where business_id = :business and picture_id = :picture and width = :width",
        business, id, width);
    if (!found) return std::nullopt;
    auto& [media_type, content] = *found;
    return Content{std::move(media_type), std::move(content.value)};
}

}  // namespace gallery
