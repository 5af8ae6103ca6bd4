#!/bin/sh
# Installs the real servers that `npm run test:real` starts: Debian packages, by name.
#
#   sh test/real/install.sh            the servers and the proxies
#   sh test/real/install.sh --browser  Chromium as well, for the article end to end
#   sh test/real/install.sh --few      four servers, which take less than a minute
#
# What is installed already stays as it is. No service is started by its package. The last line says what is there.
set -eu

packages='nginx-light libnginx-mod-nchan apache2-bin lighttpd haproxy varnish h2o
  python3-tornado python3-aiohttp python3-websockets python3-uvicorn python3-h11 libwebsockets-test-server'
[ "${1-}" = --browser ] && packages="$packages chromium"
[ "${1-}" = --few ] && packages='nginx-light lighttpd python3-tornado python3-websockets'

version_of() { dpkg-query -W -f '${db:Status-Abbrev}${Version}' "$1" 2>/dev/null | sed -n 's/^ii *//p'; }

missing=''
for package in $packages; do
  [ -n "$(version_of "$package")" ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  as_root=''
  [ "$(id -u)" = 0 ] || as_root=sudo
  # a service that a package starts would listen beside the ones that the tests start
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    trap '$as_root rm -f "$policy"' EXIT
  fi
  # a list that cannot be renewed may still be good enough
  $as_root apt-get update -qq >/dev/null || true
  for package in $missing; do
    # one by one: what cannot be installed is skipped by the tests, and the others are there
    $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends "$package" >/dev/null 2>&1 ||
      echo "$package could not be installed: what needs it is skipped" >&2
  done
fi

told=''
for package in $packages; do
  version=$(version_of "$package")
  told="$told $package ${version:-missing},"
done
echo "installed:${told%,}"
