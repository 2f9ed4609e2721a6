# build_with_ninja FOLDER [TARGET...]: on a terminal ninja's own line, which changes in place; elsewhere a line every ten
# seconds. What a compiler says is shown in full.
build_with_ninja() {
    if [ -t 1 ]; then
        NINJA_STATUS='[%f of %t after %e s] ' ninja -C "$@"
    else
        NINJA_STATUS='built %f of %t after %e s ' ninja -C "$@" | show_now_and_then
    fi
}

show_now_and_then() {
    local line next=0
    while IFS= read -r line; do
        if [[ $line =~ ^(built\ [0-9]+\ of\ [0-9]+\ after\ ([0-9]+)\.[0-9]+\ s)\  ]]; then
            [ "${BASH_REMATCH[2]}" -ge "$next" ] || continue
            next=$((BASH_REMATCH[2] + 10))
            echo "${BASH_REMATCH[1]}"
        elif [[ $line != 'ninja: Entering'* && $line != 'ninja: no work'* ]]; then
            printf '%s\n' "$line"
        fi
    done
}
