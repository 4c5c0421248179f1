# Shell functions that demi and verify share: finding JDK 25, finding or installing the tools that they run.
# To be sourced; POSIX sh.

fail() {
    printf '%s\n' "${0##*/}: $*" >&2
    exit 1
}

# Whether $1 is the home of a JDK (not only a Java runtime) of version 25.
is_jdk25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# The home of the JDK that the java on PATH belongs to, as a file path, links followed.
jdk_on_path() {
    java=$(command -v java) || return 1
    while [ -h "$java" ]; do
        target=$(readlink "$java")
        case $target in
            /*) java=$target ;;
            *) java=$(dirname "$java")/$target ;;
        esac
    done
    dirname "$(dirname "$java")"
}

# Sets and exports JAVA_HOME to a JDK 25, if there is one.
find_jdk() {
    for home in "${JAVA_HOME:-}" "$(jdk_on_path || true)" \
        /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* /usr/local/openjdk-25 \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$home" ] && is_jdk25 "$home"; then
            JAVA_HOME=$home
            export JAVA_HOME
            return 0
        fi
    done
    return 1
}

# The package of the system's package manager $1 that has the tool $2.
package_of() {
    case $2:$1 in
        qemu:apt-get) echo qemu-system-x86 ;;
        qemu:dnf) echo qemu-system-x86-core ;;
        qemu:pacman) echo qemu-system-x86 ;;
        qemu:apk) echo qemu-system-x86_64 ;;
        qemu:zypper) echo qemu-x86 ;;
        iproute:dnf) echo iproute ;;
        iproute:*) echo iproute2 ;;
        *) echo "$2" ;;
    esac
}

# Makes sure that command $1 exists; package $2 has it. Installs as root or with sudo that asks no password.
need() {
    command -v "$1" >/dev/null 2>&1 && return 0
    for manager in apt-get dnf pacman apk zypper brew; do
        command -v "$manager" >/dev/null 2>&1 && break
        manager=
    done
    [ -n "$manager" ] || fail "$1 is needed and was not found; install it, then try again"
    package=$(package_of "$manager" "$2")
    case $manager in
        apt-get) install="apt-get install -y --no-install-recommends $package" ;;
        dnf) install="dnf install -y $package" ;;
        pacman) install="pacman -S --noconfirm $package" ;;
        apk) install="apk add $package" ;;
        zypper) install="zypper --non-interactive install $package" ;;
        brew) install="brew install $package" ;;
    esac
    as=
    if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
        as='sudo '
    fi
    if [ -n "${DEMITASSE_NO_INSTALL:-}" ] || { [ -n "$as" ] && ! sudo -n true 2>/dev/null; }; then
        fail "$1 is needed and was not found; type: $as$install"
    fi
    echo "${0##*/}: $1 is missing; running: $as$install" >&2
    log=$(mktemp)
    if [ "$manager" = apt-get ]; then
        ${as}apt-get update >"$log" 2>&1 || true
        export DEBIAN_FRONTEND=noninteractive
    fi
    if ! $as$install >>"$log" 2>&1 || ! command -v "$1" >/dev/null 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "$1 could not be installed; type: $as$install"
    fi
    rm -f "$log"
}
