#!/bin/sh
# Programs that tests drive: Chromium, LibreOffice, poppler, fonts, faketime, openssl. Installed through apt where missing and
# permitted; where not, says which tests are skipped. Never fails: a test that finds its program missing skips with the reason.
set -u
say() { printf '%s\n' "$*" >&2; }

has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list "$1" 2>/dev/null | head -n 1)" ]; }
missing() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || echo chromium
    command -v soffice >/dev/null 2>&1 || echo libreoffice-writer-nogui
    command -v pdftoppm >/dev/null 2>&1 || echo poppler-utils
    command -v faketime >/dev/null 2>&1 || echo faketime
    command -v openssl >/dev/null 2>&1 || echo openssl
    has_font 'Liberation Serif' || echo fonts-liberation2
    has_font 'Noto Naskh Arabic' || echo fonts-noto-core
    has_font 'Noto Serif CJK SC' || echo fonts-noto-cjk
}
why() {
    case "$1" in
        chromium) echo "the browser tests" ;;
        libreoffice*) echo "opening our Word files in LibreOffice" ;;
        faketime) echo "a web server whose clock is wrong" ;;
        openssl) echo "time stamps by an authority that is not ours" ;;
        poppler*) echo "pictures of PDF pages, and comparing PDF text with poppler's" ;;
        *) echo "nothing is skipped, but pages in the browser tests may show squares" ;;
    esac
}

wanted="$(missing)"
[ -z "$wanted" ] && exit 0
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
    if [ "$as_root" != no ]; then
        export DEBIAN_FRONTEND=noninteractive
        say "Installing for the tests:" $wanted "…"
        $as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >&2
        # One by one, since another release may lack one of them or call it otherwise.
        for package in $wanted; do
            $as_root apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$package" >/dev/null 2>&1 ||
                { [ "$package" = fonts-liberation2 ] &&
                    $as_root apt-get -qq -y -o DPkg::Lock::Timeout=300 install fonts-liberation >/dev/null 2>&1; } ||
                say "apt could not install $package."
        done
    fi
fi
for package in $(missing); do
    say "Missing: $package. Skipped without it: $(why "$package"). To have it: apt install $package (as root)."
done
exit 0
