#!/bin/sh
set -e

# dpkg says remove, purge or upgrade; rpm the number of versions that stay. People's settings in their homes are theirs.
case "$1" in
  remove | purge | 0)
    if [ -f '/etc/apparmor.d/${executable}' ]; then
      if command -v apparmor_parser >/dev/null 2>&1; then
        apparmor_parser --remove '/etc/apparmor.d/${executable}' >/dev/null 2>&1 || true
      fi
      rm -f '/etc/apparmor.d/${executable}'
    fi
    if command -v update-mime-database >/dev/null 2>&1; then update-mime-database /usr/share/mime || true; fi
    if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database /usr/share/applications || true; fi
    ;;
esac
