# What the subcommands of ./dev share: messages, Debian packages, configure and build. Sourced, in the repository's root.

readonly root=$PWD
noInstall=0
remaining=()

say() { if [[ -t 2 ]]; then printf '\e[1m== %s\e[0m\n' "$*" >&2; else printf '== %s\n' "$*" >&2; fi; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The subcommands' names, with commas between.
subcommands() {
    local names=()
    for file in scripts/dev/*.sh; do
        file=${file##*/}
        [[ $file == common.sh ]] || names+=("${file%.sh}")
    done
    local IFS=,
    echo "${names[*]}" | sed 's/,/, /g'
}

# The comment block at a script's start, without its hash signs.
helpOf() { sed -n '/^#/!q; s/^# \{0,1\}//p' "scripts/dev/$1.sh"; }

# takeCommonFlags <args…>: takes --help and --no-install out of the arguments; the others go to the array `remaining`.
takeCommonFlags() {
    local argument
    for argument in "$@"; do
        case $argument in
            --no-install) noInstall=1 ;;
            --help | -h)
                helpOf "$subcommand"
                exit 0
                ;;
            *) remaining+=("$argument") ;;
        esac
    done
}

# packagesFor <purpose…>: the packages that scripts/dev/debian_packages.txt lists under these purposes.
packagesFor() {
    awk -v wanted=" $* " '
        /^\[/ { gsub(/[][]/, ""); inside = index(wanted, " " $0 " ") > 0; next }
        /^[^#]/ && inside && !seen[$1]++ { print $1 }' scripts/dev/debian_packages.txt
}

# needPackages <purpose…>: installs what is missing; with --no-install names what is missing and fails.
needPackages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "no Debian packages here: taking the libraries of \"$*\" in scripts/dev/debian_packages.txt as present"
        return
    fi
    local missing=() package
    for package in $(packagesFor "$@"); do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $noInstall == 1 ]]; then
        fail "packages: expected all for \"$*\" to be installed, missing: ${missing[*]}; run without --no-install, or" \
            "apt-get install ${missing[*]}"
    fi
    local asRoot=()
    if [[ $(id -u) != 0 ]]; then
        command -v sudo >/dev/null || fail "packages: expected root or sudo, found neither; ask for: apt-get install ${missing[*]}"
        asRoot=(sudo)
    fi
    say "installing ${missing[*]}"
    "${asRoot[@]}" apt-get update -qq
    "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null </dev/null
}

# jobs: how many compilers to run at once: one a core, and 1.5 GiB of memory for each.
jobs() {
    local cores memoryKib byMemory
    cores=$(nproc)
    memoryKib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null || echo 0)
    byMemory=$((${memoryKib:-0} / 1572864))
    ((byMemory >= 1)) || byMemory=1
    echo $((cores < byMemory ? cores : byMemory))
}

# configure <preset> [cmake arguments…]
configure() {
    local preset=$1 log
    shift
    mkdir -p build
    log=build/configure_$preset.log
    say "configuring build/$preset"
    cmake --preset "$preset" "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        fail "configure: expected cmake to succeed, found the errors above (log: $log)"
    }
}

# build <preset> [targets…]: all of the default target where none is named.
build() {
    local preset=$1
    shift
    say "building build/$preset: ${*:-everything}"
    local before=$SECONDS
    cmake --build "build/$preset" -j "$(jobs)" ${1:+--target "$@"} >&2
    say "built in $((SECONDS - before)) s"
}

# install <preset>: installs into build/<preset>/prefix.
installPrefix() {
    rm -rf "build/$1/prefix"
    cmake --install "build/$1" --prefix "$root/build/$1/prefix" >"build/$1/install.log"
}

# venvExtra <folder> <package==version> [arguments of pip]: one more package in it, where it is not there yet.
venvExtra() {
    local folder=$1 package=$2
    shift 2
    "$folder/bin/pip" show --quiet "${package%%==*}" 2> /dev/null || {
        say "adding $package to $folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" "$package"
    }
}

# venv <folder> <requirements.txt>: a virtual environment with exactly these packages, made anew when the list changes.
venv() {
    local folder=$1 requirements=$2
    if ! cmp -s "$requirements" "$folder/requirements.txt"; then
        say "making $folder from $requirements"
        rm -rf "$folder"
        /usr/bin/python3 -m venv "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
        cp "$requirements" "$folder/requirements.txt"
    fi
}
