#!/bin/bash
# healthcheck.sh PORT PATH: does it answer 200? In plain bash, because the runtime images have neither curl nor wget.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" "$1" >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
