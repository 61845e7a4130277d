#!/bin/sh
# Installs the Debian packages that the named groups need and that are missing; says which ones first.
# usage: packages.sh GROUP...      groups: build demo check check-all lint bench fuzz cover
# With nothing missing it only asks dpkg and touches neither apt nor the network.
set -eu

packages_of() {
    case $1 in
    build)
        echo gcc make pkg-config libc6-dev libhpdf-dev libxml2-dev zlib1g-dev libdeflate-dev libharfbuzz-dev \
            libunistring-dev libpng-dev libturbojpeg0-dev libqrencode-dev nettle-dev libseccomp-dev libcups2-dev fonts-open-sans icc-profiles-free
        ;;
    demo) echo poppler-utils ;;
    check) echo libcmocka-dev qpdf poppler-utils mupdf-tools python3 python3-pikepdf python3-pil libxml2-utils faketime zbar-tools unzip 7zip parallel shellcheck python3-yaml systemd \
            cups cups-client cups-ipp-utils cups-filters ghostscript dbus ;;
    check-all) echo default-jre-headless libpdfbox2-java libjaxb-api-java libactivation-java nodejs libjs-pdf munge slurmctld slurmd slurm-client ;;
    lint) echo python3 binutils clang clang-tidy clang-format cppcheck ;;
    bench) echo python3 valgrind ;;
    fuzz) echo clang libclang-rt-14-dev python3 python3-fonttools ;;
    cover) echo gcovr ;;
    *)
        echo "packages.sh: no such group: $1" >&2
        exit 64
        ;;
    esac
}

wanted=
for group in "$@"; do
    wanted="$wanted $(packages_of "$group")"
done

present=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^installed //p' | tr '\n' ' ') "
missing=
for package in $wanted; do
    case "$present$missing " in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

echo "These Debian packages are missing and will be installed:$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Not root and no sudo here. As root run:" >&2
        echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
