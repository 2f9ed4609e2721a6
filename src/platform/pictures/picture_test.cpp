#include "pictures/picture.h"

#include "pictures/kind.h"
#include "pictures/vips.h"
#include "support/pictures.h"
#include "work/pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <random>

namespace pictures {
namespace {

using namespace std::string_literals;

constexpr std::string_view kNote = "taken at 59.91 N, 10.75 E";

// A picture of one colour with a note in it, as that kind of file.
std::string made(const char* suffix, int width, int height) {
    EXPECT_EQ(VIPS_INIT("picture_test"), 0);
    VipsImage *black = nullptr, *grey = nullptr;
    EXPECT_EQ(vips_black(&black, width, height, "bands", 3, nullptr), 0);
    EXPECT_EQ(vips_linear1(black, &grey, 1.0, 90.0, "uchar", TRUE, nullptr), 0);
    VipsImage* image = nullptr;
    EXPECT_EQ(vips_copy(grey, &image, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
    vips_image_set_string(image, "exif-ifd0-ImageDescription", std::string(kNote).c_str());
    vips_image_set_string(image, "png-comment-0-Comment", std::string(kNote).c_str());
    void* bytes = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_image_write_to_buffer(image, suffix, &bytes, &size, nullptr), 0) << vips_error_buffer();
    std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    g_object_unref(image);
    g_object_unref(grey);
    g_object_unref(black);
    return out;
}

struct Size {
    int width = 0, height = 0, bands = 0;
    friend bool operator==(const Size&, const Size&) = default;
};
void PrintTo(const Size& size, std::ostream* out) {
    *out << size.width << " x " << size.height << ", " << size.bands << " bands";
}
VipsImage* loaded(const std::string& picture) {
    return vips_image_new_from_buffer(picture.data(), picture.size(), "", nullptr);
}
Size size_of(const std::string& picture) {
    VipsImage* image = loaded(picture);
    if (!image) return {};
    const Size out{vips_image_get_width(image), vips_image_get_height(image), vips_image_get_bands(image)};
    g_object_unref(image);
    return out;
}
// The bands of one pixel.
std::vector<int> pixel(const std::string& picture, int x, int y) {
    VipsImage* image = loaded(picture);
    double* values = nullptr;
    int n = 0;
    EXPECT_EQ(vips_getpoint(image, &values, &n, x, y, nullptr), 0);
    std::vector<int> out(values, values + n);
    g_free(values);
    g_object_unref(image);
    return out;
}

// Red on the left, clear on the right.
std::string half_clear(int width, int height) {
    VipsImage *black = nullptr, *red = nullptr;
    const double add[] = {200, 0, 0, 255}, one[] = {1, 1, 1, 1};
    EXPECT_EQ(vips_black(&black, width, height, "bands", 4, nullptr), 0);
    EXPECT_EQ(vips_linear(black, &red, one, add, 4, "uchar", TRUE, nullptr), 0);
    VipsImage *colour = nullptr, *drawn = nullptr;
    EXPECT_EQ(vips_copy(red, &colour, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
    drawn = vips_image_copy_memory(colour);
    double clear[] = {0, 0, 0, 0};
    EXPECT_EQ(vips_draw_rect(drawn, clear, 4, width / 2, 0, width - width / 2, height, "fill", TRUE, nullptr), 0);
    void* bytes = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_pngsave_buffer(drawn, &bytes, &size, nullptr), 0) << vips_error_buffer();
    std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    for (auto* image : {drawn, colour, red, black}) g_object_unref(image);
    return out;
}

// No two pixels alike, so that nothing of it packs.
std::string noise(int width, int height) {
    std::mt19937 random(7);
    std::string raw(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, '\0');
    for (auto& byte : raw) byte = static_cast<char>(random());
    VipsImage* image = vips_image_new_from_memory(raw.data(), raw.size(), width, height, 4, VIPS_FORMAT_UCHAR);
    VipsImage* colour = nullptr;
    EXPECT_EQ(vips_copy(image, &colour, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
    void* bytes = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_pngsave_buffer(colour, &bytes, &size, nullptr), 0);
    std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    g_object_unref(colour);
    g_object_unref(image);
    return out;
}

work::Pool& pool() {
    static work::Pool all;
    return all;
}
Result<std::string> portrait(std::string_view upload) { return pictures::portrait(pool(), upload); }
Result<std::string> logo(std::string_view upload) { return pictures::logo(pool(), upload); }

// Both refuse for the same reasons.
std::string code_of(const std::string& upload) {
    const auto as_portrait = portrait(upload), as_logo = logo(upload);
    const std::string code = as_portrait ? "" : as_portrait.error().code;
    EXPECT_EQ(as_logo ? "" : as_logo.error().code, code);
    return code;
}

void put_length(std::string& png, std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) png[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
}

// The header's size says what it likes; its checksum is mended.
std::string claiming(std::string png, std::uint32_t width, std::uint32_t height) {
    put_length(png, 16, width);
    put_length(png, 20, height);
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 12; i < 29; ++i) {
        crc ^= static_cast<unsigned char>(png[i]);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320u : 0u);
    }
    put_length(png, 29, ~crc);
    return png;
}

TEST(Portrait, ComesBackAsASmallSquareOfEveryKind) {
    for (const auto* suffix : {".jpg", ".png", ".webp"}) {
        const auto prepared = portrait(made(suffix, 900, 600));
        ASSERT_TRUE(prepared) << suffix;
        EXPECT_TRUE(prepared->starts_with("\xff\xd8\xff"));
        EXPECT_EQ(size_of(*prepared).width, kPortraitSide) << suffix;
        EXPECT_EQ(size_of(*prepared).height, kPortraitSide) << suffix;
        EXPECT_LT(prepared->size(), 64u * 1024);
    }
    EXPECT_TRUE(portrait(made(".png", 16, 16)));
}

TEST(Photo, ComesBackInTheSizesOfItsShapeWithinTheirLimits) {
    const auto photo = [](const std::string& upload, Shape shape) { return pictures::photo(pool(), upload, shape); };
    for (const auto& [shape, sizes] : {std::pair(Shape::cover, kCoverSizes), std::pair(Shape::service, kServiceSizes),
                                       std::pair(Shape::person, kPersonSizes)})
        for (const auto* suffix : {".jpg", ".png"}) {
            const auto drawn = photo(made(suffix, 900, 700), shape);
            ASSERT_TRUE(drawn) << suffix;
            ASSERT_EQ(drawn->size(), sizes.size());
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                const auto& each = (*drawn)[i];
                EXPECT_EQ(each.width, sizes[i].width);
                EXPECT_EQ(size_of(each.content).width, sizes[i].width);
                EXPECT_EQ(size_of(each.content).height, sizes[i].height);
                EXPECT_LE(each.content.size(), sizes[i].bytes_max);
                EXPECT_EQ(each.content.find(kNote), std::string::npos);
                const auto kind = kind_of(each.content);
                EXPECT_TRUE((each.media_type == "image/webp" && kind == Kind::webp) ||
                            (each.media_type == "image/jpeg" && kind == Kind::jpeg));
            }
        }
    const auto small = photo(made(".png", 200, 100), Shape::cover);
    ASSERT_FALSE(small);
    EXPECT_EQ(small.error().code, "picture.too_small");
    EXPECT_EQ(small.error().parameters, (std::vector<std::pair<std::string, std::string>>{{"min", "240"}}));
    EXPECT_TRUE(photo(noise(800, 500), Shape::cover)) << "as much detail as there can be";
    EXPECT_EQ(photo("hello", Shape::person).error().code, "picture.wrong_type");
}

TEST(Picture, LosesWhatTheCameraWroteBesideIt) {
    for (const auto* suffix : {".jpg", ".webp"}) {
        const auto upload = made(suffix, 300, 300);
        ASSERT_NE(upload.find(kNote), upload.npos) << suffix;
        EXPECT_EQ(portrait(upload).value().find(kNote), std::string::npos) << suffix;
        EXPECT_EQ(logo(upload).value().find(kNote), std::string::npos) << suffix;
    }
}

TEST(Picture, OtherKindsAreRefusedByTheirFirstBytes) {
    for (const auto& upload : {"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>"s,
                               "<?xml version=\"1.0\"?><svg/>"s, "GIF89a"s, "%PDF-1.7"s, "BM"s, "II*\0"s,
                               "\0\0\0\x1c"
                               "ftypheic"s,
                               "RIFF\x10\0\0\0WAVEfmt "s, "hello"s, "R"s, "RIFF"s, made(".tif", 10, 10)})
        EXPECT_EQ(code_of(upload), "picture.wrong_type") << upload.substr(0, 20);
    EXPECT_EQ(code_of(""), "picture.missing");
}

TEST(Picture, BrokenOnesAreRefused) {
    for (const auto* suffix : {".jpg", ".png", ".webp"}) {
        const auto whole = made(suffix, 400, 400);
        EXPECT_EQ(code_of(whole.substr(0, 24)), "picture.broken") << suffix;
        EXPECT_EQ(code_of(whole.substr(0, whole.size() / 2)), "picture.broken") << suffix;
    }
    EXPECT_EQ(code_of("\xff\xd8\xff"
                      "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
              "picture.broken");
    // After the refusals a good one still goes through.
    EXPECT_EQ(code_of(made(".jpg", 400, 400)), "");
}

TEST(Picture, TooManyBytesAreRefusedUnread) {
    EXPECT_EQ(code_of(made(".jpg", 10, 10) + std::string(kLargestUpload, '\0')), "picture.too_large");
}

TEST(Picture, AFewBytesThatClaimMillionsOfPixelsCostNothing) {
    const auto small = made(".png", 8, 8);
    const auto begun = std::chrono::steady_clock::now();
    for (const auto& [width, height] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
             {8000, 6251}, {20'001, 1}, {1, 20'001}, {0x7fffffff, 0x7fffffff}, {1'000'000, 1'000'000}}) {
        const auto code = code_of(claiming(small, width, height));
        EXPECT_TRUE(code == "picture.too_many_pixels" || code == "picture.broken") << width << code;
    }
    EXPECT_EQ(code_of(claiming(small, 8000, 6251)), "picture.too_many_pixels");
    // Within the limit, but with no pixels behind it.
    EXPECT_EQ(code_of(claiming(small, 7000, 7000)), "picture.broken");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{10});
}

// A portrait is scaled up by its shorter side: one of 1 x 20,000 became 256 x 5,120,000 before it was cut.
TEST(Picture, TooNarrowOnesAreRefused) {
    const auto begun = std::chrono::steady_clock::now();
    for (const auto& [width, height] :
         std::vector<std::pair<int, int>>{{1, 20'000}, {20'000, 1}, {15, 200}, {16, 129}, {20'000, 20}}) {
        const auto code =
            code_of(support::grey_png(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)));
        EXPECT_EQ(code, std::min(width, height) < kShortestEdge ? "picture.too_small" : "picture.too_narrow")
            << width << " x " << height;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{10});
    EXPECT_EQ(code_of(made(".png", 16, 128)), "");
    const auto small = portrait(made(".png", 1, 1)), narrow = portrait(made(".png", 16, 129));
    EXPECT_EQ(small.error().parameters, (decltype(Error::parameters){{"min", "16"}}));
    EXPECT_EQ(narrow.error().parameters, (decltype(Error::parameters){{"times", "8"}}));
}

TEST(Picture, JpegsOfManyScansAreRefusedUndecoded) {
    const auto progressive = made(".jpg[interlace]", 300, 200), plain = made(".jpg", 300, 200);
    EXPECT_EQ(scans_of_jpeg(plain), 1);
    EXPECT_EQ(scans_of_jpeg(progressive), 10);
    EXPECT_EQ(scans_of_jpeg(progressive.substr(0, progressive.size() / 2)) > 0, true);
    for (const auto* odd : {"", "\xff", "\xff\xda", "\xff\xda\x00", "\xff\xff\xff"}) EXPECT_LE(scans_of_jpeg(odd), 1);
    EXPECT_EQ(code_of(progressive), "");
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(support::scanned_jpeg(5'000, 5'000, 6'000)), "picture.too_costly");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{2});
    EXPECT_EQ(scans_of_jpeg(support::scanned_jpeg(5'000, 5'000, 6'000)), 6'000);
    EXPECT_EQ(code_of(support::scanned_jpeg(500, 500, 60)), "");
}

TEST(Picture, IsRefusedWhereTooManyAreDrawn) {
    work::Pool none({0, 0}, {0, 0});
    const auto refused = pictures::portrait(none, made(".png", 20, 20));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "server.busy");
}

TEST(Logo, KeepsItsShapeOfEveryKind) {
    for (const auto* suffix : {".jpg", ".png", ".webp"}) {
        const auto drawn = logo(made(suffix, 1200, 600));
        ASSERT_TRUE(drawn) << suffix;
        EXPECT_TRUE(drawn->starts_with("\x89PNG")) << suffix;
        EXPECT_EQ(size_of(*drawn), (Size{320, 160, 3})) << suffix;
    }
}

TEST(Logo, StaysClearWhereItWasClear) {
    const auto drawn = logo(half_clear(960, 320)).value();
    EXPECT_EQ(size_of(drawn), (Size{480, 160, 4}));
    EXPECT_EQ(pixel(drawn, 20, 20), (std::vector{200, 0, 0, 255}));
    EXPECT_EQ(pixel(drawn, 460, 20).back(), 0);
    // And in a portrait it is white.
    const auto person = portrait(half_clear(256, 256)).value();
    EXPECT_GT(pixel(person, 250, 20).front(), 250);
}

TEST(Logo, IsNeverMadeLarger) {
    EXPECT_EQ(size_of(logo(half_clear(24, 16)).value()), (Size{24, 16, 4}));
    EXPECT_EQ(size_of(logo(made(".png", 16, 16)).value()), (Size{16, 16, 3}));
    EXPECT_EQ(size_of(logo(made(".png", 480, 160)).value()), (Size{480, 160, 3}));
}

TEST(Logo, OfALongShapeStillFits) {
    EXPECT_EQ(size_of(logo(made(".png", 8'000, 1'000)).value()), (Size{480, 60, 3}));
    EXPECT_EQ(size_of(logo(made(".png", 100, 800)).value()), (Size{20, 160, 3}));
}

TEST(Logo, FitsIntoItsPlaceWhateverItShows) {
    const auto drawn = logo(noise(kLogoWidth, kLogoHeight));
    ASSERT_TRUE(drawn);
    EXPECT_LE(drawn->size(), kLargestLogo);
    EXPECT_EQ(size_of(*drawn).width, kLogoWidth);
}

}  // namespace
}  // namespace pictures
