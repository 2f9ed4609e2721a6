// Settings > Pictures (FEATURES 3.9): the cover, and one picture of each service and provider.
#include "gallery/gallery.h"
#include "office/frame/settings.h"
#include "office/online/online.h"
#include "pages/brand.h"
#include "pictures/picture.h"

namespace office {
namespace {

using gallery::Subject;
using pictures::Shape;

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/settings/pictures{}", page.home(), rest);
}

// As it stands in addresses.
std::string key_of(const Subject& subject) {
    if (subject.service_id) return "service-" + base::to_text(*subject.service_id);
    if (subject.provider_id) return "provider-" + base::to_text(*subject.provider_id);
    return "cover";
}

std::optional<Subject> parse_subject(std::string_view key) {
    constexpr std::string_view kService = "service-", kProvider = "provider-";
    if (key == "cover") return Subject{};
    if (key.starts_with(kService))
        if (const auto id = base::parse_id<ServiceId>(key.substr(kService.size()))) return Subject{.service_id = id};
    if (key.starts_with(kProvider))
        if (const auto id = base::parse_id<ProviderId>(key.substr(kProvider.size()))) return Subject{.provider_id = id};
    return std::nullopt;
}

// What went wrong with the picture of one subject.
struct Refused {
    Subject subject;
    const Error& error;
};

void fill_row(html::Values& row, const Page& page, const Subject& subject, std::string_view name,
              const Refused* refused) {
    const auto key = key_of(subject);
    const auto action = path(page, "/" + key);
    row.set("ROW_KEY", key).set("ROW_NAME", name).set("ROW_TOKEN", form_token(page)).set("ROW_ACTION", action);
    const auto* picture = page.snapshot->picture(subject);
    if (picture) {
        const auto& size = picture->sizes.back();
        row.add("ROW_SHOWN")
            .set("ROW_URL", pages::picture_path(page.business(), *picture, 320))
            .set("ROW_WIDTH", std::int64_t{size.width})
            .set("ROW_HEIGHT", std::int64_t{size.height});
        row.add("ROW_REMOVAL")
            .set("ROW_REMOVAL_ACTION", action + "/removal")
            .set("ROW_REMOVAL_TOKEN", form_token(page));
    } else {
        row.show("ROW_EMPTY");
    }
    row.show(picture ? "ROW_CHANGE" : "ROW_ADD");
    if (!refused || refused->subject != subject) return;
    row.show("ROW_OPEN").show("ROW_BAD");
    row.add("ROW_WRONG").set("ROW_WRONG_TEXT", pages::sentence(page, refused->error));
}

html::Values& add_group(html::Values& values, std::string_view heading, std::string_view shape,
                        std::string_view advice) {
    auto& group = values.add("GROUP");
    return group.set("GROUP_HEADING", heading).set("GROUP_SHAPE", shape).set("GROUP_ADVICE", advice);
}

void fill(html::Values& values, const Page& page, const Refused* refused) {
    const auto language = page.language;
    values.set("BOOKING_URL", pages::home_path(page));
    auto& cover = add_group(values, i18n::words(language, "Cover"), "cover",
                            i18n::words(language, "It stands across the top of the booking page and goes along when "
                                                  "somebody shares the address. Wide pictures suit best: the room, "
                                                  "the team, the street."));
    fill_row(cover.add("ROW"), page, {}, i18n::words(language, "Cover"), refused);

    const auto& snapshot = *page.snapshot;
    if (!snapshot.services.empty()) {
        auto& services = add_group(values, i18n::words(language, "Services"), "wide",
                                   i18n::words(language, "They are cut to four by three around the middle."));
        for (const auto& service : snapshot.services)
            fill_row(services.add("ROW"), page, {.service_id = service.id}, page.text(service.name), refused);
    }
    if (!snapshot.providers.empty()) {
        auto& people = add_group(values, i18n::words(language, "People"), "face",
                                 i18n::words(language, "They are cut to a circle: a face in the middle suits best."));
        for (const auto& provider : snapshot.providers)
            fill_row(people.add("ROW"), page, {.provider_id = provider.id}, provider.name, refused);
    }
}

Response pictures_page(const Page& page, const Refused* refused = nullptr) {
    const Frame frame{"office/online/settings_pictures", i18n::words(page.language, "Settings"), "settings",
                      refused ? http::status_of(refused->error.fault) : 200};
    return render(page, frame, [&](html::Values& values) {
        include_settings_head(values, page, "pictures");
        fill(values, page, refused);
    });
}

Response refuse_picture(const Page& page, const Subject& subject, const Error& error) {
    const Refused refused{subject, error};
    return pictures_page(page, &refused);
}

gallery::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

Shape shape_of(const Subject& subject) {
    if (subject.service_id) return Shape::service;
    return subject.provider_id ? Shape::person : Shape::cover;
}

}  // namespace

Response picture_settings(const Page& page) { return pictures_page(page); }

Response set_picture(const Page& page, const std::vector<http::Part>& parts) {
    const auto subject = parse_subject(page.request.param("subject"));
    if (!subject) return nothing_here(page);
    const auto* file = http::find_file(parts, "picture");
    const auto drawn =
        pictures::photo(page.environment.pool, file ? file->content : std::string_view(), shape_of(*subject));
    if (!drawn) return refuse_picture(page, *subject, drawn.error());
    const auto set = page.environment.database.write(
        [&](db::Tx& tx) { return gallery::set(tx, context_of(page), page.id(), *subject, *drawn, page.actor()); });
    if (!set) return nothing_here(page);
    return back_to(path(page), "saved");
}

Response remove_picture(const Page& page) {
    const auto subject = parse_subject(page.request.param("subject"));
    if (!subject) return nothing_here(page);
    page.environment.database.write(
        [&](db::Tx& tx) { gallery::remove(tx, context_of(page), page.id(), *subject, page.actor()); });
    return back_to(path(page), "removed");
}

}  // namespace office
