# build_web: bundles web/ into web/dist unless that was made of the same files. For scripts that stand in the root.

# The templates count too, since the styles hold only what a template names.
# Nothing of it depends on the time of a file, so a fresh clone and a switched branch are right too.
build_web() {
    local stamp=build/web.sha256 sum
    sum=$({
        find web package.json package-lock.json -path web/dist -prune -o -type f -print0
        find src -path '*/views/*.html' -print0
    } | sort -z | xargs -0 sha256sum | sha256sum)
    [ -d web/dist ] && [ "$sum" = "$(cat "$stamp" 2>/dev/null)" ] && return 0
    npm run --silent build
    mkdir -p build
    echo "$sum" >"$stamp"
}
