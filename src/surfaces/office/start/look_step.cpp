// The step of the look: the cover, the logo, the colour, a line about the business and how customers reach it.
#include "gallery/gallery.h"
#include "office/frame/settings.h"
#include "office/start/step_page.h"
#include "pages/brand.h"
#include "pictures/picture.h"

namespace office {
namespace {

struct Typed {
    std::string colour, tagline, address, phone;
};

Typed stored(const Page& page) {
    const auto& business = page.business();
    return {business.accent_colour, business.tagline.fallback, business.address, business.phone};
}

void fill_field(html::Values& values, const Page& page, const std::string& name, const std::string& value,
                const std::vector<FieldError>& errors) {
    values.set(name, value);
    const auto field = std::ranges::find_if(
        errors, [&](const auto& error) { return base::folded(error.field) == base::folded(name); });
    if (field != errors.end())
        values.show(name + "_BAD").add(name + "_WRONG").set("WRONG_TEXT", sentence(page, *field));
}

Response look_page(const Page& page, const Typed& typed, const Wrong& wrong = {}) {
    return step_page(page, Step::look, "office/start/look", wrong.page_status(), [&](html::Values& values) {
        values.set("ACTION", step_path(page, Step::look)).set("TOKEN", form_token(page));
        fill_field(values, page, "ACCENT_COLOUR", typed.colour, wrong.fields);
        fill_field(values, page, "TAGLINE", typed.tagline, wrong.fields);
        fill_field(values, page, "ADDRESS", typed.address, wrong.fields);
        fill_field(values, page, "PHONE", typed.phone, wrong.fields);
        fill_field(values, page, "LOGO_FILE", {}, wrong.fields);
        fill_field(values, page, "COVER_FILE", {}, wrong.fields);
        if (page.business().has_logo) values.add("LOGO").set("LOGO_URL", logo_url(page));
        if (const auto* cover = page.snapshot->picture({})) {
            const auto& size = cover->sizes.back();
            values.add("COVER")
                .set("COVER_URL", pages::picture_path(page.business(), *cover, 320))
                .set("COVER_WIDTH", std::int64_t{size.width})
                .set("COVER_HEIGHT", std::int64_t{size.height});
        }
    });
}

// What was sent as files, drawn.
struct Files {
    std::optional<businesses::Logo> logo;
    std::optional<std::vector<pictures::Rendition>> cover;
};

std::string_view sent_file(const std::vector<http::Part>& parts, std::string_view name) {
    const auto* file = http::find_file(parts, name);
    return file ? std::string_view(file->content) : std::string_view();
}

// A file that is no picture is the fault of its field.
Result<Files> read_files(const Page& page, const std::vector<http::Part>& parts) {
    Files out;
    const auto wrong = [](std::string field, const Error& error) {
        return std::unexpected(Error{error.fault, error.code, {}, {{std::move(field), error.code, error.parameters}}});
    };
    if (const auto sent = sent_file(parts, "logo"); !sent.empty()) {
        auto drawn = pictures::logo(page.environment.pool, sent);
        if (!drawn) return wrong("logo_file", drawn.error());
        out.logo = businesses::Logo{"image/png", *std::move(drawn)};
    }
    if (const auto sent = sent_file(parts, "cover"); !sent.empty()) {
        auto drawn = pictures::photo(page.environment.pool, sent, pictures::Shape::cover);
        if (!drawn) return wrong("cover_file", drawn.error());
        out.cover = *std::move(drawn);
    }
    return out;
}

// All of it or nothing.
Result<void> save(const Page& page, const Typed& typed, const Files& files) {
    const activity::Context context{page.environment.clock, page.environment.registry};
    return page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        const auto saved = businesses::change_settings(
            tx, context, page.id(),
            [&](businesses::Business& business) {
                business.accent_colour = typed.colour;
                business.tagline.fallback = typed.tagline;
                business.address = typed.address;
                business.phone = typed.phone;
            },
            page.actor());
        if (!saved) return saved;
        if (files.logo) businesses::change_logo(tx, context, page.id(), files.logo, page.actor());
        if (files.cover)
            if (const auto set = gallery::set(tx, context, page.id(), {}, *files.cover, page.actor()); !set)
                return std::unexpected(set.error());
        return {};
    });
}

}  // namespace

Response start_look(const Page& page) { return look_page(page, stored(page)); }

Response save_look(const Page& page, const std::vector<http::Part>& parts) {
    const auto form = http::fields_of(parts);
    auto typed = stored(page);
    // What the form does not send stays.
    for (const auto& [name, value] : {std::pair{"accent_colour", &typed.colour},
                                      {"tagline", &typed.tagline},
                                      {"address", &typed.address},
                                      {"phone", &typed.phone}})
        if (form.has(name)) *value = line(form, name);
    const auto files = read_files(page, parts);
    if (!files) return look_page(page, typed, pages::wrong_of(page, files.error()));
    if (const auto saved = save(page, typed, *files); !saved)
        return look_page(page, typed, pages::wrong_of(page, saved.error()));
    return go_on(page, Step::look);
}

}  // namespace office
