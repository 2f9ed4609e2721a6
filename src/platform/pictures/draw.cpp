#include "pictures/draw.h"

#include "pictures/kind.h"
#include "pictures/picture.h"
#include "pictures/vips.h"

#include <memory>
#include <mutex>

namespace pictures {
namespace {

constexpr int kLongestEdge = 20'000;  // pixels
constexpr int kMostScans = 100;       // of a JPEG; cameras and programs write ten
constexpr int kQuality = 82;

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

void start() {
    static std::once_flag once;
    std::call_once(once, [] {
        CHECK(VIPS_INIT("timebok") == 0);
        vips_block_untrusted_set(TRUE);
        // A broken upload is answered, not noted in our log.
        g_log_set_handler(
            "VIPS", G_LOG_LEVEL_WARNING, [](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
        // Every picture is met once; nothing is gained by remembering what was done to it.
        vips_cache_set_max(0);
        vips_concurrency_set(1);
        // Nor by compiling code for the one picture.
        vips_vector_set_enabled(FALSE);
    });
}

// Also when it is left by a failure, so that no text of one request is found by another.
struct ForgetErrors {
    ForgetErrors() = default;
    ForgetErrors(const ForgetErrors&) = delete;
    ForgetErrors& operator=(const ForgetErrors&) = delete;
    ~ForgetErrors() { vips_error_clear(); }
};

// The header alone; pixels are read when something is made of them.
Image open_header(std::string_view upload, Kind kind) {
    VipsImage* out = nullptr;
    void* const bytes = const_cast<char*>(upload.data());
    // fail_on: a truncated file is refused, not shown half grey. access: top to bottom, so little is held at once.
    const auto load = kind == Kind::jpeg  ? vips_jpegload_buffer
                      : kind == Kind::png ? vips_pngload_buffer
                                          : vips_webpload_buffer;
    const int failed =
        load(bytes, upload.size(), &out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
    return Image(failed == 0 ? out : nullptr);
}

// Shrinks while it decodes, and turns it as the camera was held.
Image cut_to(int width, int height, std::string_view upload) {
    VipsImage* out = nullptr;
    void* const bytes = const_cast<char*>(upload.data());
    const int failed =
        vips_thumbnail_buffer(bytes, upload.size(), &out, width, "height", height, "crop", VIPS_INTERESTING_CENTRE,
                              "option_string", "[fail_on=truncated]", "export_profile", "srgb", nullptr);
    return Image(failed == 0 ? out : nullptr);
}

// Colours are kept to the figure where the file says nothing of its own about them: a logo's are known by heart.
Image logo_of(std::string_view upload, const Image& header) {
    const bool converted = vips_image_get_typeof(header.get(), VIPS_META_ICC_NAME) != 0 ||
                           vips_image_get_interpretation(header.get()) == VIPS_INTERPRETATION_CMYK;
    VipsImage* out = nullptr;
    void* const bytes = const_cast<char*>(upload.data());
    const int failed = vips_thumbnail_buffer(bytes, upload.size(), &out, kLogoWidth, "height", kLogoHeight, "size",
                                             VIPS_SIZE_DOWN, "option_string", "[fail_on=truncated]",
                                             converted ? "export_profile" : nullptr, "srgb", nullptr);
    return Image(failed == 0 ? out : nullptr);
}

// What is drawn is read from the upload while it is saved, once only; this keeps it for saving it twice.
Image kept(const Image& image) { return Image(vips_image_copy_memory(image.get())); }

// On white where it was clear.
Image flattened(Image image) {
    if (!vips_image_hasalpha(image.get())) return image;
    const double white[] = {255, 255, 255};
    const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> background(
        vips_array_double_new(white, 3), [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
    VipsImage* out = nullptr;
    const int failed = vips_flatten(image.get(), &out, "background", background.get(), nullptr);
    return Image(failed == 0 ? out : nullptr);
}

std::string taken(void* bytes, std::size_t size) {
    std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    return out;
}

std::optional<std::string> jpeg_of(const Image& image, int quality) {
    void* bytes = nullptr;
    std::size_t size = 0;
    const int failed =
        vips_jpegsave_buffer(image.get(), &bytes, &size, "Q", quality, "strip", TRUE, "optimize_coding", TRUE, nullptr);
    if (failed != 0) return std::nullopt;
    return taken(bytes, size);
}

std::optional<std::string> webp_of(const Image& image, int quality) {
    void* bytes = nullptr;
    std::size_t size = 0;
    const int failed = vips_webpsave_buffer(image.get(), &bytes, &size, "Q", quality, "strip", TRUE, nullptr);
    if (failed != 0) return std::nullopt;
    return taken(bytes, size);
}

std::optional<std::string> png_of(const Image& image, bool few_colours) {
    void* bytes = nullptr;
    std::size_t size = 0;
    const int failed = vips_pngsave_buffer(image.get(), &bytes, &size, "strip", TRUE, "compression", 9, "palette",
                                           few_colours ? TRUE : FALSE, "bitdepth", 8, nullptr);
    if (failed != 0) return std::nullopt;
    return taken(bytes, size);
}

std::optional<std::string> portrait_from(std::string_view upload, const Image&) {
    auto small = cut_to(kPortraitSide, kPortraitSide, upload);
    if (small) small = flattened(std::move(small));
    return small ? jpeg_of(small, kQuality) : std::nullopt;
}

// The smaller of both kinds.
std::optional<std::string> photo_of(const Image& image, int quality) {
    auto webp = webp_of(image, quality), jpeg = jpeg_of(image, quality);
    if (!webp || (jpeg && jpeg->size() < webp->size())) return jpeg;
    return webp;
}

std::optional<std::string> photo_from(std::string_view upload, const Size& size) {
    auto image = cut_to(size.width, size.height, upload);
    if (image) image = flattened(std::move(image));
    if (image) image = kept(image);
    std::optional<std::string> out;
    for (const int quality : {80, 65, 50, 35, 20, 8})
        if (image && (!out || out->size() > size.bytes_max)) out = photo_of(image, quality);
    return out;
}

std::optional<std::string> logo_from(std::string_view upload, const Image& header) {
    auto drawn = logo_of(upload, header);
    if (drawn) drawn = kept(drawn);
    auto png = drawn ? png_of(drawn, false) : std::nullopt;
    return png && png->size() > kPlainLogoBytes ? png_of(drawn, true) : png;
}

// Its header; nothing is decoded before that has said that it may be.
Result<Image> checked(std::string_view upload, int shortest_edge) {
    const auto kind = kind_of(upload);
    if (!kind) return invalid("picture.wrong_type");
    // Each scan of a JPEG costs as much as all pixels, and takes no more than some hundred bytes.
    if (kind == Kind::jpeg && scans_of_jpeg(upload) > kMostScans) return invalid("picture.too_costly");
    auto header = open_header(upload, *kind);
    if (!header) return invalid("picture.broken");
    const std::int64_t width = vips_image_get_width(header.get()), height = vips_image_get_page_height(header.get());
    const std::int64_t whole = vips_image_get_height(header.get());
    if (width > kLongestEdge || height > kLongestEdge || width * whole > kMostPixels)
        return invalid("picture.too_many_pixels");
    const auto [shorter, longer] = std::minmax(width, height);
    if (shorter < shortest_edge) return invalid("picture.too_small");
    // The shorter side of what is cut is scaled to its place before the longer is cut: this bounds what is made of it.
    if (longer > shorter * kMostEdgeRatio) return invalid("picture.too_narrow");
    return header;
}

template <class Draw>
Result<std::string> drawn(std::string_view upload, const Draw& draw, int shortest_edge = kShortestEdge) {
    start();
    const ForgetErrors forget;
    const auto header = checked(upload, shortest_edge);
    if (!header) return std::unexpected(header.error());
    auto picture = draw(upload, *header);
    if (!picture) return invalid("picture.broken");
    return *std::move(picture);
}

}  // namespace

Result<std::string> draw_portrait(std::string_view upload) { return drawn(upload, portrait_from); }
Result<std::string> draw_logo(std::string_view upload) { return drawn(upload, logo_from); }
Result<std::string> draw_photo(std::string_view upload, const Size& size, int shortest_edge) {
    return drawn(
        upload, [&](std::string_view bytes, const Image&) { return photo_from(bytes, size); }, shortest_edge);
}

}  // namespace pictures
